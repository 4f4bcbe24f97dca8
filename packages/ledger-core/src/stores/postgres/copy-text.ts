/** A value of COPY's text format: null is what is not there. */
export type CopyValue = string | number | Uint8Array | undefined

/** What the format reads as something else. Source: postgresql.org/docs/current/sql-copy.html, "Text Format" */
const SPECIAL = /[\\\n\r\t]/g
const ESCAPES: { readonly [character: string]: string } = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One row as one line. */
export const copyRow = (values: readonly CopyValue[]): string => `${values.map(copyValue).join('\t')}\n`

function copyValue(value: CopyValue): string {
  if (value === undefined) return '\\N'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return value.replace(SPECIAL, (character) => ESCAPES[character] as string)
  return `\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
}
