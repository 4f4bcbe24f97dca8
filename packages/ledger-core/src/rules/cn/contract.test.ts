import { describe } from 'vitest'
import { gplProject, lawTable, type Told, tblProject, told } from '../../testing/judged.ts'

const money = (amount: string, currency = 'CNY') => ({ amount, currency })
const decided = (at: string, awardId = 'A-1') => told('AwardDecided', at, { awardId })
const notice = (at: string, awardId = 'A-1') => told('AwardNoticeIssued', at, { awardId })
const signed = (at: string, override: object = {}) =>
  told('ContractSigned', at, { contractId: 'C-1', awardId: 'A-1', ...override })
const cancelled = (at: string) => told('AwardCancelled', at, { awardId: 'A-1', complaintId: undefined })
const suspension = (from: string, until: string) => [told('ProcedureSuspended', from), told('ProcedureResumed', until)]

describe.each([
  ['TBL', tblProject],
  ['GPL', gplProject],
] as const)('R14 under %s', (_, project) => {
  const award = (at: string, ...more: Told[]) => [project(), decided('2022-12-01'), notice(at), ...more]
  lawTable('R14', 'A-1', [
    [
      'the last moment of the thirtieth day',
      award('2023-03-01', signed('2023-03-31T23:59:59.999')),
      '2023-05-01',
      'pass, due 2023-03-31',
    ],
    [
      'the first of the next',
      award('2023-03-01', signed('2023-04-01T00:00:00')),
      '2023-05-01',
      'violated, due 2023-03-31',
    ],
    [
      'the last moment of the day of the notice counts as its first',
      award('2023-03-01T23:59:59.999', signed('2023-03-31')),
      '2023-05-01',
      'pass, due 2023-03-31',
    ],
    ['a Sunday rolls to Monday', award('2023-03-10', signed('2023-04-10')), '2023-05-01', 'pass, due 2023-04-10'],
    [
      'the Spring Festival 2023 to a made up Saturday',
      award('2022-12-23', signed('2023-01-28T23:59:59.999')),
      '2023-05-01',
      'pass, due 2023-01-28',
    ],
    [
      'and not to the Monday after',
      award('2022-12-23', signed('2023-01-30')),
      '2023-05-01',
      'violated, due 2023-01-28',
    ],
    [
      'that of 2024 to a made up Sunday',
      award('2024-01-12', signed('2024-02-19')),
      '2024-05-01',
      'violated, due 2024-02-18',
    ],
    [
      'National Day 2023 to a made up Saturday',
      award('2023-09-01', signed('2023-10-07')),
      '2023-12-01',
      'pass, due 2023-10-07',
    ],
    ['that of 2024 to a Tuesday', award('2024-09-02', signed('2024-10-09')), '2024-12-01', 'violated, due 2024-10-08'],
    [
      'a made up Sunday ends a period by itself',
      award('2023-03-24', signed('2023-04-24')),
      '2023-12-01',
      'violated, due 2023-04-23',
    ],
    [
      'days of suspension do not count',
      award('2023-03-10', ...suspension('2023-03-20', '2023-03-27'), signed('2023-04-17')),
      '2023-05-01',
      'pass, due 2023-04-17',
    ],
    [
      'a suspension after the period is none',
      award('2023-03-01', ...suspension('2023-04-03', '2023-04-10'), signed('2023-04-11')),
      '2023-05-01',
      'violated, due 2023-03-31',
    ],
    ['not yet', award('2023-03-01'), '2023-03-31', 'pending, due 2023-03-31'],
    ['and too late', award('2023-03-01'), '2023-04-01', 'violated, due 2023-03-31'],
    [
      'signed after the day on which is judged',
      award('2023-03-01', signed('2023-03-20')),
      '2023-03-19',
      'pending, due 2023-03-31',
    ],
    [
      'a second notice begins nothing',
      award('2023-03-01', notice('2023-03-20'), signed('2023-04-10')),
      '2023-05-01',
      'violated, due 2023-03-31',
    ],
    ['signed before the notice', award('2023-03-01', signed('2023-02-20')), '2023-05-01', 'pass, due 2023-03-31'],
    [
      'the award fell in time',
      award('2023-03-01', cancelled('2023-03-31')),
      '2023-05-01',
      'notApplicable, due 2023-03-31',
    ],
    ['the award fell too late', award('2023-03-01', cancelled('2023-04-01')), '2023-05-01', 'violated, due 2023-03-31'],
    [
      'the contract is kept elsewhere',
      award('2023-03-01', told('ProjectClosed', '2023-06-01', { reason: 'contractElsewhere' })),
      '2023-07-01',
      'notApplicable, due 2023-03-31',
    ],
    [
      'closed for another reason',
      award('2023-03-01', told('ProjectClosed', '2023-06-01', { reason: 'other' })),
      '2023-07-01',
      'violated, due 2023-03-31',
    ],
    ['no notice yet', [project(), decided('2023-03-01')], '2023-05-01', 'notApplicable'],
  ])
  const two = [
    project(),
    decided('2023-02-01'),
    decided('2023-02-01', 'A-2'),
    notice('2023-03-01'),
    notice('2023-03-01', 'A-2'),
    signed('2023-03-20'),
  ]
  lawTable('R14', 'A-1', [['of two awards, the one with a contract', two, '2023-04-05', 'pass, due 2023-03-31']])
  lawTable('R14', 'A-2', [['of two awards, the one without', two, '2023-04-05', 'violated, due 2023-03-31']])
})

