import { BondForm } from '@procurement-ledger/core'
import {
  asked,
  atLeast,
  below,
  by,
  count,
  type Definition,
  DIMENSIONS,
  distinct,
  is,
  isNot,
  money,
  moneyShare,
  PERIODS,
  share,
  spread,
} from '../definition.ts'

/** Statistics of bonds; sums in one currency. */

const stamp = { event: { id: 'eventId', ms: 'occurredMs' } } as const
/** From when it was lodged, which decides whether a bond is historic, to when it was released. */
const release = {
  ...{ subject: 'bondId', value: 'amountMinor' },
  start: { id: 'lodgedEvent', ms: 'lodgedMs' },
  end: { id: 'eventId', ms: 'occurredMs' },
} as const
const inCurrency = is('currency', asked('currency'))
const inOther = isNot('currency', asked('currency'))
const isBidBond = is('bondKind', 'bid')
const isGuaranteed = is('form', 'guarantee', 'insurance')

const bond = {
  unit: 'money',
  groupBy: [...DIMENSIONS, ...PERIODS],
} as const satisfies Partial<Definition>

export const bonds: readonly Definition[] = [
  {
    ...bond,
    id: 'bid-bonds',
    version: 2,
    title: 'Bid bonds',
    term: '投标保证金与电子保函',
    description:
      'Bid bonds only. lodged, byForm and guaranteed (form guarantee or insurance) are of the bonds lodged in the period, waived of the waivers and released of the releases in it; held is as at the end of to over all bonds lodged by then: what was neither released, forfeited nor claimed. medianDays is from the legal trigger, where it has come. overdue is what is held at the end of to though the last day of R20, R21 or R22 lies before it; a guarantee that has expired, or states no end, is not overdue, and without to nothing is.',
    options: ['currency'],
    facts: {
      lodged: {
        table: 'bonds',
        placed: { on: 'occurredOn' },
        where: [isBidBond],
        item: { subject: 'key', ...stamp, value: 'amountMinor' },
      },
      waived: { table: 'waivers', placed: { on: 'occurredOn' }, item: { ...stamp, value: 'amountMinor' } },
      released: {
        table: 'bond_movements',
        placed: { on: 'occurredOn' },
        where: [isBidBond, is('movement', 'released')],
        computed: { days: { days: ['legalTriggerOn', 'occurredOn'] } },
        item: release,
      },
      held: {
        table: 'bonds',
        placed: { from: 'occurredOn', until: 'clearedOn' },
        where: [isBidBond, inCurrency],
        item: { subject: 'key', ...stamp, value: 'heldMinor' },
      },
      heldMoved: {
        table: 'bond_movements',
        placed: { from: 'heldFrom', until: 'heldUntil' },
        where: [isBidBond, inCurrency],
        item: { subject: 'bondId', ...stamp, value: 'amountMinor' },
      },
      overdue: {
        table: 'bonds',
        placed: { from: 'overdueFrom', until: 'overdueUntil', isJudged: true },
        where: [isBidBond, inCurrency],
        item: { subject: 'key', ...stamp, value: 'heldMinor' },
      },
      overdueMoved: {
        table: 'bond_movements',
        placed: { from: 'overdueFrom', until: 'overdueUntil', isJudged: true },
        where: [isBidBond, inCurrency],
        item: { subject: 'bondId', ...stamp, value: 'amountMinor' },
      },
    },
    figure: {
      lodged: { n: count('lodged', inCurrency), sum: money('lodged', 'amountMinor', inCurrency) },
      byForm: by('form', BondForm.options, (ofForm) => ({
        n: count('lodged', inCurrency, ofForm),
        sum: money('lodged', 'amountMinor', inCurrency, ofForm),
      })),
      guaranteed: {
        count: share('lodged', isGuaranteed, inCurrency),
        value: moneyShare('lodged', 'amountMinor', isGuaranteed, inCurrency),
      },
      waived: {
        projects: distinct('waived', 'projectId', inCurrency),
        sum: money('waived', 'amountMinor', inCurrency),
      },
      released: {
        n: count('released', inCurrency),
        sum: money('released', 'amountMinor', inCurrency),
        interest: money('released', 'interestMinor', inCurrency),
        automatic: share('released', is('automatic', 1), inCurrency),
        medianDays: spread('median', 'released', 'days', inCurrency, atLeast('days', 0)),
      },
      held: {
        n: count('held'),
        sum: {
          ...money('held', 'amountMinor'),
          less: money('heldMoved', 'takenMinor'),
        },
      },
      overdue: {
        n: count('overdue'),
        sum: {
          ...money('overdue', 'amountMinor'),
          less: money('overdueMoved', 'takenMinor'),
        },
      },
    },
    excluded: {
      otherCurrency: count('lodged', inOther),
      waivedOtherCurrency: count('waived', inOther),
      releasedOtherCurrency: count('released', inOther),
      /** Released before the legal trigger: not in medianDays. */
      negative: count('released', inCurrency, below('days', 0)),
    },
    population: 'lodged.n',
  },
  {
    ...bond,
    id: 'historic-bonds',
    version: 1,
    title: 'Historic bonds cleared',
    term: '历史沉淀保证金清退',
    description:
      'Releases in the period of bonds, bid or performance, that were lodged before lodgedBefore. sum is the principal.',
    options: ['currency', 'lodgedBefore'],
    facts: {
      released: {
        table: 'bond_movements',
        placed: { on: 'occurredOn' },
        where: [is('movement', 'released'), below('lodgedOn', asked('lodgedBefore'))],
        item: release,
      },
    },
    figure: { n: count('released', inCurrency), sum: money('released', 'amountMinor', inCurrency) },
    excluded: { otherCurrency: count('released', inOther) },
    population: 'n',
  },
]
