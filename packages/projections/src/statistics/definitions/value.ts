import { asked, count, type Definition, DIMENSIONS, distinct, is, isNot, money, PERIODS, share } from '../definition.ts'

/** Statistics of value: awards, savings, contracts, loans; sums in one currency. */

const stamp = { event: { id: 'eventId', ms: 'occurredMs' } } as const
const inCurrency = is('currency', asked('currency'))
const inOther = isNot('currency', asked('currency'))

const value = {
  unit: 'money',
  options: ['currency'],
  groupBy: [...DIMENSIONS, ...PERIODS],
} as const satisfies Partial<Definition>

/** Awards priced by a rate have no currency: they count, and have no sum. */
const countedAward = is('currency', asked('currency'), null)
const isCountable = [is('baseline', 'known'), is('ratePriced', 0)] as const

export const valued: readonly Definition[] = [
  {
    ...value,
    id: 'turnover',
    version: 1,
    title: 'Turnover',
    term: '交易额',
    description:
      'Awards by their AwardDecided; voided ones count nowhere. projects are distinct. Awards priced by a rate count as projects and awards, have no amount in sum, and are told as ratePriced.',
    facts: {
      awards: {
        table: 'awards',
        placed: { on: 'occurredOn' },
        item: { subject: 'key', ...stamp, value: 'amountMinor' },
      },
    },
    figure: {
      projects: distinct('awards', 'projectId', countedAward),
      awards: count('awards', countedAward),
      sum: money('awards', 'amountMinor', inCurrency),
      ratePriced: count('awards', is('currency', null)),
    },
    excluded: { otherCurrency: count('awards', isNot('currency', asked('currency'), null)) },
    population: 'awards',
  },
  {
    ...value,
    id: 'savings',
    version: 1,
    title: 'Savings and added revenue',
    term: '节约资金与溢价',
    description:
      'Per project once, in the period of its first live award: ceilingPrice, or else budget, minus the sum of all its live awards (negative kept); for land and property awards minus reservePrice. Projects with neither, and rate-priced ones, are excluded and counted.',
    facts: {
      projects: { table: 'savings', placed: { on: 'occurredOn' }, item: { ...stamp, value: 'savedMinor' } },
    },
    figure: {
      n: count('projects', ...isCountable, inCurrency),
      sum: money('projects', 'savedMinor', ...isCountable, inCurrency),
    },
    excluded: {
      noBaseline: count('projects', is('baseline', 'none')),
      ratePriced: count('projects', is('baseline', 'known'), is('ratePriced', 1)),
      otherCurrency: count('projects', ...isCountable, inOther),
    },
    population: 'n',
  },
  {
    ...value,
    id: 'contracts',
    version: 1,
    title: 'Contracts signed',
    term: '合同签订',
    description: 'ContractSigned in the period, with the amounts as signed; online are those signed over the network.',
    facts: {
      contracts: {
        table: 'contracts',
        placed: { on: 'occurredOn' },
        item: { subject: 'key', ...stamp, value: 'amountMinor' },
      },
    },
    figure: {
      n: count('contracts', inCurrency),
      sum: money('contracts', 'amountMinor', inCurrency),
      online: share('contracts', is('channel', 'online'), inCurrency),
    },
    excluded: { otherCurrency: count('contracts', inOther) },
    population: 'n',
  },
  {
    ...value,
    id: 'award-financing',
    version: 1,
    title: 'Award financing',
    term: '中标贷',
    description: 'AwardFinancingGranted in the period. suppliers are distinct.',
    facts: {
      loans: { table: 'loans', placed: { on: 'occurredOn' }, item: { ...stamp, value: 'amountMinor' } },
    },
    figure: {
      // An imported loan on an award that nobody decided has no known supplier.
      suppliers: distinct('loans', 'supplier', inCurrency, isNot('supplier', '')),
      n: count('loans', inCurrency),
      sum: money('loans', 'amountMinor', inCurrency),
    },
    excluded: { otherCurrency: count('loans', inOther) },
    population: 'n',
  },
]
