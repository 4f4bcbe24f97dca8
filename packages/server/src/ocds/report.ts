import { Tally } from './tally.ts'

/** What an import did, and what it could not take over. */
export interface ImportReport {
  readonly isDryRun: boolean
  /** Files whose releases were taken. */
  readonly files: number
  readonly filesRefused: readonly RefusedFile[]
  /** What lay in a folder and is no file of releases by its name. */
  readonly filesIgnored: readonly string[]
  readonly releases: number
  /** Releases that a record names by their address only. */
  readonly releasesNotFollowed: number
  /** Contracting processes, distinct by ocid. */
  readonly projects: number
  /** Recorded by this run; in a dry run, what would be. */
  readonly events: number
  /** Facts that the ledger held already. */
  readonly repeated: number
  /** Findings of the recorded events, by code. */
  readonly findings: Readonly<Record<string, number>>
  /** Facts that their own release now states otherwise; the ledger keeps what it holds. */
  readonly changed: readonly ChangedFact[]
  /** What a source states and the ledger does not take, by field path. */
  readonly notRecorded: readonly (ByPath & { readonly reason: string })[]
  /** How recorded facts were read where the source does not write as OCDS or the ledger does. */
  readonly interpreted: readonly (ByPath & { readonly reason: string })[]
  /** Values of releases that no mapping reads. */
  readonly unmapped: readonly ByPath[]
  readonly instantsWithoutOffset: number
}

interface ByPath {
  readonly path: string
  readonly count: number
}

export interface RefusedFile {
  readonly file: string
  readonly code: FileRefusalCode
  readonly reason: string
}

/** Why a file adds nothing. */
export const FILE_REFUSALS = {
  NOT_FOUND: 'there is no such file or folder, or it cannot be read',
  TOO_LARGE: 'the file exceeds the bound',
  EMPTY: 'the file holds nothing',
  ENCODING: 'the file is not UTF-8',
  NOT_JSON: 'the text is not JSON, or not JSON lines',
  NOT_OCDS: 'the JSON holds no release, record or package of OCDS',
} as const
export type FileRefusalCode = keyof typeof FILE_REFUSALS

export interface ChangedFact {
  readonly ocid: string
  readonly event: string
  /** Which one of the project: an award, a contract, a bid; empty where there is only one. */
  readonly subject: string
  readonly path: string
  readonly release: string
  /** The fields that differ; or the code with which the ledger refused. */
  readonly fields: readonly string[]
}

/** Gathers the report while the import runs. */
export class ReportDraft {
  files = 0
  readonly filesRefused: RefusedFile[] = []
  readonly filesIgnored: string[] = []
  releases = 0
  releasesNotFollowed = 0
  projects = 0
  events = 0
  repeated = 0
  instantsWithoutOffset = 0
  readonly changed: ChangedFact[] = []
  readonly findings = new Tally<'code'>()
  readonly notRecorded = new Tally<'path' | 'reason'>()
  readonly interpreted = new Tally<'path' | 'reason'>()
  readonly unmapped = new Tally<'path'>()

  /** Adds what one file gave. */
  add(file: ReportDraft): void {
    this.files += file.files
    this.releases += file.releases
    this.releasesNotFollowed += file.releasesNotFollowed
    this.instantsWithoutOffset += file.instantsWithoutOffset
    this.notRecorded.addAll(file.notRecorded)
    this.unmapped.addAll(file.unmapped)
  }

  finish(isDryRun: boolean): ImportReport {
    const { files, filesRefused, filesIgnored, releases, releasesNotFollowed, projects, events, repeated } = this
    return {
      isDryRun,
      ...{ files, filesRefused, filesIgnored, releases, releasesNotFollowed, projects, events, repeated },
      findings: Object.fromEntries(this.findings.entries().map(({ code, count }) => [code, count])),
      changed: this.changed,
      notRecorded: this.notRecorded.entries(),
      interpreted: this.interpreted.entries(),
      unmapped: this.unmapped.entries(),
      instantsWithoutOffset: this.instantsWithoutOffset,
    }
  }
}
