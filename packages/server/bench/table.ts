/** One measured line. `ratio` is against the bare driver in the same run; higher is better, 1 is the driver itself. */
export interface Measured {
  readonly what: string
  readonly figure: string
  readonly bare?: string
  readonly ratio?: number
}

export const perSecond = (n: number): string => `${Math.round(n).toLocaleString('en')} /s`
export const inMs = (ms: number): string => `${ms.toFixed(ms < 10 ? 2 : 1)} ms`

const HEADS = ['what', 'this ledger', 'bare driver', 'ratio']

/** A Markdown table, as docs/benchmarks.md takes it. */
export const render = (rows: readonly Measured[], heads: readonly string[] = HEADS): string =>
  markdown([heads, ...rows.map(({ what, figure, bare = '', ratio }) => [what, figure, bare, ratio?.toFixed(2) ?? ''])])

/** The first row is the head; every column but the first is set to the right. */
export function markdown([head = [], ...body]: readonly (readonly string[])[]): string {
  const widths = head.map((_name, i) => Math.max(...[head, ...body].map((row) => (row[i] ?? '').length)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(head), rule, ...body.map(line)].join('\n')
}
