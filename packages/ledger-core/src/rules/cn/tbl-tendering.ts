import type { Rule } from '../rule.ts'
import { about, base, mandatoryTenders, TBL, TBR, tblTenders } from './tbl-base.ts'

/** From the documents to the opening. */
export const tblTendering: readonly Rule[] = [
  {
    ...base,
    id: 'R01',
    effectiveFrom: TBL,
    scope: mandatoryTenders,
    article: '招标投标法 art. 24',
    name: { en: 'at least 20 days to prepare bids', zh: '编制投标文件时间' },
    binds: 'buyer, agency',
    counted:
      'From the day on which documents are first issued (TenderDocumentsPublished; before it, documentsFrom of the notice) to the day of the bid deadline as it stands: 20 calendar days or more. A day off lengthens nothing. A deadline that is moved back counts.',
    silent: 'Tendering is not mandatory; no deadline is stated.',
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
    effectiveFrom: TBR,
    scope: tblTenders,
    article: '招标投标法实施条例 art. 16',
    name: { en: 'documents to be had for at least 5 days', zh: '招标文件发售期' },
    binds: 'buyer, agency',
    counted: 'documentsUntil of the notice lies 5 calendar days or more after documentsFrom.',
    silent: 'An invitation, which states no such days.',
    parts: [
      {
        subject: 'project',
        check: 'atLeast',
        from: { event: 'TenderNoticePublished', at: 'documentsFrom' },
        until: { event: 'TenderNoticePublished', at: 'documentsUntil' },
        period: { count: 5, unit: 'calendarDays' },
      },
    ],
  },
  {
    ...base,
    id: 'R04',
    effectiveFrom: TBL,
    scope: tblTenders,
    article: '招标投标法 art. 23; 实施条例 art. 21',
    name: { en: 'clarifications at least 15 days before the deadline', zh: '澄清修改与投标截止' },
    binds: 'buyer, agency',
    counted:
      'Counted backwards from the day of the bid deadline as it stands now: 15 calendar days. A late clarification is a violation until the deadline is moved back far enough; then it passes. Only clarifications with affectsBids count (实施条例 art. 21).',
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
    id: 'R05',
    effectiveFrom: TBR,
    scope: tblTenders,
    article: '招标投标法实施条例 art. 22',
    name: { en: 'objections to the documents', zh: '对招标文件的异议' },
    binds: 'bidder (raising); buyer, agency (answering, suspending)',
    counted:
      'Raised at least 10 calendar days before the day of the deadline as it stands, counted backwards; answered within 3 calendar days; the procedure suspended on the day of the objection at the latest, and not resumed before the answer. An answer on the same day needs no suspension.',
    silent: 'An objection about something else.',
    parts: [
      {
        subject: 'objection',
        check: 'before',
        act: about('documents'),
        until: { named: 'bidDeadline' },
        period: { count: 10, unit: 'calendarDays' },
      },
      {
        subject: 'objection',
        check: 'within',
        from: about('documents'),
        act: { event: 'ObjectionAnswered' },
        period: { count: 3, unit: 'calendarDays' },
      },
      { subject: 'objection', check: 'function', name: 'suspendedUntilAnswered', given: { about: 'documents' } },
    ],
  },
  {
    ...base,
    id: 'R06',
    effectiveFrom: TBL,
    scope: tblTenders,
    article: '招标投标法 art. 34',
    name: { en: 'opening at the time of the deadline', zh: '开标时间' },
    binds: 'buyer, agency',
    counted:
      'BidsOpened occurs in the minute of the bid deadline as it stood then. Due on the day of the deadline; later, without an opening, it is violated.',
    silent: 'No deadline is stated; the tender ended before; the procedure was suspended over its deadline.',
    parts: [{ subject: 'project', check: 'function', name: 'openingAtDeadline' }],
  },
]
