import type { JsonObject } from './json.ts'

/** Where releases were read: a file, and the package in it. */
export interface Source {
  /** What the package says it is at, else the name of the file. */
  readonly uri: string
  /** Of the bytes of the file, 64 lower-case hexadecimal digits. */
  readonly sha256: string
  /** As stated: `OCDS 1.1`; a package that states no version is OCDS 1.0; a bare release may state none. */
  readonly standard: string
  readonly publisher: Publisher
}

export interface Publisher {
  readonly name: string | undefined
  /** Its registration number, with the scheme where one is stated. */
  readonly uid: string | undefined
}

/** One release, cut down to the fields that the mapping reads. */
export interface Release {
  readonly ocid: string
  readonly id: string
  /** Its `date`, as an instant of the ledger, and the same in epoch milliseconds. */
  readonly date: string
  readonly dateMs: number
  readonly tags: readonly string[]
  readonly tree: JsonObject
  readonly source: Source
  /** Its place in the file, from 0. */
  readonly index: number
}

/** By date as instants. Of one date: by file, whatever its name and turn, and by place in the file. */
export const inOrder = (a: Release, b: Release): number =>
  a.dateMs - b.dateMs || compare(a.source.sha256, b.source.sha256) || a.index - b.index

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
