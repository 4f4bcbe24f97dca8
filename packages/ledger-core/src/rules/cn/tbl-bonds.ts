import type { Rule } from '../rule.ts'
import { base, TBR, tblTenders } from './tbl-base.ts'

/** Bid bonds: how much, and back when. */
export const tblBonds: readonly Rule[] = [
  {
    ...base,
    id: 'R19',
    effectiveFrom: TBR,
    scope: tblTenders,
    article: '招标投标法实施条例 art. 26',
    name: { en: 'bid bond at most 2 % of the estimate', zh: '投标保证金限额' },
    binds: 'buyer, agency',
    counted: 'What the notice asks for, and each bond that is lodged. Exactly 2 % is lawful.',
    silent: 'No estimate is stated, or one in another currency; an annual bond, which stands for many tenders.',
    unverified:
      'That ceilingPrice, else budget, is the 估算价 of which the article speaks: no field states that itself.',
    parts: [
      {
        subject: 'project',
        check: 'function',
        name: 'askedBondLimit',
        given: { percent: 2, basis: ['ceilingPrice', 'budget'] },
      },
      {
        subject: 'bond',
        check: 'function',
        name: 'bidBondLimit',
        given: { percent: 2, basis: ['ceilingPrice', 'budget'] },
      },
    ],
  },
  {
    ...base,
    id: 'R20',
    effectiveFrom: TBR,
    scope: tblTenders,
    article: '招标投标法实施条例 art. 57',
    name: { en: 'bid bonds back within 5 days of the contract', zh: '投标保证金退还' },
    binds: 'buyer, agency',
    counted:
      "A winner's from its own first contract, everybody else's from the first contract of an award that stands, 5 calendar days. Back is a bond of which nothing is left: released, or in part forfeited. A guarantee or an insurance is a bond like any other, and is back when it is released or has expired (validUntil). Money that lay for days comes with interest: how much is not judged, none at all is a violation where a yearly rate of 0.05 % would have made one fen.",
    silent:
      'Who withdrew in time (R22); no contract yet; all of it was forfeited or claimed in time; an annual bond; a guarantee that is not released and states no end.',
    unverified:
      'The 0.05 % a year. The article owes 银行同期存款利息 and names no rate; the figure is an assumption, that no bank pays less, and only keeps what rounds to nothing from being taken for a missing interest.',
    parts: [
      {
        subject: 'bond',
        check: 'function',
        name: 'bidBondBack',
        given: { from: 'contract', count: 5, unit: 'calendarDays', leastRate: '0.05' },
      },
    ],
  },
  {
    ...base,
    id: 'R22',
    effectiveFrom: TBR,
    scope: tblTenders,
    article: '招标投标法实施条例 art. 35',
    name: { en: 'bond back within 5 days of a withdrawal', zh: '撤回投标的保证金退还' },
    binds: 'buyer, agency',
    counted:
      'From the last withdrawal of a bidder who withdrew every bid up to the deadline, 5 calendar days. Back is counted as in R20; the article asks for no interest.',
    silent: 'As R20. Who did not withdraw in time is not spoken of.',
    parts: [
      {
        subject: 'bond',
        check: 'function',
        name: 'bidBondBack',
        given: { from: 'withdrawal', count: 5, unit: 'calendarDays' },
      },
    ],
  },
]
