import { fromMinor } from '@procurement-ledger/core'
import type { Rows } from './invented-rows.ts'

/**
 * Every figure again, told from STATISTICS.md in plain loops over lists of rows: what the engine is compared with. It
 * knows no SQL, no tallies and no definitions.
 */

export interface NaiveQuery {
  /** Inclusive day numbers. */
  readonly from: number
  readonly to: number
  /** The day on which lateness is judged; undefined without an end. */
  readonly judgedOn: number | undefined
  readonly net: boolean
  readonly currency: string
  readonly measure: string
  readonly lodgedBefore: number
}

export type Naive = (rows: Omit<Rows, 'projects'>, query: NaiveQuery) => object

const share = (n: number, of: number) => ({ n, of, share: of === 0 ? null : n / of })

/** percentile_cont as the standard defines it, over a sorted list. */
export function naivePercentile(sorted: readonly number[], percent: number): number | null {
  if (sorted.length === 0) return null
  const rank = ((sorted.length - 1) * percent) / 100
  const [lower, upper] = [sorted[Math.floor(rank)] as number, sorted[Math.ceil(rank)] as number]
  // Of whole numbers it has two decimals at most; what comes after them is the error of binary fractions.
  return Number((lower + (upper - lower) * (rank - Math.floor(rank))).toFixed(2))
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

const spread = (values: readonly number[]) => ({
  n: values.length,
  sum: sum(values),
  mean: values.length === 0 ? null : sum(values) / values.length,
  median: naivePercentile(sorted(values), 50),
  p90: naivePercentile(sorted(values), 90),
  min: values.length === 0 ? null : Math.min(...values),
  max: values.length === 0 ? null : Math.max(...values),
})

const moneyOf = (rows: readonly { readonly amountMinor: bigint | null }[], currency: string) =>
  fromMinor(
    rows.reduce((total, { amountMinor }) => total + (amountMinor ?? 0n), 0n),
    currency,
  )

const distinct = (values: readonly string[]): number => new Set(values).size

const within =
  ({ from, to }: NaiveQuery) =>
  ({ occurredOn }: { readonly occurredOn: number }) =>
    occurredOn >= from && occurredOn <= to

const time: Naive = ({ intervals }, query) => {
  const own = intervals.filter(({ measure }) => measure === query.measure)
  const ended = own.filter(({ endOn }) => endOn !== null && endOn >= query.from && endOn <= query.to)
  const whole = ended.flatMap(({ startOn, endOn, suspendedDays }) =>
    startOn === null || endOn === null ? [] : [{ gross: endOn - startOn, suspendedDays }],
  )
  const counted = whole.filter(({ gross }) => gross >= 0)
  return {
    ...spread(counted.map(({ gross, suspendedDays }) => gross - (query.net ? suspendedDays : 0))),
    excluded: {
      open: own.filter(
        ({ startOn, endOn, droppedOn }) =>
          startOn !== null &&
          startOn <= query.to &&
          !(endOn !== null && endOn <= query.to) &&
          !(droppedOn !== null && droppedOn <= query.to),
      ).length,
      negative: whole.length - counted.length,
      noStart: ended.filter(({ startOn }) => startOn === null).length,
    },
  }
}

/** Under another statistic's measure. */
const timeOf =
  (measure: string): Naive =>
  (rows, query) =>
    time(rows, { ...query, measure })

/** More than 30 days since it began, and not there by the end of `to`. */
const waiting =
  (measure: string): Naive =>
  ({ intervals }, { from, to, judgedOn }) => {
    const by = (day: number | null): boolean => day !== null && day <= (judgedOn ?? to)
    const begun = intervals.filter(
      (row) => row.measure === measure && row.startOn !== null && row.startOn >= from && row.startOn <= to,
    )
    const long = begun.filter(({ startOn }) => judgedOn !== undefined && judgedOn - (startOn as number) > 30)
    const counted = long.filter(({ droppedOn }) => !by(droppedOn))
    return {
      ...share(counted.filter(({ endOn }) => !by(endOn)).length, counted.length),
      excluded: { recent: begun.length - long.length, failed: long.length - counted.length },
    }
  }

const isLate = (dueOn: number, doneOn: number | null, judgedOn: number | undefined): boolean =>
  doneOn !== null && (judgedOn === undefined || doneOn <= judgedOn)
    ? doneOn > dueOn
    : judgedOn !== undefined && judgedOn > dueOn

const registrationTime: Naive = (rows, query) => {
  const { excluded, ...days } = time(rows, query) as { excluded: object }
  const isIn = ({ acceptedOn }: { readonly acceptedOn: number }) => within(query)({ occurredOn: acceptedOn })
  const accepted = rows.registrations.filter(isIn)
  return {
    ...days,
    returned: rows.returns.filter(within(query)).length,
    deferred: share(accepted.filter(({ deferred }) => deferred === 1).length, accepted.length),
    deferredOverdue: rows.deferred
      .filter(isIn)
      .filter(({ dueOn, suppliedOn }) => isLate(dueOn, suppliedOn, query.judgedOn)).length,
    greenChannel: share(accepted.filter(({ greenChannel }) => greenChannel === 1).length, accepted.length),
    excluded,
  }
}

const turnover: Naive = ({ awards }, query) => {
  const placed = awards.filter(within(query))
  const counted = placed.filter(({ currency }) => currency === query.currency || currency === null)
  return {
    projects: distinct(counted.map(({ projectId }) => projectId)),
    awards: counted.length,
    sum: moneyOf(counted, query.currency),
    ratePriced: counted.filter(({ currency }) => currency === null).length,
    excluded: { otherCurrency: placed.length - counted.length },
  }
}

const savings: Naive = ({ savings: rows }, query) => {
  const placed = rows.filter(within(query))
  const based = placed.filter(({ baseline }) => baseline === 'known')
  const priced = based.filter(({ ratePriced }) => ratePriced === 0)
  const counted = priced.filter(({ currency }) => currency === query.currency)
  return {
    n: counted.length,
    sum: moneyOf(
      counted.map(({ savedMinor }) => ({ amountMinor: savedMinor })),
      query.currency,
    ),
    excluded: {
      noBaseline: placed.length - based.length,
      ratePriced: based.length - priced.length,
      otherCurrency: priced.length - counted.length,
    },
  }
}

const contracts: Naive = ({ contracts: rows }, query) => {
  const placed = rows.filter(within(query))
  const counted = placed.filter(({ currency }) => currency === query.currency)
  return {
    n: counted.length,
    sum: moneyOf(counted, query.currency),
    online: share(counted.filter(({ channel }) => channel === 'online').length, counted.length),
    excluded: { otherCurrency: placed.length - counted.length },
  }
}

const financing: Naive = ({ loans }, query) => {
  const placed = loans.filter(within(query))
  const counted = placed.filter(({ currency }) => currency === query.currency)
  return {
    suppliers: distinct(counted.map(({ supplier }) => supplier).filter((supplier) => supplier !== '')),
    n: counted.length,
    sum: moneyOf(counted, query.currency),
    excluded: { otherCurrency: placed.length - counted.length },
  }
}

const bidBonds: Naive = ({ bonds, bond_movements, waivers }, query) => {
  const { currency, to } = query
  const bid = bonds.filter(({ bondKind }) => bondKind === 'bid')
  const placed = bid.filter(within(query))
  const lodged = placed.filter((bond) => bond.currency === currency)
  const waived = waivers.filter(within(query))
  const released = bond_movements
    .filter(({ bondKind, movement }) => bondKind === 'bid' && movement === 'released')
    .filter(within(query))
  const back = released.filter((movement) => movement.currency === currency)
  const days = back.flatMap(({ occurredOn, legalTriggerOn }) =>
    legalTriggerOn === null ? [] : [occurredOn - legalTriggerOn],
  )
  const leftAtEnd = ({ projectId, key, amountMinor }: (typeof bid)[number]) => ({
    amountMinor: bond_movements
      .filter((movement) => movement.projectId === projectId && movement.bondId === key)
      .filter((movement) => movement.currency === currency && movement.occurredOn <= to)
      .reduce((left, movement) => left - movement.amountMinor, amountMinor),
  })
  const held = bid
    .filter((bond) => bond.currency === currency && bond.occurredOn <= to)
    .map(leftAtEnd)
    .filter(({ amountMinor }) => amountMinor > 0n)
  const overdue = bid
    .filter((bond) => bond.currency === currency && bond.occurredOn <= to)
    .filter(({ dueOn = null, expiresOn = null }) => {
      const isPast = query.judgedOn !== undefined && dueOn !== null && dueOn < to
      return isPast && (expiresOn === null || expiresOn >= to)
    })
    .map(leftAtEnd)
    .filter(({ amountMinor }) => amountMinor > 0n)
  const told = (some: readonly { readonly amountMinor: bigint }[]) => ({ n: some.length, sum: moneyOf(some, currency) })
  const guaranteed = lodged.filter(({ form }) => form === 'guarantee' || form === 'insurance')
  const minor = (some: typeof lodged): bigint => some.reduce((total, { amountMinor }) => total + amountMinor, 0n)
  return {
    lodged: told(lodged),
    byForm: Object.fromEntries(
      ['cash', 'transfer', 'guarantee', 'insurance', 'annual'].map((form) => [
        form,
        told(lodged.filter((bond) => bond.form === form)),
      ]),
    ),
    guaranteed: {
      count: share(guaranteed.length, lodged.length),
      value: {
        sum: moneyOf(guaranteed, currency),
        of: moneyOf(lodged, currency),
        share: lodged.length === 0 ? null : Number(minor(guaranteed)) / Number(minor(lodged)),
      },
    },
    waived: {
      projects: distinct(waived.filter((waiver) => waiver.currency === currency).map(({ projectId }) => projectId)),
      sum: moneyOf(
        waived.filter((waiver) => waiver.currency === currency),
        currency,
      ),
    },
    released: {
      n: back.length,
      sum: moneyOf(back, currency),
      interest: moneyOf(
        back.map(({ interestMinor }) => ({ amountMinor: interestMinor })),
        currency,
      ),
      automatic: share(back.filter(({ automatic }) => automatic === 1).length, back.length),
      medianDays: naivePercentile(sorted(days.filter((one) => one >= 0)), 50),
    },
    held: { n: held.length, sum: moneyOf(held, currency) },
    overdue: { n: overdue.length, sum: moneyOf(overdue, currency) },
    excluded: {
      otherCurrency: placed.length - lodged.length,
      waivedOtherCurrency: waived.filter((waiver) => waiver.currency !== currency).length,
      releasedOtherCurrency: released.length - back.length,
      negative: days.filter((one) => one < 0).length,
    },
  }
}

const historicBonds: Naive = ({ bond_movements }, query) => {
  const placed = bond_movements
    .filter(({ movement, lodgedOn }) => movement === 'released' && lodgedOn < query.lodgedBefore)
    .filter(within(query))
  const counted = placed.filter(({ currency }) => currency === query.currency)
  return {
    n: counted.length,
    sum: moneyOf(counted, query.currency),
    excluded: { otherCurrency: placed.length - counted.length },
  }
}

const evaluations: Naive = ({ sessions }, query) => {
  const held = new Map<string, { mode: string; overnight: number }>()
  for (const { venue, sessionId, mode, overnight } of sessions.filter(within(query))) {
    const known = held.get(`${venue}/${sessionId}`)
    // Sections that disagree about their session: one of them speaks for it.
    if (known === undefined) held.set(`${venue}/${sessionId}`, { mode, overnight })
    else
      held.set(`${venue}/${sessionId}`, {
        mode: [known.mode, mode].sort()[0] as string,
        overnight: Math.min(known.overnight, overnight),
      })
  }
  const all = [...held.values()]
  return {
    n: all.length,
    byMode: Object.fromEntries(
      ['onsite', 'remote', 'distributed'].map((mode) => [mode, all.filter((one) => one.mode === mode).length]),
    ),
    overnight: all.filter(({ overnight }) => overnight === 1).length,
    excluded: {},
  }
}

const objections: Naive = ({ objections: rows }, query) => {
  const received = rows.filter(within(query))
  const raised = received.filter(({ kind }) => kind === 'objection')
  const concluded = rows.filter(({ answeredOn }) => answeredOn !== null && within(query)({ occurredOn: answeredOn }))
  const answered = concluded.filter(({ kind }) => kind === 'objection')
  const days = answered.map(({ occurredOn, answeredOn }) => (answeredOn as number) - occurredOn)
  return {
    raised: raised.length,
    online: received.filter(({ channel }) => channel === 'online').length,
    answered: answered.length,
    upheld: answered.filter(({ upheld }) => upheld === 1).length,
    medianDaysToAnswer: naivePercentile(sorted(days.filter((one) => one >= 0)), 50),
    late: raised
      .filter(({ regime }) => regime === 'TBL')
      .filter(({ occurredOn, answeredOn }) => isLate(occurredOn + 3, answeredOn, query.judgedOn)).length,
    complaints: concluded.length - answered.length,
    byAbout: Object.fromEntries(
      ['notice', 'documents', 'opening', 'evaluation', 'award'].map((about) => [
        about,
        raised.filter((one) => one.about === about).length,
      ]),
    ),
    excluded: { negative: days.filter((one) => one < 0).length },
  }
}

const competition: Naive = ({ competition: rows }, query) => {
  const bids = rows.filter(within(query)).map((row) => row.bids)
  const { n, mean, median } = spread(bids)
  return { n, mean, median, single: share(bids.filter((one) => one === 1).length, n), excluded: {} }
}

const backdating: Naive = ({ lags }, query) => {
  const days = lags.filter(within(query)).map(({ lagDays }) => lagDays)
  const counted = days.filter((one) => one >= 0)
  const { n, median, p90, max } = spread(counted)
  return {
    ...{ n, median, p90, max },
    overOneDay: share(counted.filter((one) => one > 1).length, n),
    excluded: { negative: days.length - n },
  }
}

const supervision: Naive = ({ supervision: rows }, query) => {
  const placed = rows.filter(within(query))
  const of = (kind: string) => placed.filter((row) => row.kind === kind)
  return {
    documentsChecked: of('documents').length,
    opinions: of('opinion').length,
    sites: distinct(of('site').map(({ projectId }) => projectId as string)),
    flags: Object.fromEntries(
      ['green', 'yellow', 'red'].map((level) => [level, of('flag').filter((flag) => flag.level === level).length]),
    ),
    leads: of('resolution').filter(({ origin }) => origin === 'analytics').length,
    hotline: of('hotline').length,
    excluded: {},
  }
}

const credit: Naive = ({ credit: rows }, query) => {
  const placed = rows.filter(within(query))
  const of = (kind: string) => placed.filter((row) => row.kind === kind)
  const streams = (some: typeof placed) => distinct(some.map(({ stream }) => stream))
  const bidders = of('score').filter(({ subject }) => subject === 'bidder')
  return {
    bidders: streams(bidders),
    agencies: streams(of('score').filter(({ subject }) => subject === 'agency')),
    disclosed: streams(bidders.filter(({ disclosed }) => disclosed === 1)),
    expertsPoints: streams(of('points')),
    expertsRemoved: streams(of('removal')),
    penalties: of('penalty').length,
    excluded: {},
  }
}

/** Measures of intervals that a statistic reads beside its own variants. */
export const OTHER_MEASURES: { readonly [id: string]: string } = {
  'ocp-U059': 'ocp-U059/tender-start-to-end',
  'ocp-U060': 'ocp-U060/tender-end-to-award',
  'ocp-U061': 'ocp-U061/award-to-contract-start',
  'ocp-U062': 'cycle-time/notice-to-award-notice',
  'ocp-U049': 'ocp-U049/tender-end-to-any-award',
  'ocp-U050': 'award-to-contract-time/award-notice-to-contract',
}

export const NAIVE_FIGURES: ReadonlyMap<string, Naive> = new Map([
  ['cycle-time', time],
  ['registration-time', registrationTime],
  ['contract-publication-time', time],
  ['award-to-contract-time', time],
  ['turnover', turnover],
  ['savings', savings],
  ['contracts', contracts],
  ['award-financing', financing],
  ['bid-bonds', bidBonds],
  ['historic-bonds', historicBonds],
  ['evaluations', evaluations],
  ['objections', objections],
  ['competition', competition],
  ['backdating', backdating],
  ['supervision', supervision],
  ['credit', credit],
  ['ocp-U059', timeOf('ocp-U059/tender-start-to-end')],
  ['ocp-U060', timeOf('ocp-U060/tender-end-to-award')],
  ['ocp-U061', timeOf('ocp-U061/award-to-contract-start')],
  ['ocp-U062', timeOf('cycle-time/notice-to-award-notice')],
  ['ocp-U049', waiting('ocp-U049/tender-end-to-any-award')],
  ['ocp-U050', waiting('award-to-contract-time/award-notice-to-contract')],
])
