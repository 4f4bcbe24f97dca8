import { displayWidth, padded } from '../county-year/display-width.ts'

/** What a person reads: lines on stdout, progress on stderr, columns that line up with Chinese in them. */

export const print = (text: string): void => void process.stdout.write(`${text}\n`)
export const printError = (text: string): void => void process.stderr.write(`${text}\n`)
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2))

/** Writes a line and waits where the reader is slower, so that a long replay holds no memory. */
export async function writeLine(line: string): Promise<void> {
  if (process.stdout.write(`${line}\n`)) return
  await new Promise<void>((resolve) => process.stdout.once('drain', () => resolve()))
}

export type Align = 'left' | 'right'

/** A table with a rule under its head. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
): string {
  const widths = head.map((title, i) => Math.max(...[title, ...rows.map((row) => row[i] ?? '')].map(displayWidth)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        return padded(cell, widths[i] ?? 0, align[i] ?? 'left')
      })
      .join('  ')
      .trimEnd()
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}

/** A progress line on stderr, only where it is a terminal. */
export function progress(what: string): {
  readonly update: (done: number, total?: number) => void
  readonly end: () => void
} {
  const isShown = process.stderr.isTTY === true
  let shownAt = 0
  return {
    update(done, total) {
      const now = performance.now()
      if (!isShown || now - shownAt < 100) return
      shownAt = now
      const of = total === undefined ? '' : ` of ${total.toLocaleString('en')}`
      process.stderr.write(`\r\x1b[K${what} ${done.toLocaleString('en')}${of}`)
    },
    end() {
      if (isShown) process.stderr.write('\r\x1b[K')
    },
  }
}
