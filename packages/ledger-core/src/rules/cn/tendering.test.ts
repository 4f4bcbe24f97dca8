import { describe } from 'vitest'
import { gplProject, lawTable, type Row, type Told, tblProject, told } from '../../testing/judged.ts'

const documents = (at: string) => told('TenderDocumentsPublished', at)
const notice = (at: string, override: object = {}) => told('TenderNoticePublished', at, override)
const deadline = (at: string, bidDeadlineAt: string) =>
  notice(at, { bidDeadlineAt: `${bidDeadlineAt}+08:00`, openingAt: `${bidDeadlineAt}+08:00` })
const extended = (at: string, bidDeadlineAt: string) =>
  told('DeadlineExtended', at, { bidDeadlineAt: `${bidDeadlineAt}+08:00`, openingAt: `${bidDeadlineAt}+08:00` })

describe.each([
  ['TBL', tblProject],
  ['GPL', gplProject],
] as const)('R01 under %s', (_, project) => {
  const tender = (from: string, until: string, ...more: Told[]) => [
    project(),
    deadline(from, until),
    documents(from),
    ...more,
  ]
  lawTable('R01', 'P-1', [
    [
      'the twentieth day after is lawful',
      tender('2023-03-01T23:59:59.999', '2023-03-21T00:00:00'),
      '2023-03-01',
      'pass, due 2023-03-21',
    ],
    [
      'the nineteenth is not',
      tender('2023-03-02T00:00:00', '2023-03-21T23:59:00'),
      '2023-03-02',
      'violated, due 2023-03-22',
    ],
    [
      'a day off lengthens nothing: Spring Festival',
      tender('2024-01-22', '2024-02-11T09:00:00'),
      '2024-02-20',
      'pass, due 2024-02-11',
    ],
    ['nor does National Day', tender('2023-09-12', '2023-10-02T09:00:00'), '2023-10-20', 'pass, due 2023-10-02'],
    [
      'a deadline that moved back counts',
      tender('2023-03-01', '2023-03-15T09:00:00', extended('2023-03-10', '2023-03-21T09:00:00')),
      '2023-03-10',
      'pass, due 2023-03-21',
    ],
    [
      'but not before it moved',
      tender('2023-03-01', '2023-03-15T09:00:00', extended('2023-03-10', '2023-03-21T09:00:00')),
      '2023-03-09',
      'violated, due 2023-03-21',
    ],
    [
      'before documents are published their announced day counts',
      [project(), notice('2023-03-01')],
      '2023-03-01',
      'pass, due 2023-03-26',
    ],
    [
      'no deadline is stated',
      [project(), told('InvitationIssued', '2023-03-01', { bidDeadlineAt: undefined }), documents('2023-03-01')],
      '2023-03-05',
      'notApplicable, due 2023-03-21',
    ],
    ['nothing is published', [project()], '2023-03-05', 'notApplicable'],
  ])
})

describe('R01 binds', () => {
  const short = [deadline('2023-03-01', '2023-03-05T09:00:00'), documents('2023-03-01')]
  lawTable('R01', 'P-1', [
    [
      'no tender that is not mandatory under TBL',
      [tblProject({ mandatory: false }), ...short],
      '2023-03-20',
      'notApplicable',
    ],
    ['a purchase that is not', [gplProject({ mandatory: false }), ...short], '2023-03-20', 'violated, due 2023-03-21'],
    [
      'no negotiation',
      [gplProject({ method: 'limited', procedure: 'negotiation' }), ...short],
      '2023-03-20',
      'notApplicable',
    ],
    ['no sale of land', [tblProject({ category: 'land' }), ...short], '2023-03-20', 'notApplicable'],
    [
      'a tender whose procedure is not stated',
      [tblProject({ procedure: undefined }), ...short],
      '2023-03-20',
      'violated, due 2023-03-21',
    ],
    [
      'no imported project, whose regime nobody states',
      [told('ProjectImported', '2023-01-01'), ...short],
      '2023-03-20',
      'notApplicable',
    ],
  ])
})

describe('R02', () => {
  const offered = (project: Told, documentsFrom: string, documentsUntil: string) => [
    project,
    notice(documentsFrom, { documentsFrom, documentsUntil }),
  ]
  lawTable('R02', 'P-1', [
    [
      'TBL, the fifth day after',
      offered(tblProject(), '2023-03-06', '2023-03-11'),
      '2023-03-06',
      'pass, due 2023-03-11',
    ],
    ['TBL, the fourth', offered(tblProject(), '2023-03-06', '2023-03-10'), '2023-03-06', 'violated, due 2023-03-11'],
    [
      'TBL, a day off lengthens nothing',
      offered(tblProject(), '2023-01-18', '2023-01-23'),
      '2023-03-06',
      'pass, due 2023-01-23',
    ],
    [
      'GPL, the fifth working day after',
      offered(gplProject(), '2023-03-06', '2023-03-13'),
      '2023-03-06',
      'pass, due 2023-03-13',
    ],
    [
      'GPL, the Sunday before it',
      offered(gplProject(), '2023-03-06', '2023-03-12'),
      '2023-03-06',
      'violated, due 2023-03-13',
    ],
    [
      'GPL, over the Spring Festival, a made up Sunday counts',
      offered(gplProject(), '2024-02-07', '2024-02-20'),
      '2024-03-06',
      'pass, due 2024-02-20',
    ],
    [
      'GPL, over National Day',
      offered(gplProject(), '2023-09-27', '2023-10-09'),
      '2024-03-06',
      'violated, due 2023-10-10',
    ],
    [
      'an invitation states no days',
      [tblProject(), told('InvitationIssued', '2023-03-01')],
      '2023-03-06',
      'notApplicable',
    ],
  ])
})

