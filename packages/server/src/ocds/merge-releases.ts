import { isList, isObject, type Json, type JsonObject, textAt } from './json.ts'

// Source: OCDS 1.1, "Merging": https://standard.open-contracting.org/1.1/en/schema/merging/

/**
 * What is stated after a later release: its fields replace the earlier ones, objects are merged, lists of things with an
 * id are merged by id, other lists are replaced, and null removes.
 */
export function mergeReleases(earlier: JsonObject, later: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...earlier }
  for (const [key, value] of Object.entries(later)) {
    if (value === null) delete merged[key]
    else merged[key] = mergeValue(merged[key], value)
  }
  return merged
}

function mergeValue(earlier: Json | undefined, later: Json): Json {
  if (isObject(earlier) && isObject(later)) return mergeReleases(earlier, later)
  if (isList(earlier) && isList(later) && earlier.every(hasId) && later.every(hasId)) return mergeById(earlier, later)
  return later
}

const hasId = (item: Json): boolean => textAt(item, 'id') !== undefined

function mergeById(earlier: readonly Json[], later: readonly Json[]): readonly Json[] {
  const merged = [...earlier]
  const places = new Map(earlier.map((item, place) => [textAt(item, 'id'), place]))
  for (const item of later) {
    const place = places.get(textAt(item, 'id'))
    if (place === undefined) merged.push(item)
    else merged[place] = mergeValue(merged[place], item)
  }
  return merged
}