describe('R14 binds', () => {
  lawTable('R14', 'P-1', [
    [
      'nobody under neither law',
      [tblProject({ regime: 'other' }), decided('2023-03-01'), notice('2023-03-01')],
      '2023-06-01',
      'notApplicable',
    ],
  ])
  const framework = gplProject({ procedure: 'framework' })
  lawTable('R14', 'A-1', [
    [
      'each award of a framework',
      [framework, decided('2023-03-01'), notice('2023-03-01')],
      '2023-06-01',
      'violated, due 2023-03-31',
    ],
  ])
})

describe('R16', () => {
  const report = (at: string, awardId?: string) => told('TenderReportSubmitted', at, { awardId })
  const award = (at: string, ...more: Told[]) => [tblProject(), decided(at), ...more]
  lawTable('R16', 'A-1', [
    [
      'the last moment of the fifteenth day',
      award('2023-03-06', report('2023-03-21T23:59:59.999', 'A-1')),
      '2023-05-01',
      'pass, due 2023-03-21',
    ],
    [
      'the first of the next',
      award('2023-03-06', report('2023-03-22T00:00:00', 'A-1')),
      '2023-05-01',
      'violated, due 2023-03-21',
    ],
    ['a Saturday rolls to Monday', award('2023-03-10', report('2023-03-27')), '2023-05-01', 'pass, due 2023-03-27'],
    ['the Spring Festival 2023', award('2023-01-07', report('2023-01-28')), '2023-05-01', 'pass, due 2023-01-28'],
    ['that of 2024', award('2024-01-31', report('2024-02-19')), '2024-05-01', 'violated, due 2024-02-18'],
    ['National Day 2023', award('2023-09-15', report('2023-10-08')), '2023-12-01', 'violated, due 2023-10-07'],
    ['that of 2024', award('2024-09-17', report('2024-10-08')), '2024-12-01', 'pass, due 2024-10-08'],
    [
      'days of suspension do not count',
      award('2023-03-06', ...suspension('2023-03-10', '2023-03-13'), report('2023-03-24')),
      '2023-05-01',
      'pass, due 2023-03-24',
    ],
    ['a report that names no award', award('2023-03-06', report('2023-03-10')), '2023-05-01', 'pass, due 2023-03-21'],
    [
      'a report on another award',
      award('2023-03-06', report('2023-03-10', 'A-9')),
      '2023-05-01',
      'violated, due 2023-03-21',
    ],
    ['not yet', award('2023-03-06'), '2023-03-21', 'pending, due 2023-03-21'],
    [
      'the award was set aside in time',
      award('2023-03-06', told('ReEvaluationOrdered', '2023-03-10', { complaintId: undefined })),
      '2023-05-01',
      'notApplicable, due 2023-03-21',
    ],
    [
      'an award with a contract is not set aside',
      award('2023-03-06', signed('2023-03-09'), told('ReEvaluationOrdered', '2023-03-10', { complaintId: undefined })),
      '2023-05-01',
      'violated, due 2023-03-21',
    ],
  ])
  lawTable('R16', 'A-1', [
    [
      'a late report on the next award is none on one that fell in time',
      award('2023-03-06', cancelled('2023-03-20'), decided('2023-03-22', 'A-2'), report('2023-03-28')),
      '2023-05-01',
      'notApplicable, due 2023-03-21',
    ],
  ])
  lawTable('R16', 'P-1', [
    [
      'tendering is not mandatory',
      [tblProject({ mandatory: false }), decided('2023-03-06')],
      '2023-05-01',
      'notApplicable',
    ],
    ['a purchase', [gplProject(), decided('2023-03-06')], '2023-05-01', 'notApplicable'],
  ])
})

