import type { ProjectEventType } from '@procurement-ledger/core'
import type { JsonObject } from './json.ts'
import type { KnownFacts } from './known-facts.ts'
import { Reading } from './reading.ts'
import type { Release } from './release.ts'

/** One line of the documented mapping, without the function. */
export interface OcdsMapping {
  readonly event: ProjectEventType
  /** Where OCDS states the fact. */
  readonly path: string
  /** Which instant becomes `occurredAt`. */
  readonly instant: string
  /** Every field that is read; what no row reads is counted as unmapped. */
  readonly reads: readonly string[]
  readonly remark?: string
}

/** The contracting process as one release leaves it. */
export interface Snapshot {
  readonly release: Release
  /** This release and the earlier ones, merged: everything stated until then. */
  readonly merged: JsonObject
}

/** A fact that a release states, as far as it states it. */
export interface Candidate {
  readonly event: ProjectEventType
  /** What the fact is about, within its project and event: two candidates with one subject are one fact. */
  readonly subject: string
  readonly path: string
  /** The stated instant; undefined: the date of the release stands in, where the row allows it. */
  readonly occurredAt: string | undefined
  /** What is stated. It is held against what later releases state. */
  readonly data: JsonData
  /** What is recorded with it and never compared: where it came from, and what the source leaves unsaid. */
  readonly setting: JsonData
  readonly reading: Reading
}

export type JsonData = { readonly [field: string]: unknown }

export interface MappingRow extends OcdsMapping {
  readonly derive: (snapshot: Snapshot, zone: string, known: KnownFacts) => readonly Candidate[]
  /** False where the date of a release cannot stand in for an instant that is not stated. */
  readonly mayUseReleaseDate: boolean
  /** What a later release's different statement amounts to; nothing where the catalogue has no event for it. */
  readonly onChange?: ((change: Change) => Candidate | undefined) | undefined
}

export interface Change {
  readonly stated: Candidate
  /** The fields that differ. */
  readonly fields: readonly string[]
  readonly snapshot: Snapshot
  readonly known: KnownFacts
  readonly zone: string
}

/** What one occurrence of a fact gives; undefined where it does not state the fact. */
export interface Mapped {
  readonly subject: string
  readonly occurredAt?: string | undefined
  readonly data: JsonData
  readonly setting?: JsonData
}

interface RowBody<Occurrence> extends OcdsMapping {
  readonly mayUseReleaseDate?: false
  /** The places of a snapshot that may state the fact. */
  readonly occurrences: (snapshot: Snapshot, known: KnownFacts) => readonly Occurrence[]
  readonly map: (occurrence: Occurrence, reading: Reading, snapshot: Snapshot) => Mapped | undefined
  readonly onChange?: MappingRow['onChange']
}

/** Declares one row of the mapping. */
export const row = <Occurrence>({ occurrences, map, mayUseReleaseDate, ...rest }: RowBody<Occurrence>): MappingRow => ({
  ...rest,
  mayUseReleaseDate: mayUseReleaseDate ?? true,
  derive: (snapshot, zone, known) =>
    occurrences(snapshot, known).flatMap((occurrence) => {
      const reading = new Reading(zone)
      const mapped = map(occurrence, reading, snapshot)
      return mapped === undefined ? [] : [candidateOf(rest, mapped, reading)]
    }),
})

export const candidateOf = ({ event, path }: OcdsMapping, mapped: Mapped, reading: Reading): Candidate => ({
  event,
  path,
  subject: mapped.subject,
  occurredAt: mapped.occurredAt,
  data: stated(mapped.data),
  setting: stated(mapped.setting ?? {}),
  reading,
})

/** Without the fields that are undefined, all the way down. */
function stated(data: JsonData): JsonData {
  return JSON.parse(JSON.stringify(data))
}
