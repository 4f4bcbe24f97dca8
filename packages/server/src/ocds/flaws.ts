import type { Candidate } from './row.ts'

/** Why a statement is no fact of the catalogue: what it could not be read as, and the required fields it leaves open. */
export function flawsOf(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
  { data, setting, reading }: Candidate,
): readonly string[] {
  const fields = issues.filter(({ path }) => path.length > 0).map(({ path }) => path)
  const isOpen = (path: readonly PropertyKey[]) => valueAt({ ...data, ...setting }, path) === undefined
  const open = new Set(fields.filter(isOpen).map(fieldName))
  const unfit = new Set(fields.filter((path) => !isOpen(path)).map(fieldName))
  const flaws = [...new Set(reading.flaws)]
  if (open.size > 0 && flaws.length === 0) flaws.push(`not stated: ${[...open].join(', ')}`)
  if (unfit.size > 0) flaws.push(`not usable as stated: ${[...unfit].join(', ')}`)
  return flaws.length > 0 ? flaws : issues.map(({ message }) => message)
}

const fieldName = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? '[]' : String(key)))
    .join('.')
    .replaceAll('.[]', '[]')

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((node, key) => (node as { readonly [key: PropertyKey]: unknown } | undefined)?.[key], value)
