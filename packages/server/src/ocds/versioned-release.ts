import { at, isList, isObject, type Json, type JsonObject, textAt, textsAt } from './json.ts'

// Source: OCDS 1.1, "Versioned release": every field is a list of its values { releaseID, releaseDate, releaseTag, value }.

/** A release that a versioned release was made of: what was stated up to it, under its own id, date and tags. */
interface Moment {
  readonly id: string
  readonly date: string
  readonly tags: readonly string[]
}

/** Whether this is a versioned release: it has no date of its own, and its fields are lists of dated values. */
export const isVersioned = (value: JsonObject): boolean => !('date' in value) && holdsHistory(value)

function holdsHistory(value: Json): boolean {
  if (isHistory(value)) return true
  if (isList(value)) return value.some(holdsHistory)
  return isObject(value) && Object.values(value).some(holdsHistory)
}

/** The releases that a versioned release tells of, oldest first; each holds all that was stated until then. */
export function releasesOfVersioned(versioned: JsonObject): JsonObject[] {
  const moments = new Map<string, Moment>()
  collectMoments(versioned, moments)
  return [...moments.values()].sort(byInstant).map((moment, index, all) => {
    const past = new Set(all.slice(0, index + 1).map(({ id }) => id))
    const { id, date, tags } = moment
    return { ...(asOf(versioned, past) as JsonObject), id, date, tag: tags }
  })
}

const byInstant = (a: Moment, b: Moment): number => Date.parse(a.date) - Date.parse(b.date) || 0

const isHistory = (value: Json | undefined): value is readonly JsonObject[] =>
  isList(value) &&
  value.length > 0 &&
  value.every((entry) => isObject(entry) && textAt(entry, 'releaseDate') !== undefined && 'value' in entry)

function collectMoments(value: Json | undefined, moments: Map<string, Moment>): void {
  if (isHistory(value)) {
    for (const entry of value) {
      const date = textAt(entry, 'releaseDate') ?? ''
      const id = textAt(entry, 'releaseID') ?? date
      if (!moments.has(id)) moments.set(id, { id, date, tags: textsAt(entry, 'releaseTag') })
    }
    return
  }
  if (isList(value)) for (const item of value) collectMoments(item, moments)
  if (isObject(value)) for (const item of Object.values(value)) collectMoments(item, moments)
}

/** The value as the releases in `past` left it; undefined where none of them had stated it. */
function asOf(value: Json | undefined, past: ReadonlySet<string>): Json | undefined {
  if (isHistory(value)) {
    const entry = value.findLast((one) => past.has(textAt(one, 'releaseID') ?? textAt(one, 'releaseDate') ?? ''))
    return at(entry, 'value')
  }
  if (isList(value)) return value.map((item) => asOf(item, past)).filter((item) => item !== undefined)
  if (!isObject(value)) return value
  const kept = Object.entries(value).flatMap(([key, item]) => {
    const known = asOf(item, past)
    return known === undefined ? [] : [[key, known] as const]
  })
  return kept.some(([key]) => key !== 'id') ? Object.fromEntries(kept) : undefined
}
