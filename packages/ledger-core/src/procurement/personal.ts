import type { z } from 'zod'
import { BrokenInvariant } from '../kernel/fault.ts'
import { quoted } from '../kernel/quoted.ts'

/**
 * Personal data (names of natural persons, free texts) are lifted out of `data` into a part of their own, which can be
 * erased. `decide`, `evolve` and statistics never see them: `Lawful` leaves them out of the types, `lift` out of the
 * values.
 */

const MARK = 'x-personal'

type Brand = z.core.$brand<'personal'>

/** Marks a field personal. The whole value is lifted, so a marked list goes as one. */
export const personal = <T extends z.ZodType>(schema: T): z.core.$ZodBranded<T, 'personal'> & T =>
  schema.meta({ [MARK]: true }).brand<'personal'>() as never

/** The type of `data` without its personal fields, all the way down. */
export type Lawful<T> = T extends Brand
  ? never
  : T extends readonly (infer Item)[]
    ? readonly Lawful<Item>[]
    : T extends string | number | boolean | bigint | undefined | null
      ? T
      : { readonly [K in keyof T as NonNullable<T[K]> extends Brand ? never : K]: Lawful<T[K]> }

type Path = readonly string[]
type Tree = { readonly [key: string]: unknown }

/** Stands in a path for every entry of a list. */
const EACH = '*'

/** Where a schema keeps personal values; computed once per schema. */
export function personalPaths(schema: z.core.$ZodType, at: Path = []): readonly Path[] {
  const { def } = schema._zod as z.core.$ZodTypeInternals & { def: z.core.$ZodTypes['_zod']['def'] }
  if ((schema as z.ZodType).meta?.()?.[MARK]) return [at]
  if (def.type === 'optional') return personalPaths(def.innerType, at)
  if (def.type === 'array') return personalPaths(def.element, [...at, EACH])
  if (def.type === 'object')
    return Object.entries(def.shape).flatMap(([key, field]) => personalPaths(field, [...at, key]))
  return []
}

export interface Lifted {
  readonly lawful: Tree
  /** JSON pointer (RFC 6901) to value; undefined when there is nothing personal. */
  readonly personal: { readonly [pointer: string]: unknown } | undefined
}

/** Takes the values at `paths` out of a copy of `data`. */
export function lift(data: Tree, paths: readonly Path[]): Lifted {
  const taken: Record<string, unknown> = {}
  const lawful = paths.reduce<unknown>((rest, path) => without(rest, path, '', taken), data) as Tree
  return { lawful, personal: Object.keys(taken).length > 0 ? taken : undefined }
}

/**
 * Puts lifted values back where they came from.
 *
 * @throws BrokenInvariant for a pointer that `lift` does not write: see `isPlace`
 */
export function merge(data: Tree, personal: { readonly [pointer: string]: unknown }): Tree {
  const whole = structuredClone(data)
  for (const [pointer, value] of Object.entries(personal)) {
    const place = placeOf(whole, pointer)
    if (place === undefined) throw new BrokenInvariant(`${quoted(pointer)} is no place for a lifted value`)
    place.owner[place.key] = value
  }
  return whole
}

/** Whether a value may have been lifted from there: the way exists, and its end is free. */
export const isPlace = (data: Tree, pointer: string): boolean => placeOf(data, pointer) !== undefined

interface Place {
  readonly owner: Record<string, unknown>
  readonly key: string
}

// Pointers come out of a file. Only own fields are followed, or `/__proto__/x` would reach every object there is.
function placeOf(tree: Tree, pointer: string): Place | undefined {
  const [start, ...keys] = pointer.split('/').map(unescapePointer)
  const key = keys.pop()
  if (start !== '' || key === undefined || key === '__proto__') return undefined
  let node: unknown = tree
  for (const step of keys) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, step)) return undefined
    node = (node as Tree)[step]
  }
  const isOwner = typeof node === 'object' && node !== null && !Array.isArray(node) && !Object.hasOwn(node, key)
  return isOwner ? { owner: node as Record<string, unknown>, key } : undefined
}

function without(node: unknown, [key, ...rest]: Path, pointer: string, taken: Record<string, unknown>): unknown {
  if (key === undefined || node === undefined) return node
  if (key === EACH) return (node as unknown[]).map((item, i) => without(item, rest, `${pointer}/${i}`, taken))

  const { [key]: value, ...others } = node as Record<string, unknown>
  if (value === undefined) return node
  const here = `${pointer}/${escapePointer(key)}`
  if (rest.length > 0) return { ...(node as Tree), [key]: without(value, rest, here, taken) }
  taken[here] = value
  return others
}

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
const unescapePointer = (key: string): string => key.replaceAll('~1', '/').replaceAll('~0', '~')
