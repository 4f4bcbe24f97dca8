import { sha256 } from '../../../evidence/digest.ts'
import { type Finding, finding } from '../../../evidence/finding.ts'
import { HASH_BYTES } from '../../../evidence/tree-hash.ts'
import { type CheckedEvent, checkEvent, type StatedEvent } from '../../../evidence/verify-event.ts'
import type { LoggedEvent } from '../../../evidence/verify-log.ts'
import type { AuditedFile } from './audited-file.ts'

/** One event of a log, checked by itself; or the reason for which a row is none. */
export type AuditedEvent =
  | { readonly event: LoggedEvent; readonly checked: CheckedEvent }
  | { readonly unreadable: Finding }

/**
 * A run of events, checked by themselves, as it passes from one thread to another: an event that stands is a line and
 * a hash, since a copy of an object costs as much as checking it. What does not stand, and every erasure, goes whole.
 */
export interface CheckedRun {
  /** One by one: slices of one long text would keep all of it in memory. */
  readonly lines: readonly string[]
  readonly hashes: Uint8Array
  readonly whole: readonly { readonly at: number; readonly audited: AuditedEvent }[]
}

export function checkRun(file: AuditedFile, from: number, to: number): CheckedRun {
  const lines: string[] = []
  const hashes: Uint8Array[] = []
  const whole: { at: number; audited: AuditedEvent }[] = []
  for (const stated of file.events(from, to)) {
    const audited = stated.ok ? checked(stated.event) : unreadable(stated)
    const line = 'checked' in audited ? lineOf(audited) : undefined
    if (line === undefined) whole.push({ at: lines.length, audited })
    lines.push(line ?? '')
    hashes.push('checked' in audited ? audited.checked.leafHash : NO_HASH)
  }
  return { lines, hashes: new Uint8Array(Buffer.concat(hashes)), whole }
}

export function* eventsOf({ lines, hashes, whole }: CheckedRun): Generator<AuditedEvent> {
  const known = new Map(whole.map(({ at, audited }) => [at, audited]))
  for (const [at, line] of lines.entries())
    yield known.get(at) ?? eventOf(line, hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))
}

const NO_HASH = new Uint8Array(HASH_BYTES)

const unreadable = ({ position, reason }: { position: bigint; reason: string }): AuditedEvent => ({
  unreadable: finding('ROW_UNREADABLE', `the row at position ${position}: ${reason}`, { position }),
})

/** An erasure names one event. A longer one is taken for none, so that a run of forged ones holds no memory. */
const MAX_ERASURE_CHARS = 64 * 1024

/** Only an erasure is asked for its data later. */
function checked(event: StatedEvent): AuditedEvent {
  const { position, eventId, stream, revision, type, data } = event
  const isErasure = type === 'PersonalDataErased' && data !== undefined && data.length <= MAX_ERASURE_CHARS
  const kept = isErasure ? data : undefined
  return {
    event: { ...(position !== undefined && { position }), eventId, stream, revision, type, data: kept },
    checked: checkEvent(sha256, event),
  }
}

/** An event without a finding says what its leaf says, which holds neither space nor newline. */
function lineOf({ event, checked }: { event: LoggedEvent; checked: CheckedEvent }): string | undefined {
  const { leaf, personal, finding } = checked
  if (finding || !leaf || event.data !== undefined) return undefined
  const { position, eventId, stream, revision, type } = event
  return `${position} ${eventId} ${stream} ${revision} ${type} ${leaf.previous} ${leaf.recorded} ${personal}`
}

function eventOf(line: string, leafHash: Uint8Array): AuditedEvent {
  const [position, eventId, stream, digits, type, previous, recorded, personal] = line.split(' ') as Words
  const revision = Number(digits)
  return {
    event: { position: BigInt(position), eventId, stream, revision, type, data: undefined },
    checked: { leafHash, leaf: { stream, revision, previous, recorded }, personal, finding: undefined },
  }
}

type Words = [string, string, string, string, string, string, string, CheckedEvent['personal']]
