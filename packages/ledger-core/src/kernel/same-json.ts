/** Whether two values are the same JSON: the order of keys does not count, and a field that is undefined is none. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => isSameJson(item, b[i]))
  const fields = new Map(entriesOf(a))
  const others = entriesOf(b)
  return (
    fields.size === others.length &&
    others.every(([key, value]) => fields.has(key) && isSameJson(fields.get(key), value))
  )
}

const entriesOf = (tree: object): [string, unknown][] => Object.entries(tree).filter(([, value]) => value !== undefined)
