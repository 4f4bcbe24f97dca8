import { type Audit, Fault, type FaultCode } from '@procurement-ledger/core/audit'
import { sha256 } from '@procurement-ledger/core/notary'
import {
  type Finding,
  finding,
  judgeErasure,
  judgeUpperTile,
  type LogReport,
  openLogVerifier,
  type PlacedEvent,
  type StatedEvent,
  upperTiles,
  type WrittenTile,
} from '@procurement-ledger/core/verify'
import { type EvidenceFolder, kindOf, openEvidenceFolder } from './evidence-folder.ts'
import { type JudgedCheckpoint, judgeCheckpoint, judgeSince, keysOf, NO_KEY } from './judge-checkpoint.ts'
import { openTileFeed } from './tile-feed.ts'
import { type Given, Unverifiable, type Verified, verdictOf } from './verification.ts'

/** A ledger where an engine keeps it. */
export interface LedgerToVerify {
  readonly openAudit: () => Promise<Audit>
  /** Where its evidence lies, unless it is said. */
  readonly evidencePath: string
}

/** Verifies a whole ledger on any engine: every byte of every event, the chains, and the tree under its checkpoint. */
export async function verifyStore({ openAudit, evidencePath }: LedgerToVerify, given: Given): Promise<Verified> {
  const folder = given.evidence ?? evidencePath
  const evidence = (await kindOf(folder)) === 'folder' ? openEvidenceFolder(folder) : undefined
  // Read before the log is: what is appended meanwhile is not yet signed.
  const checkpoint = evidence && (await checkpointIn(evidence, folder, given))
  const kept = judgeSince(given, checkpoint?.origin)

  const audit = await openAudit().catch((error) => {
    throw asUnverifiable(error)
  })
  try {
    const { isWhole, ...found } = await verifyLog(audit, { evidence, checkpoint, kept, given })
    // Where reading ended early, the beginning is not asked for again.
    const opening = isWhole ? judgeOpening(audit.first(), checkpoint ?? kept) : undefined
    // Whose log it is comes first; that it has lost its beginning is told only where nothing tells it better.
    const findings = [...found.findings]
    // What an altered beginning says of itself is not believed.
    const isBelieved = !findings.some(({ index, part }) => index === 0 && part === 'data')
    if (opening?.code === 'ORIGIN_DIFFERS' && isBelieved) findings.unshift(opening)
    else if (opening && findings.length === 0) findings.push(opening)
    // Who takes the evidence away must not pass for one who never had any.
    if (!checkpoint && given.keys.length > 0)
      findings.push(finding('CHECKPOINT_MISSING', `a key was given, and there is no checkpoint in ${folder}`))
    return {
      ...found,
      verdict: verdictOf(findings),
      checkpoint: checkpoint?.view,
      findings,
      checked: [
        `every leaf, part and salt, and the chain of each stream${isWhole ? '' : `, of ${found.events} events`}`,
        ...(checkpoint && isWhole ? ['the tree and its tiles against the checkpoint'] : []),
        ...(checkpoint?.view.signedBy.length ? ['the signature of the checkpoint'] : []),
        ...(kept && isWhole ? [`that the log extends the kept checkpoint of ${kept.size} events`] : []),
      ],
      unchecked: [
        ...(isWhole ? [] : ['everything behind the first finding']),
        ...(checkpoint ? [] : [`no checkpoint: internal consistency only (there is none in ${folder})`]),
        ...(checkpoint && given.keys.length === 0 ? [NO_KEY] : []),
        ...(checkpoint && found.events > checkpoint.size
          ? [`${found.events - checkpoint.size} events behind the checkpoint are not signed yet`]
          : []),
        ...(kept ? [] : ['whether an older history was replaced: no --since was given']),
      ],
    }
  } catch (error) {
    throw asUnverifiable(error)
  } finally {
    await audit.close()
  }
}

interface Against {
  readonly evidence: EvidenceFolder | undefined
  readonly checkpoint: JudgedCheckpoint | undefined
  readonly kept: JudgedCheckpoint | undefined
  readonly given: Given
}

type Found = Pick<LogReport, 'events' | 'proven' | 'findings' | 'notices' | 'omitted'> & {
  /** False where the log could not be read to its end: the first finding says where and why. */
  readonly isWhole: boolean
}

/** Rows that are no events, and erasures that wait, are listed up to here. */
const MAX_LISTED = 100