describe.each([
  ['TBL', tblProject],
  ['GPL', gplProject],
] as const)('R04 under %s', (_, project) => {
  const clarified = (at: string, until: string, override: object = {}, ...more: Told[]) => [
    project(),
    deadline('2023-03-01', until),
    told('ClarificationIssued', at, { affectsBids: true, bidDeadlineAt: undefined, ...override }),
    ...more,
  ]
  lawTable('R04', 'P-1', [
    [
      'fifteen days before',
      clarified('2023-03-16T23:59:59.999', '2023-03-31T00:00:00'),
      '2023-03-17',
      'pass, due 2023-03-16',
    ],
    ['fourteen', clarified('2023-03-17T00:00:00', '2023-03-31T23:59:00'), '2023-03-17', 'violated, due 2023-03-16'],
    [
      'a day off does not move what is counted backwards',
      clarified('2023-10-06', '2023-10-20T09:00:00'),
      '2023-10-06',
      'violated, due 2023-10-05',
    ],
    ['nor the Spring Festival', clarified('2024-02-12', '2024-02-27T09:00:00'), '2024-02-13', 'pass, due 2024-02-12'],
    [
      'it moves the deadline itself',
      clarified('2023-03-20', '2023-03-31T09:00:00', { bidDeadlineAt: '2023-04-04T09:00:00+08:00' }),
      '2023-03-20',
      'pass, due 2023-03-20',
    ],
    [
      'the deadline is moved later',
      clarified('2023-03-20', '2023-03-31T09:00:00', {}, extended('2023-03-22', '2023-04-04T09:00:00')),
      '2023-03-22',
      'pass, due 2023-03-20',
    ],
    [
      'by too little',
      clarified('2023-03-20', '2023-03-31T09:00:00', {}, extended('2023-03-22', '2023-04-03T09:00:00')),
      '2023-03-22',
      'violated, due 2023-03-19',
    ],
    [
      'it affects no bid',
      clarified('2023-03-30', '2023-03-31T09:00:00', { affectsBids: false }),
      '2023-03-31',
      'notApplicable',
    ],
  ])
})

describe.each([
  ['TBL', tblProject],
  ['GPL', gplProject],
] as const)('R06 under %s', (_, project) => {
  const opened = (at?: string, ...more: Told[]) => [
    project(),
    notice('2023-03-06'),
    ...more,
    ...(at === undefined ? [] : [told('BidsOpened', at)]),
  ]
  lawTable('R06', 'P-1', [
    ['the last moment of its minute', opened('2023-03-31T09:00:59.999'), '2023-03-31', 'pass, due 2023-03-31'],
    ['a minute later', opened('2023-03-31T09:01:00'), '2023-03-31', 'violated, due 2023-03-31'],
    ['the last moment before it', opened('2023-03-31T08:59:59.999'), '2023-03-31', 'violated, due 2023-03-31'],
    [
      'at the deadline as it was moved',
      opened('2023-04-07T09:00:00', extended('2023-03-20', '2023-04-07T09:00:00')),
      '2023-04-07',
      'pass, due 2023-04-07',
    ],
    ['not yet', opened(), '2023-03-31', 'pending, due 2023-03-31'],
    ['nor the day after', opened(), '2023-04-01', 'violated, due 2023-03-31'],
    [
      'the tender failed',
      opened(undefined, told('TenderFailed', '2023-03-31T09:30:00')),
      '2023-04-05',
      'notApplicable, due 2023-03-31',
    ],
    [
      'suspended over its deadline',
      opened(undefined, told('ProcedureSuspended', '2023-03-30')),
      '2023-04-05',
      'notApplicable, due 2023-03-31',
    ],
    ['no deadline is stated', [project(), told('BidsOpened', '2023-03-31')], '2023-04-05', 'notApplicable'],
    ...['2023-01-24', '2024-02-12', '2023-10-02', '2024-10-03', '2023-04-23'].flatMap((day): Row[] => {
      const tender = [project(), deadline('2022-12-01', `${day}T09:00:00`)]
      return [
        [
          `no holiday and no made up day moves a deadline, ${day}`,
          [...tender, told('BidsOpened', `${day}T09:00:00`)],
          day,
          `pass, due ${day}`,
        ],
        [`nor is what is missing late before its end, ${day}`, tender, day, `pending, due ${day}`],
      ]
    }),
  ])
})

describe('R27', () => {
  const single = { method: 'direct', procedure: 'singleSource' }
  const posted = (at: string, publicFrom: string, publicUntil: string) => [
    gplProject(single),
    told('SingleSourcePublicised', at, { publicFrom, publicUntil }),
  ]
  lawTable('R27', 'P-1', [
    [
      'the fifth working day after',
      posted('2023-03-06', '2023-03-06', '2023-03-13'),
      '2023-03-06',
      'pass, due 2023-03-13',
    ],
    ['a day less', posted('2023-03-06', '2023-03-06', '2023-03-12'), '2023-03-06', 'violated, due 2023-03-13'],
    [
      'it does not begin before it is published',
      posted('2023-03-08', '2023-03-06', '2023-03-13'),
      '2023-03-08',
      'violated, due 2023-03-15',
    ],
    [
      'over the Spring Festival, made up days count',
      posted('2023-01-18', '2023-01-18', '2023-01-30'),
      '2023-03-08',
      'pass, due 2023-01-30',
    ],
    ['over National Day', posted('2024-09-27', '2024-09-27', '2024-10-09'), '2024-12-08', 'violated, due 2024-10-10'],
    ['nothing is publicised', [gplProject(single)], '2024-12-08', 'notApplicable'],
    ['another procedure', [gplProject(), told('SingleSourcePublicised', '2023-03-06')], '2024-12-08', 'notApplicable'],
  ])
})
