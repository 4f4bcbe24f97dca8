import type { QueryArrayConfig } from 'pg'
import type { Parameter } from '../queryable.ts'
import { exactNumber } from '../read-integers.ts'

/**
 * All that PostgreSQL reads or answers differently from SQLite. Text needs nothing here: every text column is
 * COLLATE "C", which orders and compares bytes, as SQLite does.
 */

/** Outside of what stands in quotes. */
const PLACEHOLDER = /'[^']*'|"[^"]*"|\?/g

/**
 * Numbers the parameters and says their types: unlike SQLite, PostgreSQL must know them before it knows the values.
 * Answers come as text, to be given their types by `valueOf`.
 */
export function statementOf(sql: string, params: readonly Parameter[]): QueryArrayConfig {
  const values: Parameter[] = []
  let next = 0
  const text = sql.replace(PLACEHOLDER, (found) => {
    if (found !== '?') return found
    const value = params[next++] ?? null
    if (value === null) return 'NULL'
    values.push(value)
    return `$${values.length}::${typeof value === 'string' ? 'text' : 'bigint'}`
  })
  return { text, values, rowMode: 'array', types: { getTypeParser: () => asText } }
}

const asText = (text: string): string => text

/** Source: pg_type.dat of PostgreSQL; these numbers are fixed. */
const BOOLEAN = 16
const INTEGERS: ReadonlySet<number> = new Set([20, 21, 23])
const NUMERIC = 1700
const FLOATS: ReadonlySet<number> = new Set([700, 701])

/** A reader of a column's values: text as it is, integers as bigint or exact number, everything else that counts as number. */
export function valueReader(name: string, type: number, isBig: boolean): (text: string | null) => Parameter {
  const integer = (text: string): Parameter => (isBig ? BigInt(text) : exactNumber(name, BigInt(text)))
  if (INTEGERS.has(type)) return (text) => text && integer(text)
  // The sum of integers is a numeric without a fraction; their mean is one that has it.
  if (type === NUMERIC) return (text) => text && (text.includes('.') ? Number(text) : integer(text))
  if (FLOATS.has(type)) return (text) => text && Number(text)
  if (type === BOOLEAN) return (text) => text && (text === 't' ? 1 : 0)
  return (text) => text
}
