import type { Rule } from '../rule.ts'
import { base, GPL, GPR, regimes } from './gpl-base.ts'
import { tenderEnds } from './scopes.ts'

/** From the notice to the archive. */
export const gplContract: readonly Rule[] = [
  {
    ...base,
    id: 'R14',
    effectiveFrom: GPL,
    scope: { regimes },
    article: '政府采购法 art. 46',
    name: { en: 'contract within 30 days of the award notice', zh: '合同签订期限' },
    binds: 'buyer, supplier',
    counted:
      'As under the tendering law. Days on which a query or a complaint suspends the procedure do not count (条例 art. 54, 政府采购法 art. 57); that art. 57 allows 30 days of it at most is not judged.',
    silent: 'As under the tendering law.',
    parts: [
      {
        subject: 'award',
        check: 'within',
        from: { event: 'AwardNoticeIssued' },
        act: { event: 'ContractSigned' },
        period: { count: 30, unit: 'calendarDays' },
        stops: ['suspension'],
        endedBy: tenderEnds,
        elsewhere: [{ event: 'ProjectClosed', where: { reason: 'contractElsewhere' } }],
      },
    ],
  },
  {
    ...base,
    id: 'R17',
    effectiveFrom: GPR,
    scope: { regimes },
    article: '政府采购法实施条例 art. 50',
    name: { en: 'contract published within 2 working days', zh: '合同公告' },
    binds: 'buyer',
    counted: 'From ContractSigned to the first ContractPublished; days of suspension do not count.',
    silent:
      'No contract yet. The article leaves out what is a secret of the state or of business; no fact states that.',
    parts: [
      {
        subject: 'contract',
        check: 'within',
        from: { event: 'ContractSigned' },
        act: { event: 'ContractPublished' },
        period: { count: 2, unit: 'workingDays' },
        stops: ['suspension'],
      },
    ],
  },
  {
    ...base,
    id: 'R18',
    effectiveFrom: GPL,
    scope: { regimes },
    article: '政府采购法 art. 47',
    name: { en: 'copy of the contract filed within 7 working days', zh: '合同副本备案' },
    binds: 'buyer',
    counted: 'From ContractSigned to the first ContractFiled; days of suspension do not count.',
    parts: [
      {
        subject: 'contract',
        check: 'within',
        from: { event: 'ContractSigned' },
        act: { event: 'ContractFiled' },
        period: { count: 7, unit: 'workingDays' },
        stops: ['suspension'],
      },
    ],
  },
  {
    ...base,
    id: 'R24',
    effectiveFrom: GPL,
    scope: { regimes },
    article: '政府采购法 art. 49',
    name: { en: 'supplements at most 10 % of the contract', zh: '补充合同限额' },
    binds: 'buyer',
    counted:
      'The highest total that ContractAmended ever states, less the amount as signed: all supplements together. Exactly 10 % is lawful. An amendment that is no supplement is not told apart.',
    silent: 'The amount was never amended.',
    parts: [{ subject: 'contract', check: 'function', name: 'supplementLimit', given: { percent: 10 } }],
  },
  {
    ...base,
    id: 'R28',
    effectiveFrom: GPL,
    scope: { regimes },
    article: '政府采购法 art. 42',
    name: { en: 'documents kept for at least 15 years', zh: '采购文件保存期限' },
    binds: 'buyer, agency',
    counted:
      'retainUntil of the archive lies 15 years or more after the procurement ended: the last end of a contract or of the project; where none is recorded, the day of the archive.',
    silent: 'Nothing is archived yet.',
    parts: [
      {
        subject: 'project',
        check: 'atLeast',
        from: { named: 'procurementEnd' },
        until: { event: 'ProjectArchived', at: 'retainUntil' },
        period: { count: 15, unit: 'years' },
      },
    ],
  },
]