async function verifyLog(audit: Audit, { evidence, checkpoint, kept, given }: Against): Promise<Found> {
  const above: WrittenTile[] = []
  const onSubtree = checkpoint && upperTiles(checkpoint.size, (tile) => above.push(tile))
  const verifier = openLogVerifier({ sha256, checkpoint, kept, onSubtree, ends: audit.ends })
  let wrongAbove: Finding | undefined
  const tiles = evidence && checkpoint && openTileFeed(evidence.fetchTile, checkpoint.size)
  const unreadable: Finding[] = []
  const pending: Finding[] = []
  let events = 0
  let skipped = 0
  let unread: Finding | undefined
  for await (const run of readableRuns(audit, (why) => (unread = why))) {
    for (const audited of run) {
      const tile = await tiles?.before(events)
      if (tile) verifier.addTile(tile)
      events++
      if ('unreadable' in audited) {
        if (unreadable.length < MAX_LISTED) unreadable.push(audited.unreadable)
        else skipped++
        continue
      }
      const { event, checked } = audited
      verifier.add(event, checked)
      const waiting = checked.erases === undefined ? undefined : pendingErasure(audit, event, checked.erases)
      if (waiting && pending.length < MAX_LISTED) pending.push(waiting)
    }
    for (const due of above.splice(0))
      if (evidence && !wrongAbove) wrongAbove = judgeUpperTile(due, await evidence.fetchTile(due.tile))
    given.onProgress?.(events, audit.head)
  }
  const isWhole = unread === undefined
  const report = verifier.end(isWhole)
  const findings = [...(unread ? [unread] : []), ...unreadable, ...(tiles?.findings ?? []), ...report.findings]
  return {
    isWhole,
    events,
    proven: report.proven,
    // Above a log that differs every tile does.
    findings: wrongAbove && findings.length === 0 ? [wrongAbove] : findings,
    notices: [...report.notices, ...pending],
    omitted: report.omitted + skipped,
  }
}

/** The runs up to where the log cannot be read any further: what was found before that is not lost. */
async function* readableRuns(audit: Audit, onUnread: (why: Finding) => void): ReturnType<Audit['runs']> {
  try {
    yield* audit.runs()
  } catch (error) {
    const unread = asUnverifiable(error)
    if (!(unread instanceof Unverifiable)) throw error
    onUnread(unread.finding)
  }
}

/** What an erasure names, and is still there. */
function pendingErasure(audit: Audit, { stream, eventId }: PlacedEvent, target: string): Finding | undefined {
  const place = audit.findPersonal(target)
  return place?.stream === stream ? judgeErasure(place, 'kept', eventId) : undefined
}

async function checkpointIn(evidence: EvidenceFolder, folder: string, given: Given) {
  const note = await evidence.checkpoint()
  if (note) return judgeCheckpoint(note, keysOf(given.keys))
  // A folder that was named, or that has tiles, is one that was signed.
  if (given.evidence === undefined && !(await evidence.hasTiles())) return undefined
  throw new Unverifiable(finding('CHECKPOINT_MISSING', `${folder} has no checkpoint`))
}

/** A log begins with the event that says which log it is. */
function judgeOpening(first: StatedEvent | undefined, signed: { readonly origin: string } | undefined) {
  if (first?.type !== 'LedgerOpened')
    return finding('LEAF_DROPPED', 'the event that opened the ledger is not there', { index: 0 })
  const origin = originOf(first.data)
  if (signed === undefined || origin === undefined || origin === signed.origin) return undefined
  return finding('ORIGIN_DIFFERS', `the checkpoint is of ${signed.origin}; this ledger is ${origin}`)
}

function originOf(data: string | undefined): string | undefined {
  try {
    const { origin } = JSON.parse(data ?? '')
    return typeof origin === 'string' ? origin : undefined
  } catch {
    // The part is judged where it stands; what it does not say is not compared.
    return undefined
  }
}

/** What is not about what the store holds: nothing is verified before it is put right. */
const OF_USAGE: ReadonlySet<FaultCode> = new Set(['STORE_NOT_FOUND', 'STORE_URL_INVALID', 'VAULT_REQUIRED'])

/** The engine's word on a store that may be forged is a finding like any other. */
function asUnverifiable(error: unknown): unknown {
  if (!(error instanceof Fault) || OF_USAGE.has(error.code)) return error
  return new Unverifiable(
    finding(error.code === 'LEDGER_ALTERED' ? 'ROW_UNREADABLE' : 'STORE_UNREADABLE', error.message),
  )
}
