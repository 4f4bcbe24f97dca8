import type { StatisticAnswer } from '@procurement-ledger/projections'
import { type Align, table } from '../output.ts'

/** A figure for a person: what it is of, and its groups. */
export const figureText = (answer: StatisticAnswer, title: string): string =>
  `${headOf(answer, title)}\n${rendered(rowsOf(answer))}`

/** Groups and total, each as one row: nested keys joined by dots. */
export const rowsOf = ({ groups, total }: Pick<StatisticAnswer, 'groups' | 'total'>): readonly Flat[] =>
  [...groups, total].map(flatten)

export function headOf(answer: StatisticAnswer, title: string): string {
  const { id, variant, from, to, unit, zone, position, asOf } = answer
  const period = `${from ?? 'the beginning'} to ${to ?? 'the end'}`
  return `${title} · ${id}${variant === undefined ? '' : ` ${variant}`}\n${period}, in ${unit}, zone ${zone}, at position ${position}${asOf === undefined ? '' : `, as known ${asOf}`}\n`
}

export type Flat = Readonly<Record<string, string | number | null>>

/** A figure as one row: nested keys joined by dots, money as its amount. */
export function flatten(figure: object): Flat {
  const flat: Record<string, string | number | null> = {}
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) flat[path] = value as string | number | null
    else if ('amount' in value && 'currency' in value) flat[path] = `${value.amount} ${value.currency}`
    else for (const [key, inner] of Object.entries(value)) visit(inner, path === '' ? key : `${path}.${key}`)
  }
  visit(figure, '')
  return flat
}

/** More groups than this stand one under another. */
const SIDE_BY_SIDE = 4

/** A few groups stand side by side, a column each; many stand one under another. */
function rendered(rows: readonly Flat[]): string {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cells = rows.map((row, i) => keys.map((key) => cellOf(row[key], i === rows.length - 1)))
  if (rows.length > SIDE_BY_SIDE + 1) return table(keys, cells, keys.map(alignOf(rows)))
  const labels = rows.map((_row, i) => (i === rows.length - 1 ? 'total' : `group ${i + 1}`))
  const columns = keys.map((key, k) => [key, ...cells.map((row) => row[k] ?? '')])
  return table(['', ...labels], columns, ['left', ...rows.map((): Align => 'right')])
}

function cellOf(value: Flat[string] | undefined, isTotal: boolean): string {
  if (value === undefined) return isTotal ? 'total' : ''
  return valueText(value)
}

/** A value for a person; what is unknown is a dash. */
export function valueText(value: Flat[string] | undefined): string {
  if (value === undefined || value === null) return '-'
  return typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(4) : String(value)
}

const alignOf =
  (rows: readonly Flat[]) =>
  (key: string): Align =>
    rows.some((row) => typeof row[key] === 'number' || / [A-Z]{3}$/.test(String(row[key]))) ? 'right' : 'left'
