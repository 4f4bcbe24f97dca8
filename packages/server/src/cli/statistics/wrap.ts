import { displayWidth } from '../../county-year/display-width.ts'

/** Columns of a terminal that every terminal has. */
export const PAGE_COLUMNS = 80

/** Breaks text between words, and Chinese anywhere, so that no line is wider than the page. */
export function wrap(text: string, indent = ''): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.match(/[^\s\u2e80-\u9fff]+\s*|[\u2e80-\u9fff]\s*|\s+/gu) ?? []) {
    if (line !== '' && displayWidth(indent + line + word.trimEnd()) > PAGE_COLUMNS) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += word
  }
  return [...lines, line.trimEnd()].map((one) => indent + one).join('\n')
}
