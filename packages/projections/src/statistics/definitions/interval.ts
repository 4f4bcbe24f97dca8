import {
  asked,
  atLeast,
  below,
  count,
  type Definition,
  DIMENSIONS,
  type Facts,
  is,
  type Operand,
  PERIODS,
  spread,
  type Template,
} from '../definition.ts'

/** What every statistic of intervals has: civil days, placed by the end, and what is left out of them. */

export const INTERVAL_EVENTS = {
  start: { id: 'startEvent', ms: 'startMs' },
  end: { id: 'endEvent', ms: 'endMs' },
} as const

/** Intervals of one measure: the statistic's own, with its variant, unless another is named. */
export const intervalsOf = (measure: Operand = asked('measure')): { readonly [name: string]: Facts } => ({
  ended: {
    table: 'intervals',
    placed: { on: 'endOn' },
    where: [is('measure', measure)],
    computed: { days: { days: ['startOn', 'endOn'], net: 'suspendedDays' } },
    item: { subject: 'subject', ...INTERVAL_EVENTS, value: 'days' },
  },
  /** Started on or before `to`, not ended by the end of it, and neither failed nor cancelled. */
  open: {
    table: 'intervals',
    placed: { from: 'startOn', until: 'leftOn' },
    where: [is('measure', measure)],
    computed: { leftOn: { earlier: ['endOn', 'droppedOn'] } },
    item: { subject: 'subject', ...INTERVAL_EVENTS },
  },
})

const counted = atLeast('days', 0)

export const days: Template = {
  n: count('ended', counted),
  sum: spread('sum', 'ended', 'days', counted),
  mean: spread('mean', 'ended', 'days', counted),
  median: spread('median', 'ended', 'days', counted),
  p90: spread('p90', 'ended', 'days', counted),
  min: spread('min', 'ended', 'days', counted),
  max: spread('max', 'ended', 'days', counted),
}

const excluded: Template = {
  open: count('open'),
  negative: count('ended', below('days', 0)),
  noStart: count('ended', is('days', null)),
}

export const interval = {
  unit: 'day',
  options: ['net'],
  groupBy: [...DIMENSIONS, ...PERIODS],
  facts: intervalsOf(),
  figure: days,
  excluded,
  population: 'n',
} as const satisfies Partial<Definition>
