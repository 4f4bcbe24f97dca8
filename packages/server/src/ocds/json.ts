import { JsonNumber, type LiteralJsonValue } from '@procurement-ledger/core'

/** What a source holds: JSON with its numbers as they were written. */
export type Json = LiteralJsonValue
export type JsonObject = { readonly [key: string]: Json }

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** The value at a path of keys; undefined where the path ends early. */
export const at = (value: Json | undefined, ...keys: readonly string[]): Json | undefined =>
  keys.reduce<Json | undefined>(
    (node, key) => (isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined),
    value,
  )

/** The objects of the list at a path; none where there is no list. */
export function objectsAt(value: Json | undefined, ...keys: readonly string[]): readonly JsonObject[] {
  const list = at(value, ...keys)
  return isList(list) ? list.filter(isObject) : []
}

/** A text, or a number as it was written; undefined for what is empty, null or of another shape. */
export function textAt(value: Json | undefined, ...keys: readonly string[]): string | undefined {
  const found = at(value, ...keys)
  if (found instanceof JsonNumber) return found.literal
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined
}

/** The texts of a list, or the one text that stands where a list should. */
export function textsAt(value: Json | undefined, ...keys: readonly string[]): readonly string[] {
  const found = at(value, ...keys)
  return (isList(found) ? found : [found]).map((item) => textAt(item)).filter((text) => text !== undefined)
}
