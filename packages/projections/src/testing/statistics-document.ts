import { describeStatistic, STATISTICS, type StatisticInWords } from '../statistics/definitions.ts'

/** Where the repository keeps the document. */
export const STATISTICS_DOCUMENT = new URL('../../../../docs/statistics.md', import.meta.url)

const INTRO = `# Statistics

This page is generated from the definitions in \`packages/projections/src/statistics/definitions\`; renew it with
\`pnpm docs:statistics\`. How to ask for figures, and how to follow one down to its events, tells
[the guide for analysts](analysts.md).

What holds for all:

- \`from\` and \`to\` are days of the venue's zone, both inclusive; what lies between two days are civil days.
- Every figure says what it left out, under \`excluded\`, and every number of it leads to its rows.
- Nothing is rounded. Money is exact, in one currency; a share over nothing is null, and so are mean, median, p90, min and
  max.
- Awards that were voided, and notices of voided awards, count nowhere.
- \`asOf\` and \`atPosition\` give every figure as it was known at a moment, or at a place of the log.`

/** `docs/statistics.md`: every statistic in words, with the formula of each of its keys. */
export const statisticsDocument = (): string => {
  const described = STATISTICS.map(describeStatistic)
  return `${[INTRO, overview(described), ...described.map(section)].join('\n\n')}\n`
}

const overview = (all: readonly StatisticInWords[]): string =>
  table(
    ['statistic', 'what it is', 'in Chinese', 'unit'],
    all.map(({ id, title, term, unit }) => [`[${id}](#${id.toLowerCase()})`, title, term, unit]),
  )

function section(one: StatisticInWords): string {
  const { id, version, title, term, description, variants = [], options, needs, groupBy, facts, formula } = one
  const parameters = [
    ...options.map((option) => (needs.includes(option) ? `\`${option}\` (needed)` : `\`${option}\``)),
    `\`groupBy\` (${groupBy.join(', ')})`,
  ]
  return [
    `## ${id}`,
    `${title}, ${term}. Version ${version}.`,
    description,
    ...(variants.length === 0
      ? []
      : [
          table(
            ['variant', 'from what to what'],
            variants.map(({ name, description }, i) => [`\`${name}\`${i === 0 ? ', the default' : ''}`, description]),
          ),
        ]),
    `Parameters of its own: ${parameters.join(', ')}.`,
    table(
      ['key', 'what stands there'],
      formula.map(({ key, text }) => [`\`${key}\``, text]),
    ),
    table(
      ['rows', 'which they are'],
      facts.map(({ name, text }) => [name, text]),
    ),
  ].join('\n\n')
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n')

const escaped = (cell: string): string => cell.replaceAll('|', '\\|')
