import type { Rule } from '../rule.ts'
import { base, GPL, GPR, gplTenders, regimes } from './gpl-base.ts'

/** From the documents to the opening, and the publicity of a single source. */
export const gplTendering: readonly Rule[] = [
  {
    ...base,
    id: 'R01',
    effectiveFrom: GPL,
    scope: gplTenders,
    article: '政府采购法 art. 35',
    name: { en: 'at least 20 days to prepare bids', zh: '编制投标文件时间' },
    binds: 'buyer, agency',
    counted: 'As under the tendering law, for every tender of a project that states this law.',
    silent: 'No deadline is stated.',
    parts: [
      {
        subject: 'project',
        check: 'atLeast',
        from: { named: 'documentsIssued' },
        until: { named: 'bidDeadline' },
        period: { count: 20, unit: 'calendarDays' },
      },
    ],
  },
  {
    ...base,
    id: 'R02',
    effectiveFrom: GPR,
    scope: gplTenders,
    article: '政府采购法实施条例 art. 31',
    name: { en: 'documents to be had for at least 5 working days', zh: '招标文件提供期限' },
    binds: 'buyer, agency',
    counted: 'documentsUntil of the notice is the fifth working day after documentsFrom, or later.',
    silent: 'An invitation, which states no such days.',
    parts: [
      {
        subject: 'project',
        check: 'atLeast',
        from: { event: 'TenderNoticePublished', at: 'documentsFrom' },
        until: { event: 'TenderNoticePublished', at: 'documentsUntil' },
        period: { count: 5, unit: 'workingDays' },
      },
    ],
  },
  {
    ...base,
    id: 'R04',
    effectiveFrom: GPR,
    scope: gplTenders,
    article: '政府采购法实施条例 art. 31',
    name: { en: 'clarifications at least 15 days before the deadline', zh: '澄清修改与投标截止' },
    binds: 'buyer, agency',
    counted: 'As under the tendering law.',
    silent: 'A clarification that affects no bid.',
    parts: [
      {
        subject: 'project',
        check: 'before',
        act: { event: 'ClarificationIssued', where: { affectsBids: true } },
        until: { named: 'bidDeadline' },
        period: { count: 15, unit: 'calendarDays' },
      },
    ],
  },
  {
    ...base,
    id: 'R06',
    effectiveFrom: GPL,
    scope: gplTenders,
    article: '招标投标法 art. 34',
    name: { en: 'opening at the time of the deadline', zh: '开标时间' },
    binds: 'buyer, agency',
    counted: 'As under the tendering law, whose article speaks of every tender.',
    silent: 'As under the tendering law.',
    parts: [{ subject: 'project', check: 'function', name: 'openingAtDeadline' }],
  },
  {
    ...base,
    id: 'R27',
    effectiveFrom: GPR,
    scope: { regimes, procedures: ['singleSource'] },
    article: '政府采购法实施条例 art. 38',
    name: { en: 'single-source publicity of at least 5 working days', zh: '单一来源公示' },
    binds: 'buyer',
    counted:
      'publicUntil is the fifth working day after publicFrom, or later; publicFrom is not before the day of publication.',
    silent:
      'Nothing is publicised: whether the article asks for it hangs on a threshold and on the reason, which no fact states. What is publicised is taken to be asked for.',
    parts: [
      {
        subject: 'project',
        check: 'atLeast',
        from: { named: 'supplierPublicFrom' },
        until: { event: 'SingleSourcePublicised', at: 'publicUntil' },
        period: { count: 5, unit: 'workingDays' },
      },
    ],
  },
]
