import { parseJson } from '@procurement-ledger/core'
import { at, isList, isObject, type Json, type JsonObject, textAt } from './json.ts'
import type { Publisher, Source } from './release.ts'
import type { FileRefusal, SourceText } from './source-files.ts'
import { isVersioned, releasesOfVersioned } from './versioned-release.ts'

/** One release as its source writes it, and where it stood. */
export interface SourceRelease {
  readonly release: JsonObject
  readonly source: Source
}

/** What a file holds beside its releases. */
export interface SourceContent {
  /** Releases that records name by their address only. */
  readonly linked: number
  /** Packages and records without their releases. */
  readonly beside: readonly JsonObject[]
}

/** Lists of packages in lists of packages; deeper is no publisher's. */
const MAX_NESTING = 8

/**
 * Hands over the releases of one file, one after another: of release packages, record packages, releases, records, lists
 * of any of them, and JSON lines of any of them. What was handed over counts only if there is no refusal in the end.
 */
export function readReleases(
  { name, text, sha256 }: SourceText,
  take: (one: SourceRelease) => void,
): SourceContent | FileRefusal {
  const found: Found = { take, linked: 0, beside: [], entries: 0 }
  const source = { uri: name, sha256, standard: 'OCDS', publisher: NOBODY }
  const refusal = eachValue(text, LINES.test(name), (value) => collect(value, source, found, 0))
  if (refusal !== undefined) return refusal
  if (found.entries > 0) return found
  return { code: 'NOT_OCDS', reason: 'the JSON is no release, no record, and no package or list of them' }
}

const LINES = /\.(?:jsonl|ndjson)$/i

/** One JSON value, or one a line: by the name of the file, and if that fails at once, the other way. */
function eachValue(text: string, isLines: boolean, use: (value: Json) => void): FileRefusal | undefined {
  const firstEnd = text.indexOf('\n')
  const isFirstWhole = firstEnd > 0 && parseJson(text.slice(0, firstEnd), { numbers: 'literal' }).ok
  if (isLines && (isFirstWhole || firstEnd < 0)) return eachLine(text, use)
  const whole = parseJson(text, { numbers: 'literal' })
  if (whole.ok) use(whole.value)
  else return isFirstWhole ? eachLine(text, use) : notJson(whole.issue, '')
}

function eachLine(text: string, use: (value: Json) => void): FileRefusal | undefined {
  let start = 0
  for (let line = 1; start < text.length; line += 1) {
    const end = text.indexOf('\n', start)
    const stop = end < 0 ? text.length : end
    const one = text.slice(start, stop)
    start = stop + 1
    if (one.trim() === '') continue
    const parsed = parseJson(one, { numbers: 'literal' })
    if (!parsed.ok) return notJson(parsed.issue, `line ${line}, `)
    use(parsed.value)
  }
}

const notJson = (issue: { path: string; offset: number; message: string }, where: string): FileRefusal => ({
  code: 'NOT_JSON',
  reason: `${where}character ${issue.offset}${issue.path === '' ? '' : `, at ${issue.path}`}: ${issue.message}`,
})

interface Found {
  readonly take: (one: SourceRelease) => void
  linked: number
  readonly beside: JsonObject[]
  /** What was recognised, also where it holds no release. */
  entries: number
}

const NOBODY: Publisher = { name: undefined, uid: undefined }

function collect(value: Json, source: Source, found: Found, depth: number): void {
  if (depth > MAX_NESTING) return
  if (isList(value)) {
    for (const item of value) collect(item, source, found, depth + 1)
    return
  }
  if (!isObject(value)) return
  if (isList(value.records)) collectPackage(value, 'records', source, found, depth)
  else if (isRecord(value)) collectRecord(value, source, found)
  else if (isList(value.releases)) collectPackage(value, 'releases', source, found, depth)
  else if (typeof value.ocid === 'string') addRelease(value, source, found)
}

const isRecord = (value: JsonObject): boolean =>
  typeof value.ocid === 'string' &&
  (isList(value.releases) || isObject(value.compiledRelease) || isObject(value.versionedRelease))

function collectPackage(
  whole: JsonObject,
  key: 'releases' | 'records',
  source: Source,
  found: Found,
  depth: number,
): void {
  const { [key]: entries, ...beside } = whole
  found.entries += 1
  found.beside.push(beside)
  const inside = sourceOfPackage(beside, source)
  for (const entry of entries as readonly Json[]) {
    // A release without an ocid is still a release, to be counted as one that cannot be recorded.
    if (key === 'releases' && isObject(entry) && !isRecord(entry)) addRelease(entry, inside, found)
    else collect(entry, inside, found, depth + 1)
  }
}

/** Its releases where it holds them; else the history of each field; else what they were compiled to. */
function collectRecord(record: JsonObject, source: Source, found: Found): void {
  const { releases, compiledRelease, versionedRelease, ocid: _ocid, ...beside } = record
  found.entries += 1
  found.beside.push(beside)
  const stated = isList(releases) ? releases.filter(isObject) : []
  const embedded = stated.filter((release) => !isLink(release))
  found.linked += stated.length - embedded.length
  if (embedded.length > 0) for (const release of embedded) addRelease(release, source, found)
  // Half of the history would be less than what was compiled of all of it.
  if (embedded.length > 0 && embedded.length === stated.length) return
  if (isObject(versionedRelease)) addRelease(versionedRelease, source, found)
  else if (isObject(compiledRelease)) addRelease(compiledRelease, source, found)
}

/** Source: OCDS 1.1 record schema, linked release: `url`, and no `ocid`. */
const isLink = (release: JsonObject): boolean => textAt(release, 'url') !== undefined && !('ocid' in release)

function addRelease(release: JsonObject, outer: Source, found: Found): void {
  found.entries += 1
  const source = sourceOfRelease(release, outer)
  if (!isVersioned(release)) found.take({ release, source })
  else for (const one of releasesOfVersioned(release)) found.take({ release: one, source })
}

/** Source: OCDS 1.1, `version`: "If there is no version, the package is OCDS 1.0". */
const sourceOfPackage = (meta: JsonObject, outer: Source): Source => ({
  uri: textAt(meta, 'uri') ?? outer.uri,
  sha256: outer.sha256,
  standard: `OCDS ${textAt(meta, 'version') ?? '1.0'}`,
  publisher: publisherOf(meta.publisher) ?? outer.publisher,
})

/** Tools that cut packages into single releases keep what the package said in `packageInfo`. */
function sourceOfRelease(release: JsonObject, outer: Source): Source {
  const version = textAt(release, 'version')
  return {
    uri: textAt(release, 'packageInfo', 'uri') ?? outer.uri,
    sha256: outer.sha256,
    standard: version === undefined ? outer.standard : `OCDS ${version}`,
    publisher: publisherOf(at(release, 'packageInfo', 'publisher')) ?? outer.publisher,
  }
}

function publisherOf(publisher: Json | undefined): Publisher | undefined {
  const name = textAt(publisher, 'name') ?? textAt(publisher)
  const uid = textAt(publisher, 'uid')
  const scheme = textAt(publisher, 'scheme')
  if (name === undefined && uid === undefined) return undefined
  return { name, uid: uid === undefined || scheme === undefined ? uid : `${scheme}-${uid}` }
}
