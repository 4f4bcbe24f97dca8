import { isList, isObject, type Json, type JsonObject } from './json.ts'

interface Field {
  readonly isRead: boolean
  readonly fields: Map<string, Field>
}

/** Stands in a path for every entry of a list. */
const EACH = '[]'

/** What a source holds, cut down to the fields that are read; every value beside them was reported by its path. */
export class FieldMap {
  readonly #root: Field

  /** @param paths such as `awards[].value.amount` */
  constructor(paths: Iterable<string>) {
    const root = { isRead: false, fields: new Map<string, Field>() }
    for (const path of paths) addPath(root, path)
    this.#root = root
  }

  /** Values that say nothing, null and the empty text, are not reported. */
  cut(tree: JsonObject, onUnread: (path: string) => void): JsonObject {
    const cut = cutValue(tree, this.#root, '', onUnread)
    return isObject(cut) ? cut : {}
  }
}

function addPath(root: Field, path: string): void {
  let field = root as { isRead: boolean; fields: Map<string, Field> }
  for (const step of stepsOf(path)) {
    const next = field.fields.get(step) ?? { isRead: false, fields: new Map() }
    field.fields.set(step, next)
    field = next
  }
  field.isRead = true
}

const stepsOf = (path: string): string[] =>
  path.split('.').flatMap((key) => (key.endsWith(EACH) ? [key.slice(0, -EACH.length), EACH] : [key]))

function cutValue(
  value: Json,
  field: Field | undefined,
  path: string,
  onUnread: (path: string) => void,
): Json | undefined {
  if (isList(value)) {
    const each = field?.fields.get(EACH)
    const kept = value.map((item) => cutValue(item, each, path + EACH, onUnread)).filter((item) => item !== undefined)
    return each === undefined ? undefined : kept
  }
  if (isObject(value)) {
    const kept: Record<string, Json> = {}
    for (const [key, item] of Object.entries(value)) {
      const cut = cutValue(item, field?.fields.get(key), path === '' ? key : `${path}.${key}`, onUnread)
      if (cut !== undefined) kept[key] = cut
    }
    return field === undefined ? undefined : kept
  }
  // Null removes what an earlier release stated, whatever it was.
  if (value === null) return field === undefined ? undefined : null
  if (field?.isRead) return value
  if (value !== '') onUnread(path)
  return undefined
}
