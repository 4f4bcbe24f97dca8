import type { Definition, Difference, DifferenceItem, EventBetween } from '@procurement-ledger/projections'
import { table } from '../output.ts'
import { flatten, valueText } from './figure-text.ts'

/** Why a figure changed, for a person: both figures side by side, then each row with the events behind it. */
export function differenceText({ id, title }: Definition, { a, b, items, next, ...told }: Difference): string {
  const [before, after] = [flatten(a.total), flatten(b.total)]
  const rows = Object.keys(after).map((key) => [key, valueText(before[key]), valueText(after[key])])
  const { from, to } = told.head
  return [
    `${title} · ${id}, ${from ?? 'the beginning'} to ${to ?? 'the end'}`,
    '',
    table(['', cutText(a), cutText(b)], rows, ['left', 'right', 'right']),
    '',
    items.length === 0 ? 'No row behind it changed.' : items.map(itemText).join('\n'),
    ...(next === undefined ? [] : ['', `more rows: --after ${next}`]),
  ].join('\n')
}

const cutText = ({ position, asOf }: Difference['a']): string => asOf ?? `position ${position}`

function itemText({ projectId, stream, change, before, after, value, events, eventsLeftOut }: DifferenceItem): string {
  const subject = (after ?? before)?.subject
  const added = value === undefined ? '' : `  ${valueText(flatten({ value }).value)}`
  const lines = [
    `${SIGNS[change]} ${projectId ?? stream}${subject === undefined ? '' : ` ${subject}`}  ${change}${added}`,
  ]
  for (const event of events) lines.push(`    ${eventText(event)}`)
  if (eventsLeftOut !== undefined) lines.push(`    and ${eventsLeftOut} more events`)
  return lines.join('\n')
}

const SIGNS = { came: '+', went: '-', changed: '~' } as const

const eventText = ({ position, type, recordedAt, eventId }: EventBetween): string =>
  `${position} ${type}, recorded ${recordedAt}\n      ${eventId}`
