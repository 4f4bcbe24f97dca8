import { BYTE_ORDER_MARK, csvLine, flatten } from '@procurement-ledger/projections'
import type { Command } from 'commander'
import { pathWith } from '../http/path-with.ts'
import { print, printJson, table, writeLine } from './output.ts'

/** Lists for a person, for a spreadsheet, and for programs. */

export interface ListOptions {
  readonly json?: boolean
  readonly csv?: boolean
  readonly ndjson?: boolean
  readonly bom?: boolean
  readonly limit?: string
}

export const withFormats = (command: Command): Command =>
  command
    .option('--csv', 'every row as CSV (RFC 4180, UTF-8); cells are harmless to spreadsheets')
    .option('--bom', 'begin the CSV with a byte order mark, for spreadsheets that need one to read Chinese')
    .option('--ndjson', 'every row as JSON, line by line')

interface Page {
  readonly items: readonly object[]
  readonly next?: string
}

interface Listing {
  /** Where HTTP answers the same. */
  readonly path: string
  readonly columns: readonly string[]
  /** Those that a person is shown; all if left out. */
  readonly shown?: readonly string[]
  /** The page behind a cursor. */
  readonly page: (after: string | undefined) => Promise<Page>
  /** The lines of one item; left out: the item itself. */
  readonly lines?: (item: object) => readonly object[]
}

/** Writes a list in the form that was asked for. Programs get every page, unless a limit was given; a person gets one. */
export async function writeList(
  options: ListOptions,
  { path, columns, shown = columns, page, lines = (item) => [item] }: Listing,
): Promise<void> {
  const { json, csv, ndjson, bom, limit } = options
  const first = await page(undefined)
  if (json) return printPage(first, path)
  if (!csv && !ndjson) return print(forPerson(first, shown))
  // RFC 4180 ends every line with CRLF; the writer adds the LF.
  if (csv) await writeLine(`${bom ? BYTE_ORDER_MARK : ''}${csvLine(columns)}\r`)
  for (let here: Page | undefined = first; here !== undefined; ) {
    for (const item of here.items)
      if (ndjson) await writeLine(JSON.stringify(item))
      else for (const line of lines(item)) await writeLine(`${csvLine(cellsOf(line, columns))}\r`)
    const { next }: Page = here
    here = next === undefined || limit !== undefined ? undefined : await page(next)
  }
}

/** A page as HTTP answers it. */
export function printPage({ next, ...page }: Page, path: string): void {
  printJson({ ...page, links: next === undefined ? {} : { next: pathWith(path, { after: next }) } })
}

function cellsOf(row: object, columns: readonly string[]) {
  const cells = flatten(row)
  return columns.map((column) => cells.get(column))
}

function forPerson({ items, next }: Page, columns: readonly string[]): string {
  if (items.length === 0) return 'nothing'
  const rows = items.map((item) => cellsOf(item, columns).map((cell) => String(cell ?? '')))
  // What no row has would only take room.
  const shown = columns.map((_, i) => i).filter((i) => rows.some((row) => row[i] !== ''))
  const told = table(
    shown.map((i) => columns[i] ?? ''),
    rows.map((row) => shown.map((i) => row[i] ?? '')),
  )
  return next === undefined ? told : `${told}\n\nmore rows: --after ${next}`
}
