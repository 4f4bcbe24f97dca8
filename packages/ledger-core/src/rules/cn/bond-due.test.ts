import { expect, test } from 'vitest'
import { dateOfDay, dayNumber } from '../../kernel/calendar-date.ts'
import { cnCalendar } from '../calendar/cn.ts'
import { type Pack, parsePack } from '../pack.ts'
import type { Registered } from '../scope.ts'
import { biddersIn, type Outcome } from './bidders.ts'
import { bidBondDue, packsOfBonds } from './bond-due.ts'
import { cnGpl } from './gpl.ts'
import { cnNingbo, cnPuyang } from './local.ts'
import { cnTbl } from './tbl.ts'

const day = (date: string): number => dayNumber(date as never)
const point = (date: string) => ({ eventId: `event of ${date}`, ms: day(date) * 86_400_000, day: day(date) })

const tender: Registered['registration'] = { regime: 'TBL', method: 'open', procedure: 'openTender', category: 'works' }
const purchase: Registered['registration'] = { ...tender, regime: 'GPL', category: 'goods' }

const outcome: Outcome = {
  awards: [{ awardId: 'award-1', supplier: 'winner' }],
  contracts: [{ ...point('2023-04-20'), awardId: 'award-1' }],
  notices: [point('2023-04-10')],
  bids: [
    { bidId: 'bid-1', bidder: 'winner' },
    { bidId: 'bid-2', bidder: 'loser' },
    { bidId: 'bid-3', bidder: 'leaver' },
  ],
  withdrawals: [{ ...point('2023-03-21'), bidId: 'bid-3' }],
  deadlineMs: day('2023-03-31') * 86_400_000,
}

interface Asked {
  readonly bidder?: string
  readonly form?: string
  readonly sinceOn?: string
  readonly registration?: Registered['registration']
  readonly packs?: readonly Pack[]
  readonly told?: Partial<Outcome>
}

/** A pack of one's own: bonds of works back within 3 working days of the contract. */
const own = parsePack(
  {
    id: 'own',
    version: 1,
    name: { en: 'Rules of an invented city', zh: '示例市规则' },
    rules: cnTbl.rules
      .filter(({ id }) => id === 'R20')
      .map((rule) => ({
        ...rule,
        id: 'X20',
        scope: { categories: ['works'] },
        parts: rule.parts.map((part) => ({ ...part, given: { from: 'contract', count: 3, unit: 'workingDays' } })),
      })),
  },
  { functions: Object.fromEntries(cnTbl.functions) },
)

const due = ({
  bidder = 'loser',
  form = 'cash',
  sinceOn = '2023-03-20',
  registration = tender,
  packs = [cnTbl, cnGpl],
  told,
}: Asked) => {
  const found = bidBondDue(
    { bidder, form, sinceOn: day(sinceOn) },
    { registration, bidders: biddersIn({ ...outcome, ...told }), packs, calendar: cnCalendar },
  )
  if (found === undefined) return undefined
  return [found.rule, dateOfDay(found.trigger.day), found.dueOn === undefined ? undefined : dateOfDay(found.dueOn)]
}

test('R20: 5 days after the contract, for winner and loser', () => {
  expect(due({})).toEqual(['R20', '2023-04-20', '2023-04-25'])
  expect(due({ bidder: 'winner' })).toEqual(['R20', '2023-04-20', '2023-04-25'])
})

test('R20: a last day off rolls to the next working day', () => {
  // 2023-04-24 + 5 = 2023-04-29, the first of the five days off of Labour Day.
  const told = { contracts: [{ ...point('2023-04-24'), awardId: 'award-1' }] }
  expect(due({ told })).toEqual(['R20', '2023-04-24', '2023-05-04'])
})

test('R21: 5 working days after the notice for a loser, after the contract for the winner', () => {
  expect(due({ registration: purchase })).toEqual(['R21', '2023-04-10', '2023-04-17'])
  // 2023-04-23 was a Sunday that was worked.
  expect(due({ registration: purchase, bidder: 'winner' })).toEqual(['R21', '2023-04-20', '2023-04-26'])
})

test('R22: 5 days after a withdrawal in time; who withdrew too late waits for the contract', () => {
  expect(due({ bidder: 'leaver' })).toEqual(['R22', '2023-03-21', '2023-03-27'])
  const told = { withdrawals: [{ ...point('2023-04-03'), bidId: 'bid-3' }] }
  expect(due({ bidder: 'leaver', told })).toEqual(['R20', '2023-04-20', '2023-04-25'])
  expect(due({ bidder: 'leaver', registration: purchase })).toEqual(['R21', '2023-04-10', '2023-04-17'])
})

test('before its event nothing is due', () => {
  expect(due({ told: { contracts: [] } })).toBeUndefined()
  expect(due({ registration: purchase, told: { notices: [] } })).toBeUndefined()
})

test('who won one of several awards waits for its own contract', () => {
  const awards = [...outcome.awards, { awardId: 'award-2', supplier: 'loser' }]
  expect(due({ told: { awards } })).toBeUndefined()
})

test('an annual bond, another law, a sale, and a bond before the law are due by none of them', () => {
  expect(due({ form: 'annual' })).toBeUndefined()
  expect(due({ registration: { ...tender, regime: 'other' } })).toBeUndefined()
  expect(due({ registration: { ...tender, category: 'land' } })).toBeUndefined()
  expect(due({ registration: {} })).toBeUndefined()
  expect(due({ sinceOn: '2012-01-31' })).toBeUndefined()
  expect(due({ sinceOn: '2012-02-01' })).toEqual(['R20', '2023-04-20', '2023-04-25'])
})

test('other packs that bind count as well, and of several days the earliest', () => {
  // Friday 2023-04-21, Sunday 2023-04-23, which was worked, and Monday 2023-04-24.
  expect(due({ packs: [own] })).toEqual(['X20', '2023-04-20', '2023-04-24'])
  expect(due({ packs: [cnTbl, own] })).toEqual(['X20', '2023-04-20', '2023-04-24'])
  // Over Labour Day 5 days are over before 3 working days: 2023-05-04 against 2023-05-05.
  const told = { contracts: [{ ...point('2023-04-27'), awardId: 'award-1' }] }
  expect(due({ packs: [own, cnTbl], told })).toEqual(['R20', '2023-04-27', '2023-05-04'])
  expect(due({ packs: [cnGpl, cnNingbo] })).toBeUndefined()
})

test('which packs speak of bid bonds is told; the regulations of the two cities do not', () => {
  const ids = packsOfBonds([cnTbl, cnGpl, cnNingbo, cnPuyang, own]).map(({ id }) => id)
  expect(ids).toEqual(['cn-tbl', 'cn-gpl', 'own'])
})

test('a year that the calendar does not know is not guessed at: the event is told, the day is not', () => {
  const told = { contracts: [{ ...point('2099-04-20'), awardId: 'award-1' }] }
  expect(due({ told })).toEqual(['R20', '2099-04-20', undefined])
})
