import { importedShape } from '@procurement-ledger/core'
import { commandIdOf } from './command-id.ts'
import { flawsOf } from './flaws.ts'
import { addVersion, compare, type KnownFact, type KnownFacts } from './known-facts.ts'
import { projectImported } from './mapping/project.ts'
import { MAPPING_ROWS } from './mapping.ts'
import { mergeReleases } from './merge-releases.ts'
import { ledgerId } from './reading.ts'
import type { Release } from './release.ts'
import type { ReportDraft } from './report.ts'
import type { Candidate, JsonData, MappingRow, Snapshot } from './row.ts'

/** A fact to be recorded, in the order in which it shall be. */
export interface PlannedFact {
  readonly commandId: string
  readonly candidate: Candidate
  readonly occurredAt: string
  readonly data: JsonData
  readonly release: Release
  /** Whether the source states the instant, or the date of the release stands in. */
  readonly isInstantStated: boolean
}

/**
 * What the releases of one contracting process add to what is known of it. Releases come in order; each is laid over
 * the ones before it, and what the whole then states is held against what is known: new facts are planned, restated
 * ones are passed over, others are told of in the report.
 */
export function planFacts(
  releases: readonly Release[],
  known: KnownFacts,
  zone: string,
  report: ReportDraft,
): readonly PlannedFact[] {
  const plan = new Plan(known, zone, report)
  const snapshots = snapshotsOf(releases)
  plan.wholeImport = earliestStatements(snapshots, zone, known)
  for (const snapshot of snapshots) for (const row of MAPPING_ROWS) plan.consider(row, snapshot)
  return plan.finish()
}

function snapshotsOf(releases: readonly Release[]): Snapshot[] {
  let merged: Snapshot['merged'] = {}
  return releases.map((release) => {
    merged = mergeReleases(merged, release.tree)
    return { release, merged }
  })
}

/** A project is imported with each field as the earliest release states it that states it at all. */
function earliestStatements(snapshots: readonly Snapshot[], zone: string, known: KnownFacts): JsonData {
  const candidates = snapshots.flatMap((snapshot) => projectImported.derive(snapshot, zone, known))
  return Object.assign({}, ...candidates.reverse().map(({ data }) => data))
}

class Plan {
  readonly #known: KnownFacts
  readonly #zone: string
  readonly #report: ReportDraft
  readonly #facts: PlannedFact[] = []
  /** What is stated and makes no fact yet; a later release may complete it. */
  readonly #pending = new Map<string, { readonly path: string; readonly reason: string }>()
  readonly #changed = new Set<string>()
  wholeImport: JsonData = {}

  constructor(known: KnownFacts, zone: string, report: ReportDraft) {
    this.#known = known
    this.#zone = zone
    this.#report = report
  }

  consider(row: MappingRow, snapshot: Snapshot): void {
    // What cannot be imported as a project has no place for its facts.
    if (row.event !== 'ProjectImported' && this.#known.get('ProjectImported', '') === undefined) return
    for (const [place, candidate] of row.derive(snapshot, this.#zone, this.#known).entries()) {
      const fact = this.#known.get(candidate.event, candidate.subject)
      if (fact !== undefined) this.#compare(row, candidate, fact, snapshot)
      else this.#plan(candidate, snapshot.release, { place, mayUseReleaseDate: row.mayUseReleaseDate })
    }
  }

  finish(): readonly PlannedFact[] {
    for (const { path, reason } of this.#pending.values()) this.#report.notRecorded.add({ path, reason })
    return this.#facts
  }

  #compare(row: MappingRow, stated: Candidate, fact: KnownFact, snapshot: Snapshot): void {
    const { release } = snapshot
    const isSameRelease = fact.releaseId === releaseCorrelation(release)
    const { fields, version } = compare(fact, stated, release.dateMs, isSameRelease)
    if (fields.length === 0) {
      this.#countRepeated(fact)
      if (version.amendment !== undefined) this.#countRepeated(version.amendment)
      return
    }
    addVersion(fact, stated.data, { sinceMs: release.dateMs, occurredAt: stated.occurredAt })
    if (isSameRelease) {
      this.#reportChanged(stated, fields, release)
      return
    }
    const change = row.onChange?.({ stated, fields, snapshot, known: this.#known, zone: this.#zone })
    if (change === undefined)
      this.#report.notRecorded.add({
        path: stated.path,
        reason: `${stated.event}: a later release states ${fields.join(', ')} otherwise, and no event says so`,
      })
    else this.#planChange(change, release)
  }

  #planChange(change: Candidate, release: Release): void {
    const fact = this.#known.get(change.event, change.subject)
    if (fact === undefined) this.#plan(change, release, { place: 0, mayUseReleaseDate: true })
    else this.#countRepeated(fact)
  }

  #countRepeated(fact: KnownFact): void {
    if (!fact.isRecorded || fact.isRepeated) return
    fact.isRepeated = true
    this.#report.repeated += 1
  }

  #reportChanged({ event, subject, path }: Candidate, fields: readonly string[], { ocid, id }: Release): void {
    const key = JSON.stringify([event, subject, fields])
    if (this.#changed.has(key)) return
    this.#changed.add(key)
    this.#report.changed.push({ ocid, event, subject, path, release: id, fields })
  }

  #plan(
    candidate: Candidate,
    release: Release,
    { place, mayUseReleaseDate }: { readonly place: number; readonly mayUseReleaseDate: boolean },
  ): void {
    const { event, subject, path } = candidate
    const stated = event === 'ProjectImported' ? this.wholeImport : candidate.data
    const occurredAt = candidate.occurredAt ?? (mayUseReleaseDate ? release.date : undefined)
    const shaped = importedShape(event).safeParse({ ...stated, ...candidate.setting })
    const pendingKey = pendingKeyOf(candidate, place)
    if (!shaped.success || occurredAt === undefined) {
      const flaws = shaped.success ? [`not stated: ${path} has no instant`] : flawsOf(shaped.error.issues, candidate)
      this.#pending.set(pendingKey, { path, reason: `${event}: ${flaws.join('; ')}` })
      return
    }
    this.#pending.delete(pendingKey)
    const isInstantStated = candidate.occurredAt !== undefined
    const data = { ...stated, ...candidate.setting }
    const commandId = commandIdOf(release.ocid, event, subject)
    this.#facts.push({ commandId, candidate, occurredAt, data, release, isInstantStated })
    this.#known.addNew(candidate, data, occurredAt, releaseCorrelation(release))
    this.#countReading(candidate, isInstantStated)
  }

  #countReading({ event, path, reading }: Candidate, isInstantStated: boolean): void {
    for (const note of reading.notes) this.#report.interpreted.add({ ...note })
    for (const flaw of reading.flaws) this.#report.notRecorded.add({ path, reason: `${event}, in part: ${flaw}` })
    this.#report.instantsWithoutOffset += reading.completed
    if (!isInstantStated && event !== 'ProjectImported')
      this.#report.interpreted.add({
        path,
        reason: `${event}: no instant is stated; the date of the release stands in`,
      })
  }
}

/** The release as an id of the ledger: it ties together what one release states. */
export const releaseCorrelation = ({ id }: Release): string => ledgerId(id, 'release')

/** Openings are named by their bids, and the bids may become more before they make a fact; what has no id, by its place. */
const pendingKeyOf = ({ event, subject }: Candidate, place: number): string =>
  event === 'BidsOpened' || event === 'OffersReceived' ? event : JSON.stringify([event, subject || place])
