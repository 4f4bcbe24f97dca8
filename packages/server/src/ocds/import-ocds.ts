import { type Fact, type Ledger, NO_STREAM, openLedger, projectStream, Zone } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { KnownFacts } from './known-facts.ts'
import { type PlannedFact, planFacts, releaseCorrelation } from './plan-facts.ts'
import { readProcesses } from './read-processes.ts'
import { ledgerId } from './reading.ts'
import type { Release } from './release.ts'
import { type ImportReport, ReportDraft } from './report.ts'

export interface ImportOptions {
  /** Reads, maps and judges everything, and adds nothing. */
  readonly dryRun?: boolean
  /** IANA zone of the publisher: of bare dates, of instants without an offset, and of the venue. Default UTC. */
  readonly zone?: string
  readonly onProgress?: (progress: ImportProgress) => void
  /** Stops between two projects; running the import again finishes it. */
  readonly signal?: AbortSignal
}

export interface ImportProgress {
  readonly phase: 'reading' | 'recording'
  readonly done: number
  readonly of: number
}

const ACTOR = { id: 'ocds-import', role: 'ledger' } as const

/**
 * Imports what publishers publish in OCDS: it records what the sources state as events of the catalogue, under the
 * instants they state, and reports by field path what they state beyond that. It invents nothing.
 *
 * All files are read and mapped before the first fact is recorded; a file that does not parse adds nothing. Facts are
 * recorded under derived commandIds, so the same import again adds nothing and an interrupted one is finished.
 *
 * @example const report = await importOcds(ledger, ['releases/'], { zone: 'Europe/Kyiv' })
 * @throws Fault when the store fails, and the signal's reason when it is aborted; then the import may be run again
 */
export async function importOcds(
  ledger: Ledger,
  paths: readonly string[],
  { dryRun = false, zone = 'UTC', onProgress = () => {}, signal }: ImportOptions = {},
): Promise<ImportReport> {
  Zone.parse(zone)
  const report = new ReportDraft()
  const processes = await readProcesses(paths, zone, report, onProgress, signal)
  report.projects = processes.length

  await using scratch = await openLedger({ store: memory() })
  for (const [done, releases] of processes.entries()) {
    signal?.throwIfAborted()
    onProgress({ phase: 'recording', done, of: processes.length })
    await importProcess({ ledger, target: dryRun ? scratch : ledger }, releases, zone, report)
  }
  onProgress({ phase: 'recording', done: processes.length, of: processes.length })
  return report.finish(dryRun)
}

/** The ocid itself where it may name a project; else a stable id made of it. */
export const projectIdOfOcid = (ocid: string): string => ledgerId(ocid, 'ocid')

interface Ledgers {
  /** Whose history counts. */
  readonly ledger: Ledger
  /** Who records: the same, or in a dry run one in memory. */
  readonly target: Ledger
}

async function importProcess(
  { ledger, target }: Ledgers,
  releases: readonly Release[],
  zone: string,
  report: ReportDraft,
): Promise<void> {
  const [{ ocid }] = releases as readonly [Release, ...Release[]]
  const projectId = projectIdOfOcid(ocid)
  const history = await Array.fromAsync(ledger.history(projectId))
  const origin = history[0]
  if (origin !== undefined && (origin.type !== 'ProjectImported' || origin.data.ocid !== ocid)) {
    report.notRecorded.add({
      path: 'ocid',
      reason: 'the ledger has a project of this id that was not imported from it',
    })
    return
  }

  const known = new KnownFacts(ocid)
  known.addHistory(history)
  const planned = planFacts(releases, known, zone, report)
  if (planned.length === 0) return
  if (target !== ledger) await copyHistory(ledger, projectId, target)
  await record(target, projectId, { planned, after: history.length - 1 }, report)
}

/** Each fact is a command of its own; the ledger appends those that wait for one project together. */
async function record(
  ledger: Ledger,
  projectId: string,
  { planned, after }: { readonly planned: readonly PlannedFact[]; readonly after: number },
  report: ReportDraft,
): Promise<void> {
  const outcomes = await Promise.all(
    planned.map((fact) => ledger.submit(projectId, factOf(fact), { commandId: fact.commandId, actor: ACTOR })),
  )
  const recorded = new Set<number>()
  for (const [i, outcome] of outcomes.entries()) {
    const { candidate, release } = planned[i] as PlannedFact
    if (outcome.status === 'refused') {
      const { event, subject, path } = candidate
      const fields = [outcome.refusal.code]
      report.changed.push({ ocid: release.ocid, event, subject, path, release: release.id, fields })
    } else if (outcome.status === 'repeated') report.repeated += 1
    else for (const { revision } of outcome.receipts) recorded.add(revision)
  }
  report.events += recorded.size
  for await (const event of ledger.history(projectId, { after }))
    if (recorded.has(event.revision)) for (const { code } of event.findings ?? []) report.findings.add({ code })
}

function factOf({ candidate, occurredAt, data, release, isInstantStated }: PlannedFact): Fact {
  const { source, id } = release
  const remark = isInstantStated ? '' : '; the date of the release stands for the instant'
  const title = `OCDS release ${id}, ${candidate.path}${remark}`
  return {
    type: candidate.event,
    occurredAt,
    data,
    correlationId: releaseCorrelation(release),
    evidence: [{ title: asLine(title), uri: asLine(source.uri), sha256: source.sha256 }],
  }
}

const MAX_LINE_CHARS = 500

const asLine = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ')
    .slice(0, MAX_LINE_CHARS)
    .replace(/\p{Cs}$/u, '')

/** What a dry run judges on: the project as the ledger has it, event by event, in a ledger of its own. */
async function copyHistory(ledger: Ledger, projectId: string, target: Ledger): Promise<void> {
  const stream = projectStream(projectId)
  let end = NO_STREAM
  for await (const page of ledger.store.readStream(stream)) {
    await target.store.append(stream, end, page)
    end += page.length
  }
}
