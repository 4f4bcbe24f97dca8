import type { Finding } from '@procurement-ledger/core/verify'
import { EXITS, type Verification } from './verification.ts'

/** What a person reads: the verdict first, then what does not hold, then what was and was not checked. */
export function printVerification(found: Verification): string {
  const { target, kind, verdict, checkpoint, events, proven, findings, notices, omitted, checked, unchecked } = found
  return [
    `${target} (${kind}): ${verdict.toUpperCase()}`,
    ...findings.map((finding) => `  ${lineOf(finding)}`),
    ...notices.map((notice) => `  ${lineOf(notice)}`),
    ...(omitted > 0 ? [`  and ${count(omitted)} more`] : []),
    ...(events === undefined ? [] : [`events       ${count(events)}, ${count(proven ?? 0)} under the checkpoint`]),
    ...(checkpoint ? [`checkpoint   ${checkpoint.origin}, size ${checkpoint.size}, root ${checkpoint.root}`] : []),
    ...(checkpoint?.signedBy ?? []).map((key) => `signed by    ${key}`),
    ...checked.map((what) => `checked      ${what}`),
    ...unchecked.map((what) => `not checked  ${what}`),
  ].join('\n')
}

/** What a program reads. Positions are decimal strings, as everywhere. */
export const verificationJson = (found: Verification): object => ({
  ...found,
  exit: EXITS[found.verdict],
  findings: found.findings.map(plain),
  notices: found.notices.map(plain),
})

const plain = ({ position, ...rest }: Finding): object => ({
  ...rest,
  ...(position !== undefined && { position: position.toString() }),
})

function lineOf({ code, message, index, position, stream, revision }: Finding): string {
  const place = [
    position === undefined ? undefined : `position ${position}`,
    stream === undefined ? undefined : `stream ${shown(stream)}`,
    revision === undefined ? undefined : `revision ${revision}`,
    position === undefined && index !== undefined ? `index ${index}` : undefined,
  ].filter((part) => part !== undefined)
  return `${code}${place.length === 0 ? '' : ` at ${place.join(', ')}`}: ${message}`
}

/** What a forged file states may steer a terminal. */
const shown = (text: string): string => (/^[\w.-]{1,80}$/.test(text) ? text : JSON.stringify(text.slice(0, 80)))

const count = (n: number): string => n.toLocaleString('en')
