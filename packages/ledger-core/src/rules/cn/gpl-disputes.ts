import type { Rule } from '../rule.ts'
import { base, GPR, regimes } from './gpl-base.ts'
import { supplements, tests } from './scopes.ts'

/** Queries and complaints. */
export const gplDisputes: readonly Rule[] = [
  {
    ...base,
    id: 'R26',
    effectiveFrom: GPR,
    scope: { regimes },
    article: '政府采购法 art. 52, 53, 55, 56; 实施条例 art. 53, 58',
    name: { en: 'queries and complaints', zh: '质疑与投诉' },
    binds: 'supplier (raising, filing); buyer, agency (answering); supervisor (ruling)',
    counted:
      'A query (ObjectionRaised) within 7 working days of knowledge: of documents and notice the end of documentsUntil or their last change, of opening and evaluation their own day, of a result the end of its posting (条例 art. 53), 1 working day after AwardResultPublished. Answered within 7 working days. A complaint after a query that is answered or whose period is over, within 15 working days of the end of that period (答复期满), whenever the answer came; ruled within 30 working days of filing, where the days of tests and of supplements by the complainant (条例 art. 58) do not count.',
    silent:
      'Whether a query or complaint came in time, where nothing tells when its matter was known, where the supervisor refused it, or where it is about a contract. A withdrawn or refused complaint need not be ruled.',
    unverified:
      'Neither law nor 条例 says for how long a result is posted. 1 working day is 财政部令第87号 art. 69, of tenders since 2017-10-01, which was read in the copy of a third party only; it is taken for every procedure and since 2015-03-01.',
    parts: [
      { subject: 'objection', check: 'function', name: 'queryInTime', given: { days: 7, resultDays: 1 } },
      {
        subject: 'objection',
        check: 'within',
        from: { event: 'ObjectionRaised' },
        act: { event: 'ObjectionAnswered' },
        period: { count: 7, unit: 'workingDays' },
      },
      { subject: 'complaint', check: 'function', name: 'complaintAfterQuery', given: { answerDays: 7, days: 15 } },
      {
        subject: 'complaint',
        check: 'within',
        from: { event: 'ComplaintFiled' },
        act: { event: 'ComplaintDecided' },
        period: { count: 30, unit: 'workingDays' },
        stops: [...tests, ...supplements],
        endedBy: [{ event: 'ComplaintWithdrawn' }, { event: 'ComplaintRefused' }],
      },
    ],
  },
]
