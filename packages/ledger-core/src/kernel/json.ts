import { isExactNumber } from './exact-number.ts'
import { BrokenInvariant } from './fault.ts'
import { JsonReader, Unreadable } from './json-reader.ts'
import {
  JsonNumber,
  type JsonOf,
  type JsonValue,
  type LiteralJsonValue,
  MAX_JSON_DEPTH,
  numberFlaw,
} from './json-value.ts'
import { quoted } from './quoted.ts'
import type { Issue } from './refusal.ts'

// Source: RFC 8259, and RFC 7493 (I-JSON) made strict: what has two readings cannot be evidence.

export { checkJsonValue, JsonNumber, type JsonValue, type LiteralJsonValue, MAX_JSON_DEPTH } from './json-value.ts'

export type JsonResult<Value = JsonValue> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly issue: JsonIssue }

/** `offset` counts UTF-16 code units from the start of the text, from 0. */
export interface JsonIssue extends Issue {
  readonly offset: number
}

export interface JsonOptions {
  /** How many lists and objects may stand one inside the other: 32 unless told, at most `DEEPEST_JSON`. */
  readonly maxDepth?: number
}

export interface LiteralJsonOptions extends JsonOptions {
  /** Each number is a `JsonNumber`. The grammar is checked; what a double would keep of it is the caller's matter. */
  readonly numbers: 'literal'
}

/** The reader is recursive; at this depth the end of the stack is still far. */
export const DEEPEST_JSON = 1_000

/** The longest literal that a message repeats in full. */
const MAX_WRITTEN_CHARS = 40

/**
 * The one JSON parser of the ledger: HTTP, the command line and import share it, so all of them refuse the same text.
 *
 * It is strict, and refuses what two readers could understand as two things: duplicate keys, `__proto__`, numbers
 * beyond 2^53 - 1, numbers that a double does not keep, -0, lone surrogates. It gives the first issue and never throws.
 *
 * @example parseJson('{"a":1,"a":2}') // { ok: false, issue: { path: '/a', offset: 7, message: 'the key "a" ...' } }
 */
export function parseJson(text: string, options: LiteralJsonOptions): JsonResult<LiteralJsonValue>
export function parseJson(text: string, options?: JsonOptions): JsonResult
export function parseJson(text: string, options: JsonOptions | LiteralJsonOptions = {}): JsonResult<unknown> {
  const { maxDepth = MAX_JSON_DEPTH } = options
  if (!(maxDepth >= 0 && maxDepth <= DEEPEST_JSON)) {
    throw new BrokenInvariant(`maxDepth ${maxDepth} is not within 0 and ${DEEPEST_JSON}`)
  }
  return 'numbers' in options
    ? resultOf(new JsonReader(text, maxDepth, literalNumber))
    : resultOf(new JsonReader(text, maxDepth, exactNumber))
}

function resultOf<Numeral>(reader: JsonReader<Numeral>): JsonResult<JsonOf<Numeral>> {
  try {
    return { ok: true, value: reader.document() }
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, issue: error.issue }
    throw error
  }
}

const literalNumber = (literal: string): JsonNumber => new JsonNumber(literal)

/** The number, or as a text what is wrong with it. */
function exactNumber(literal: string): number | string {
  const value = Number(literal)
  if (isExactNumber(literal, value) && numberFlaw(value, literal) === undefined) return value
  const written = literal.length > MAX_WRITTEN_CHARS ? quoted(literal) : literal
  return numberFlaw(value, written) ?? `${written} would be kept as ${value}; write that, or a string`
}