describe.each([
  ['R17', 'ContractPublished', '2023-04-04', '2023-01-28', '2024-02-18', '2023-10-07', '2024-10-08', '2023-04-07'],
  ['R18', 'ContractFiled', '2023-04-12', '2023-02-02', '2024-02-23', '2023-10-12', '2024-10-14', '2023-04-14'],
] as const)('%s', (rule, act, due, spring23, spring24, national23, national24, stopped) => {
  const followed = (at: string, acted?: string, ...more: Told[]) => [
    gplProject(),
    signed(at),
    ...more,
    ...(acted === undefined ? [] : [told(act, acted, { contractId: 'C-1' })]),
  ]
  lawTable(rule, 'C-1', [
    [
      'the last moment of its last working day',
      followed('2023-03-31', `${due}T23:59:59.999`),
      '2023-05-01',
      `pass, due ${due}`,
    ],
    ['not yet', followed('2023-03-31'), due, `pending, due ${due}`],
    [
      'over the Spring Festival 2023',
      followed('2023-01-19', `${spring23}T23:59:59.999`),
      '2023-05-01',
      `pass, due ${spring23}`,
    ],
    ['over that of 2024', followed('2024-02-08', `${spring24}T23:59:59.999`), '2024-05-01', `pass, due ${spring24}`],
    [
      'over National Day 2023',
      followed('2023-09-27', `${national23}T23:59:59.999`),
      '2023-12-01',
      `pass, due ${national23}`,
    ],
    [
      'over that of 2024',
      followed('2024-09-29', `${national24}T23:59:59.999`),
      '2024-12-01',
      `pass, due ${national24}`,
    ],
    [
      'days of suspension do not count',
      followed('2023-03-31', undefined, ...suspension('2023-03-31T13:00:00', '2023-04-04')),
      '2023-04-04',
      `pending, due ${stopped}`,
    ],
    [
      'an act for another contract',
      [...followed('2023-03-31'), told(act, '2023-04-01', { contractId: 'C-2' })],
      '2023-05-01',
      `violated, due ${due}`,
    ],
  ])
  lawTable(rule, 'P-1', [
    ['under TBL nobody is bound', [tblProject(), signed('2023-03-31')], '2023-05-01', 'notApplicable'],
  ])
})

describe('the first unlawful moment of', () => {
  const followed = (type: 'ContractPublished' | 'ContractFiled', acted: string) => [
    gplProject(),
    signed('2023-03-31'),
    told(type, acted, { contractId: 'C-1' }),
  ]
  lawTable('R17', 'C-1', [
    ['the publication', followed('ContractPublished', '2023-04-06T00:00:00'), '2023-05-01', 'violated, due 2023-04-04'],
  ])
  lawTable('R18', 'C-1', [
    ['the filing', followed('ContractFiled', '2023-04-13T00:00:00'), '2023-05-01', 'violated, due 2023-04-12'],
  ])
})

describe('R24', () => {
  const amended = (amount: string | undefined, currency = 'CNY') =>
    told('ContractAmended', '2023-06-01', { contractId: 'C-1', amount: amount && money(amount, currency) })
  const contract = (...more: Told[]) => [gplProject(), signed('2023-03-31', { amount: money('1000000.00') }), ...more]
  lawTable('R24', 'C-1', [
    ['exactly ten percent', contract(amended('1100000.00')), '2023-06-01', 'pass'],
    ['one fen more', contract(amended('1100000.01')), '2023-06-01', 'violated'],
    ['two that are more together', contract(amended('1060000.00'), amended('1120000.00')), '2023-06-01', 'violated'],
    ['the highest counts', contract(amended('1120000.00'), amended('1000000.00')), '2023-06-01', 'violated'],
    ['less than before', contract(amended('900000.00')), '2023-06-01', 'pass'],
    ['another term, the same amount', contract(amended(undefined)), '2023-06-01', 'notApplicable'],
    ['never amended', contract(), '2023-06-01', 'notApplicable'],
  ])
})

describe('R28', () => {
  const archived = (retainUntil: string) => told('ProjectArchived', '2023-08-01', { retainUntil })
  const ended = told('ContractCompleted', '2023-07-31', { contractId: 'C-1' })
  lawTable('R28', 'P-1', [
    [
      'fifteen years after the end',
      [gplProject(), ended, archived('2038-07-31')],
      '2023-08-01',
      'pass, due 2038-07-31',
    ],
    ['a day less', [gplProject(), ended, archived('2038-07-30')], '2023-08-01', 'violated, due 2038-07-31'],
    ['no end is recorded', [gplProject(), archived('2038-07-31')], '2023-08-01', 'violated, due 2038-08-01'],
    [
      'from 29 February',
      [gplProject(), { ...ended, at: '2024-02-29' }, { ...archived('2039-02-28'), at: '2024-03-01' }],
      '2024-08-01',
      'pass, due 2039-02-28',
    ],
    [
      'a tender that failed',
      [gplProject(), told('TenderFailed', '2023-05-05'), archived('2038-05-05')],
      '2023-08-01',
      'pass, due 2038-05-05',
    ],
    ['not archived yet', [gplProject(), ended], '2023-08-01', 'notApplicable, due 2038-07-31'],
    ['not ended yet', [gplProject()], '2023-08-01', 'notApplicable'],
  ])
})
