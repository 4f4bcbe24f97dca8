import {
  type Definition,
  describeStatistic,
  type PopulationItem,
  type PopulationPage,
  type StatisticAnswer,
} from '@procurement-ledger/projections'
import { flatten, valueText } from './figure-text.ts'
import { wrap } from './wrap.ts'

/** A figure explained for a person, in 80 columns: what it means, what it is of, what was left out, and the first rows. */

export interface Explained {
  readonly answer: StatisticAnswer
  /** The first rows behind it. */
  readonly rows: PopulationPage
}

export function explanation(definition: Definition, { answer, rows }: Explained): string {
  const {
    id,
    version,
    title,
    term,
    description,
    variants = [],
    facts,
    formula,
    population,
  } = describeStatistic(definition)
  const variant = variants.find(({ name }) => name === answer.variant)
  const told = flatten(answer.total)
  const size = told[population] ?? told[`${population}.n`]
  const left = Object.entries(told).filter(([key]) => key.startsWith('excluded.'))
  return [
    wrap(`${title} (${term}), ${id} version ${version}`),
    '',
    wrap(description),
    ...(variant === undefined ? [] : ['', wrap(`Variant ${variant.name}: ${variant.description}.`)]),
    '',
    ...periodLines(answer),
    `Rows       ${valueText(size)} behind ${population}`,
    ...left.map(
      ([key, n], i) => `${i === 0 ? 'Left out' : '        '}   ${valueText(n)} ${key.slice('excluded.'.length)}`,
    ),
    '',
    'Figure',
    ...Object.entries(told)
      .filter(([key]) => !key.startsWith('excluded.'))
      .map(([key, value]) => `  ${key.padEnd(24)} ${valueText(value)}`),
    '',
    'Formula',
    ...formula.map(({ key, text }) => wrap(`${key} = ${text}`, '  ')),
    '  of',
    ...facts.map(({ name, text }) => wrap(`${name}: ${text}`, '  ')),
    '',
    rows.items.length === 0 ? 'No rows.' : `First rows${rows.next === undefined ? '' : ' (all: --rows)'}`,
    ...rows.items.map(rowText),
  ].join('\n')
}

function periodLines({ from, to, zone, position, asOf, net, currency }: StatisticAnswer): string[] {
  const options = [...(net ? ['net of suspension'] : []), ...(currency === undefined ? [] : [`in ${currency}`])]
  return [
    `Period     ${from ?? 'the beginning'} to ${to ?? 'the end'}, days of ${zone === 'venue' ? "each venue's zone" : zone}`,
    `Known      at position ${position}${asOf === undefined ? '' : `, as of ${asOf}`}`,
    ...(options.length === 0 ? [] : [`Reckoned   ${options.join(', ')}`]),
  ]
}

/** Two lines: what and how much, then when; the ids of the events stand in --rows. */
function rowText({ projectId, subject, occurredAt, start, end, value }: PopulationItem): string {
  const told = value === undefined || value === null ? '' : `  ${valueText(flatten({ value }).value)}`
  const when = occurredAt ?? [start?.occurredAt ?? 'not begun', end?.occurredAt ?? 'not ended'].join(' to ')
  return wrap(`${projectId}${subject === undefined ? '' : ` ${subject}`}${told}  ${when}`, '  ')
}
