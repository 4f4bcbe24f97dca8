import { quoted } from './quoted.ts'
import type { Issue } from './refusal.ts'

// Source: I-JSON (RFC 7493), and the canonical form (RFC 8785) that is hashed: what has two readings has no hash.

/** JSON with the numbers as `Numeral`. */
export type JsonOf<Numeral> =
  | null
  | boolean
  | string
  | Numeral
  | readonly JsonOf<Numeral>[]
  | { readonly [key: string]: JsonOf<Numeral> }

/** What a command, an event and an export line are made of. */
export type JsonValue = JsonOf<number>

/** The same, with every number as it was written. */
export type LiteralJsonValue = JsonOf<JsonNumber>

/** A number as it was written, for importers that read prices as decimals: `12.10` stays `12.10`. */
export class JsonNumber {
  readonly literal: string

  constructor(literal: string) {
    this.literal = literal
  }

  /** The nearest double; perhaps not the number that was written. */
  valueOf(): number {
    return Number(this.literal)
  }
}

/** How many lists and objects may stand one inside the other. */
export const MAX_JSON_DEPTH = 32

/** How many values an object given by an embedding program may hold; shared parts count each time. */
export const MAX_JSON_VALUES = 1_000_000

/** What is wrong with such a key: an own `__proto__` is a prototype to the next program that copies the object. */
export const PROTO_KEY = 'a key may not be "__proto__"; rename it'

export const tooDeep = (maxDepth: number): string => `nests more than ${maxDepth} lists and objects; flatten it`

/** What is wrong with a number that was read; `written` is how the message names it. */
export function numberFlaw(value: number, written: string): string | undefined {
  // RFC 8785 writes -0 as 0, so its sign would be lost.
  if (Object.is(value, -0)) return `${written} reads as -0, which has no form of its own; write 0`
  if (!Number.isFinite(value)) return `${written} is not a finite number; write a string`
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return `${written} is beyond 2^53 - 1; write a string`
  return undefined
}

/** What is wrong with a text: half a surrogate pair has no UTF-8 form, so it cannot be hashed or stored. */
export const textFlaw = (text: string): string | undefined =>
  text.isWellFormed() ? undefined : `${quoted(text)} holds a lone surrogate; send well-formed Unicode`

/** The JSON pointer of a path (RFC 6901 section 3). The empty pointer is the whole document. */
export const pointerOf = (path: readonly (string | number)[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/**
 * What keeps an object of an embedding program from being written, or undefined: it is held to the law of `parseJson`,
 * duplicate keys aside. A key whose value is undefined counts as absent, as `JSON.stringify` has it.
 *
 * @example checkJsonValue({ price: [-0] }) // { path: '/price/0', message: '-0 reads as -0, ...' }
 */
export function checkJsonValue(value: unknown): Issue | undefined {
  const found = new JsonCheck().flawOf(value, 0)
  return found && { path: pointerOf(found.path.reverse()), message: found.message }
}

/** The path is gathered from the flaw outwards. */
interface Flaw {
  readonly path: (string | number)[]
  readonly message: string
}

const flaw = (message: string | undefined): Flaw | undefined =>
  message === undefined ? undefined : { path: [], message }

class JsonCheck {
  private seen = 0

  flawOf(value: unknown, depth: number): Flaw | undefined {
    this.seen += 1
    // Parts that are shared at every level multiply: 32 lists of two make four thousand million values.
    if (this.seen > MAX_JSON_VALUES) return flaw(`holds more than ${MAX_JSON_VALUES} values; split it`)
    if (value === null || typeof value === 'boolean') return undefined
    if (typeof value === 'string') return flaw(textFlaw(value))
    if (typeof value === 'number') return flaw(numberFlaw(value, quoted(value)))
    if (Array.isArray(value)) return this.flawInList(value, depth)
    if (isPlainObject(value)) return this.flawInObject(value, depth)
    return flaw(`${kindOf(value)} is not JSON; give null, a boolean, a number, a string, a list or a plain object`)
  }

  private flawInList(list: readonly unknown[], depth: number): Flaw | undefined {
    // A cycle ends here too.
    if (depth >= MAX_JSON_DEPTH) return flaw(tooDeep(MAX_JSON_DEPTH))
    for (let index = 0; index < list.length; index += 1) {
      const found = index in list ? this.flawOf(list[index], depth + 1) : flaw('the list has a hole; fill it')
      if (found) return within(index, found)
    }
    if (Object.keys(list).length !== list.length) return flaw('the list has named properties; use an object')
    return undefined
  }

  private flawInObject(object: Readonly<Record<string, unknown>>, depth: number): Flaw | undefined {
    if (depth >= MAX_JSON_DEPTH) return flaw(tooDeep(MAX_JSON_DEPTH))
    for (const key of Object.keys(object)) {
      // A key that cannot be written cannot stand in a pointer either; the issue is the object's.
      const keyFlaw = textFlaw(key)
      if (keyFlaw !== undefined) return flaw(keyFlaw)
      const found = key === '__proto__' ? flaw(PROTO_KEY) : this.flawOfMember(object[key], depth + 1)
      if (found) return within(key, found)
    }
    return undefined
  }

  private flawOfMember(value: unknown, depth: number): Flaw | undefined {
    return value === undefined ? undefined : this.flawOf(value, depth)
  }
}

function within(step: string | number, found: Flaw): Flaw {
  found.path.push(step)
  return found
}

/** Made by a literal, by `Object.create(null)`, or by a literal of another realm; not an instance of a class. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function kindOf(value: unknown): string {
  if (typeof value === 'bigint') return 'a bigint'
  if (typeof value === 'symbol') return 'a symbol'
  if (typeof value !== 'object') return quoted(value)
  return 'an instance of a class'
}
