import type { Rule } from '../rule.ts'
import { base, GPR, regimes } from './gpl-base.ts'

/** Bonds: how much, and back when. */
export const gplBonds: readonly Rule[] = [
  {
    ...base,
    id: 'R19',
    effectiveFrom: GPR,
    scope: { regimes },
    article: '政府采购法实施条例 art. 33',
    name: { en: 'bid bond at most 2 % of the budget', zh: '投标保证金限额' },
    binds: 'buyer, agency',
    counted:
      'What the notice asks for, and each bond that is lodged, of the budget; of negotiation and enquiry too. A ceilingPrice may lie below the budget, so nothing is judged by it. Exactly 2 % is lawful.',
    silent: 'No budget is stated, or one in another currency; an annual bond, which stands for many tenders.',
    parts: [
      {
        subject: 'project',
        check: 'function',
        name: 'askedBondLimit',
        given: { percent: 2, basis: ['budget'] },
      },
      {
        subject: 'bond',
        check: 'function',
        name: 'bidBondLimit',
        given: { percent: 2, basis: ['budget'] },
      },
    ],
  },
  {
    ...base,
    id: 'R21',
    effectiveFrom: GPR,
    scope: { regimes },
    article: '政府采购法实施条例 art. 33',
    name: { en: 'bid bonds back within 5 working days', zh: '投标保证金退还' },
    binds: 'buyer, agency',
    counted:
      "A winner's from its own first contract, everybody else's from the first notice of an award that stands, 5 working days. Back is counted as in R20; the article asks for no interest.",
    silent: 'As R20. Who withdrew is treated as everybody else: R22 is an article of the tendering law.',
    parts: [
      {
        subject: 'bond',
        check: 'function',
        name: 'bidBondBack',
        given: { from: 'noticeOrContract', count: 5, unit: 'workingDays' },
      },
    ],
  },
  {
    ...base,
    id: 'R23',
    effectiveFrom: GPR,
    scope: { regimes },
    article: '政府采购法实施条例 art. 48',
    name: { en: 'performance bond at most 10 % of the contract', zh: '履约保证金限额' },
    binds: 'buyer',
    counted: 'As under the tendering law.',
    silent: 'The contract is not signed yet, or is in another currency.',
    parts: [{ subject: 'bond', check: 'function', name: 'performanceBondLimit', given: { percent: 10 } }],
  },
]
