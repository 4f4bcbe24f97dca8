/**
 * Comma-separated values, RFC 4180: CRLF, fields in quotes where they need them, quotes doubled. Text in UTF-8 without a
 * byte order mark, which programs would take for a part of the first column's name; `BYTE_ORDER_MARK` goes before it
 * for a spreadsheet that does not ask for the charset.
 */

export const BYTE_ORDER_MARK = '\uFEFF'

export type CsvValue = CsvField | readonly CsvValue[] | CsvRow
type CsvField = string | number | bigint | boolean | null | undefined
export interface CsvRow {
  readonly [column: string]: CsvValue
}

/**
 * Rows under a header of their columns; what is nested stands as `start.eventId`, and a list of words in one cell. Without `columns` they are those of
 * all rows, in the order in which they appear.
 */
export function toCsv(rows: readonly object[], columns?: readonly string[]): string {
  const flat = rows.map(flatten)
  const header = columns ?? [...new Set(flat.flatMap((row) => [...row.keys()]))]
  if (header.length === 0) return ''
  return [header, ...flat.map((row) => header.map((column) => row.get(column)))]
    .map((line) => `${csvLine(line)}\r\n`)
    .join('')
}

/** One line, without its end. */
export const csvLine = (values: readonly CsvField[]): string => values.map(field).join(',')

/** The cells of a row, by column. */
export const flatten = (row: object): ReadonlyMap<string, CsvField> => new Map(cells(row as CsvRow, ''))

function* cells(row: CsvRow, prefix: string): Generator<readonly [string, CsvField]> {
  for (const [key, value] of Object.entries(row)) {
    if (isList(value)) yield [prefix + key, value.map(wordOf).join(' ')]
    else if (typeof value === 'object' && value !== null) yield* cells(value, `${prefix}${key}.`)
    else yield [prefix + key, value]
  }
}

const isList = (value: CsvValue): value is readonly CsvValue[] => Array.isArray(value)
const wordOf = (value: CsvValue): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/
// What a spreadsheet takes for the start of a formula.
// With its full-width forms, which Chinese keyboards write. Source: OWASP, CSV Injection.
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
const NEEDS_QUOTES = /[",\r\n]/

function field(value: CsvField): string {
  if (value === null || value === undefined) return ''
  const text = harmless(String(value))
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Titles and ids come from whoever registers a project, and open in an auditor's spreadsheet. */
const harmless = (text: string): string => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text)
