import { displayWidth, padded } from './display-width.ts'
import { PUBLISHED, type PublishedFigure, type StatisticCall, totalOf } from './published.ts'
import { truncated } from './ratio.ts'

/** One published figure beside the one that the ledger's facts give again. */
export interface Verdict {
  readonly figure: PublishedFigure
  /** Truncated to the decimal places of the published one. */
  readonly replayed: string
  readonly isSame: boolean
}

/** Asks every statistic that stands behind a published figure, and compares digit by digit. */
export async function checkFigures(
  read: (id: string, query: StatisticCall['query']) => Promise<unknown>,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = []
  for (const figure of PUBLISHED) {
    const { published, statistic, pick } = figure
    const decimals = published.split('.')[1]?.length ?? 0
    const replayed = truncated(pick(totalOf(await read(statistic.id, statistic.query), statistic)), decimals)
    verdicts.push({ figure, replayed, isSame: replayed === published })
  }
  return verdicts
}

/** The table of the demo, for a terminal: Chinese characters take two columns. */
export function renderVerdicts(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ figure, replayed, isSame }) => [
    `${figure.label} ${figure.term}`,
    figure.published,
    replayed,
    figure.unit,
    isSame ? '✓ same' : '✗ DIFFERS',
  ])
  const table = [['January to November 2023', 'published', 'replayed', 'unit', 'verdict'], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => displayWidth(row[column] ?? ''))))
  const [head, ...body] = table.map((row) => lineOf(row, widths))
  const rule = widths.map((width) => '─'.repeat(width)).join('──')
  const same = verdicts.filter(({ isSame }) => isSame).length
  return [
    ...['', head, rule, ...body, rule],
    `${same} of ${verdicts.length} published figures replay to the same digits, truncated as the county truncates.`,
  ].join('\n')
}

/** Numbers stand at the right of their column, words at the left. */
const lineOf = (row: readonly string[], widths: readonly number[]): string =>
  row
    .map((cell, column) => padded(cell, widths[column] ?? 0, column === 1 || column === 2 ? 'right' : 'left'))
    .join('  ')
    .trimEnd()
