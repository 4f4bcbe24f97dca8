import { type FetchTile, finding, tilePath } from '@procurement-ledger/core/verify'
import { MAX_ZIP_BYTES } from '../bundle/zip.ts'
import { judgeCheckpoint, keysOf } from './judge-checkpoint.ts'
import { type Given, Unverifiable, type Verification, verdictOf } from './verification.ts'
import { verifyBundleBytes } from './verify-bundle-file.ts'
import { verifyTree } from './verify-folder.ts'

const MAX_NOTE_BYTES = 1_000_000
const MAX_TILE_BYTES = 8_192
const TIMEOUT_MS = 30_000

/**
 * Verifies a service from outside: its checkpoint, its tiles, and the bundles that are asked for. The bundles are
 * fetched first, so that the log must extend the checkpoint of each.
 */
export async function verifyService(url: string, given: Given): Promise<Omit<Verification, 'target' | 'kind'>> {
  const base = baseOf(url)
  const projects = given.projects ?? []
  const bundles = []
  for (const id of projects) {
    const bytes = await fetchBytes(`${base}/v1/projects/${encodeURIComponent(id)}/bundle`, MAX_ZIP_BYTES)
    if (!bytes) throw unanswered(`${base} has no bundle of ${JSON.stringify(id)}`)
    bundles.push(verifyBundleBytes(bytes, { ...given, since: undefined }))
  }
  const note = await fetchBytes(`${base}/v1/checkpoint`, MAX_NOTE_BYTES)
  if (!note) throw unanswered(`${base} has no checkpoint`)
  const checkpoint = judgeCheckpoint(note, keysOf(given.keys))
  const fetchTile: FetchTile = async (tile) =>
    (await fetchBytes(`${base}/v1/${tilePath(tile)}`, MAX_TILE_BYTES)) ??
    (await fetchBytes(`${base}/v1/${tilePath({ ...tile, width: 256 })}`, MAX_TILE_BYTES))

  const others = bundles.map(({ judged }) => judged)
  const tree = await verifyTree(checkpoint, fetchTile, given, others)
  const findings = [...bundles.flatMap((bundle) => bundle.findings), ...tree.findings]
  const events = bundles.reduce((sum, bundle) => sum + (bundle.events ?? 0), 0)
  return {
    ...tree,
    ...(projects.length > 0 && { events, proven: findings.length === 0 ? events : 0 }),
    verdict: verdictOf(findings),
    findings,
    notices: bundles.flatMap(({ notices }) => notices),
    checked: [...tree.checked, ...bundles.flatMap(({ checked }) => checked.slice(0, 1))],
    unchecked: [
      projects.length === 0
        ? 'the events themselves: name projects with --project, or verify the file'
        : 'the events of other projects: name them with --project, or verify the file',
      ...tree.unchecked.slice(1),
    ],
  }
}

function baseOf(url: string): string {
  if (!URL.canParse(url)) throw unanswered(`${url} is no URL`)
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname.replace(/\/+$/, '')}`
}

/** At most so many bytes of an answer; undefined for 404. The service may be anybody's: no body is read beyond. */
async function fetchBytes(url: string, most: number): Promise<Uint8Array | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' })
    if (answer.status === 404) {
      await answer.body?.cancel()
      return undefined
    }
    if (!answer.ok) throw unanswered(`${url} answers ${answer.status}`)
    return await atMost(answer, most, url)
  } catch (error) {
    if (error instanceof Unverifiable) throw error
    const { message, cause } = error as Error
    throw unanswered(`${url} does not answer: ${cause instanceof Error ? cause.message : message}`)
  }
}

async function atMost(answer: Response, most: number, url: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of answer.body ?? []) {
    length += chunk.length
    if (length > most) throw unanswered(`${url} answers with more than ${most} bytes`)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

const unanswered = (message: string) => new Unverifiable(finding('EVIDENCE_UNREADABLE', message))
