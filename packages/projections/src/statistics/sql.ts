import type { Parameter } from '../queryable.ts'

/** A piece of SQL with the values of its `?`, in order. Portable: quoted identifiers, standard syntax, no functions of one engine. */
export interface Sql {
  readonly text: string
  readonly params: readonly Parameter[]
}

/**
 * Writes SQL. A piece stands as it is, every other value becomes a `?`: no text of a caller reaches the statement.
 *
 * @example sql`SELECT ${name('title')} FROM ${name('projects')} WHERE ${name('phase')} = ${phase}`
 */
export function sql(strings: TemplateStringsArray, ...values: readonly (Sql | Parameter)[]): Sql {
  let text = strings[0] ?? ''
  const params: Parameter[] = []
  values.forEach((value, index) => {
    const piece = isSql(value) ? value : { text: '?', params: [value] }
    text += piece.text + (strings[index + 1] ?? '')
    params.push(...piece.params)
  })
  return { text, params }
}

/** An identifier. Only names of declarations come here. */
export const name = (identifier: string): Sql => ({ text: `"${identifier}"`, params: [] })

export function join(pieces: readonly Sql[], separator: string): Sql {
  return { text: pieces.map(({ text }) => text).join(separator), params: pieces.flatMap(({ params }) => params) }
}

export const list = (pieces: readonly Sql[]): Sql => join(pieces, ', ')

/** All of them; true where there are none. */
export const all = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? sql`1 = 1` : join(conditions, ' AND ')

const isSql = (value: Sql | Parameter): value is Sql => typeof value === 'object' && value !== null
