import type { Rule } from '../rule.ts'
import { tenderEnds, tests } from './scopes.ts'
import { base, mandatoryTenders, regimes, TBL, TBR } from './tbl-base.ts'

/** From the award to the contract, and complaints. */
export const tblContract: readonly Rule[] = [
  {
    ...base,
    id: 'R14',
    effectiveFrom: TBL,
    scope: { regimes },
    article: '招标投标法 art. 46',
    name: { en: 'contract within 30 days of the award notice', zh: '合同签订期限' },
    binds: 'buyer, winner',
    counted:
      'From the first notice of an award to its first contract, 30 calendar days; days of suspension do not count.',
    silent:
      'No notice yet; the award fell, the tender failed or was cancelled in time; the project was closed with its contract elsewhere.',
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
    id: 'R16',
    effectiveFrom: TBL,
    scope: mandatoryTenders,
    article: '招标投标法 art. 47',
    name: { en: 'written report within 15 days of the award', zh: '招标投标情况书面报告' },
    binds: 'buyer',
    counted:
      'From AwardDecided, 15 calendar days; days of suspension do not count. A report that names no award is one on each.',
    silent: 'Tendering is not mandatory; the award fell, the tender failed or was cancelled in time.',
    parts: [
      {
        subject: 'award',
        check: 'within',
        from: { event: 'AwardDecided' },
        act: { event: 'TenderReportSubmitted' },
        period: { count: 15, unit: 'calendarDays' },
        stops: ['suspension'],
        endedBy: tenderEnds,
      },
    ],
  },
  {
    ...base,
    id: 'R23',
    effectiveFrom: TBR,
    scope: { regimes },
    article: '招标投标法实施条例 art. 58',
    name: { en: 'performance bond at most 10 % of the contract', zh: '履约保证金限额' },
    binds: 'buyer',
    counted:
      'The bond with those of the same contract that are held when it is lodged, against the amount as signed. A bond that names no contract belongs to that of its supplier. Exactly 10 % is lawful.',
    silent: 'The contract is not signed yet, or is in another currency.',
    parts: [{ subject: 'bond', check: 'function', name: 'performanceBondLimit', given: { percent: 10 } }],
  },
  {
    ...base,
    id: 'R25',
    effectiveFrom: TBR,
    scope: { regimes },
    article: '招标投标法实施条例 art. 60, 61',
    name: { en: 'complaints', zh: '投诉与处理' },
    binds: 'bidder (filing); supervisor (accepting, ruling)',
    counted:
      'Filed within 10 calendar days of knowledge. About documents or the opening, and where tendering is mandatory (art. 54) about the evaluation, an objection comes first: knowledge is then the day of the objection at the latest, and the days up to its answer do not count, so 10 days are left after it. About the notice, the award or a contract knowledge is its last publication. Accepted or refused within 3 working days of filing; ruled within 30 working days of acceptance, where the days of tests do not count.',
    silent:
      'Whether it came in time, where the supervisor refused it, the publication is not recorded, or it is about an evaluation of which nobody must object first. A withdrawn complaint need not be ruled.',
    parts: [
      {
        subject: 'complaint',
        scope: { mandatory: true },
        check: 'function',
        name: 'complaintInTime',
        given: { days: 10, objectionFirst: ['documents', 'opening', 'evaluation'] },
      },
      // 实施条例 art. 60 sends to art. 22, 44 and 54, and art. 54 speaks of mandatory tenders alone.
      {
        subject: 'complaint',
        scope: { mandatory: false },
        check: 'function',
        name: 'complaintInTime',
        given: { days: 10, objectionFirst: ['documents', 'opening'] },
      },
      {
        subject: 'complaint',
        check: 'within',
        from: { event: 'ComplaintFiled' },
        act: { named: 'complaintTaken' },
        period: { count: 3, unit: 'workingDays' },
        endedBy: [{ event: 'ComplaintWithdrawn' }],
      },
      {
        subject: 'complaint',
        check: 'within',
        from: { event: 'ComplaintAccepted' },
        act: { event: 'ComplaintDecided' },
        period: { count: 30, unit: 'workingDays' },
        stops: tests,
        endedBy: [{ event: 'ComplaintWithdrawn' }, { event: 'ComplaintRefused' }],
      },
    ],
  },
]
