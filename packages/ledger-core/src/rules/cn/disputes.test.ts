import { describe } from 'vitest'
import { gplProject, lawTable, type Row, type Told, tblProject, told } from '../../testing/judged.ts'

const raised = (at: string, about: string, objectionId = 'O-1') => told('ObjectionRaised', at, { objectionId, about })
const answered = (at: string) => told('ObjectionAnswered', at, { objectionId: 'O-1' })
const filed = (at: string, about: string, objectionId?: string) =>
  told('ComplaintFiled', at, { complaintId: 'K-1', about, objectionId })
const complaint = (
  type: 'ComplaintAccepted' | 'ComplaintRefused' | 'ComplaintDecided' | 'ComplaintWithdrawn',
  at: string,
) => told(type, at, { complaintId: 'K-1' })
const taken = (at: string) => complaint('ComplaintAccepted', at)
const ruled = (at: string) => complaint('ComplaintDecided', at)
const published = (at: string) => told('AwardResultPublished', at)
/** The procedure rests for a cause, from the last day that counts to the last that does not. */
const resting = (cause: string, causeRef = 'K-1', from = '2023-09-08', until = '2023-09-15') => [
  told('ProcedureSuspended', from, { cause, causeRef }),
  told('ProcedureResumed', until),
]
const tests = {
  pauses: [{ cause: 'tests', subject: { kind: 'complaint', id: 'K-1' }, fromOn: '2023-09-11', untilOn: '2023-09-15' }],
} as const

/** Thirty working days from the Friday before September's second week, over National Day: both laws count them alike. */
const rulings = (begun: Told[]): Row[] => [
  [
    'the last moment of the thirtieth working day, over National Day',
    [...begun, ruled('2023-10-19T23:59:59.999')],
    '2023-12-01',
    'pass, due 2023-10-19',
  ],
  ['the first of the next', [...begun, ruled('2023-10-20T00:00:00')], '2023-12-01', 'violated, due 2023-10-19'],
  ['a ruling is missing', begun, '2023-10-19', 'pending, due 2023-10-19'],
  ['and too late', begun, '2023-10-20', 'violated, due 2023-10-19'],
  [
    'a suspension of the procedure stops no ruling',
    [...begun, told('ProcedureSuspended', '2023-09-11'), ruled('2023-10-20')],
    '2023-12-01',
    'violated, due 2023-10-19',
  ],
]

describe('R25, filing', () => {
  const project = (...more: Told[]) => [tblProject(), published('2023-03-01'), ...more]
  const about = (at: string, ...more: Told[]) => project(filed(at, 'award'), taken(at), ruled(at), ...more)
  lawTable('R25', 'K-1', [
    [
      'about an award, the last moment of the tenth day, rolled to Monday',
      about('2023-03-13T23:59:59.999'),
      '2023-05-01',
      'pass, due 2023-03-13',
    ],
    ['the first of the next', about('2023-03-14T00:00:00'), '2023-05-01', 'violated, due 2023-03-13'],
    [
      'a refused one was judged by the supervisor',
      project(filed('2023-04-14', 'award'), complaint('ComplaintRefused', '2023-04-14')),
      '2023-05-01',
      'pass, due 2023-04-19',
    ],
    [
      'about evaluation, without an objection',
      project(filed('2023-03-02', 'evaluation'), taken('2023-03-02'), ruled('2023-03-02')),
      '2023-05-01',
      'violated, due 2023-03-07',
    ],
    [
      'where tendering is not mandatory nobody must object to the evaluation first',
      [tblProject({ mandatory: false }), filed('2023-03-02', 'evaluation'), taken('2023-03-02'), ruled('2023-03-02')],
      '2023-05-01',
      'pass, due 2023-03-07',
    ],
    [
      'but to the documents',
      [tblProject({ mandatory: false }), filed('2023-03-02', 'documents'), taken('2023-03-02'), ruled('2023-03-02')],
      '2023-05-01',
      'violated, due 2023-03-07',
    ],
    [
      'and a complaint about the award has its ten days there as well',
      [
        tblProject({ mandatory: false }),
        published('2023-03-01'),
        filed('2023-03-14', 'award'),
        taken('2023-03-14'),
        ruled('2023-03-14'),
      ],
      '2023-05-01',
      'violated, due 2023-03-13',
    ],
    [
      'about evaluation, ten days after the answer',
      project(
        raised('2023-03-02', 'evaluation'),
        answered('2023-03-06'),
        filed('2023-03-16', 'evaluation'),
        taken('2023-03-16'),
        ruled('2023-03-16'),
      ),
      '2023-05-01',
      'pass, due 2023-03-16',
    ],
    [
      'eleven days after it',
      project(
        raised('2023-03-02', 'evaluation'),
        answered('2023-03-06'),
        filed('2023-03-17', 'evaluation'),
        taken('2023-03-17'),
        ruled('2023-03-17'),
      ),
      '2023-05-01',
      'violated, due 2023-03-16',
    ],
    [
      'while it is not answered',
      project(
        raised('2023-03-02', 'documents'),
        filed('2023-04-17', 'documents', 'O-1'),
        taken('2023-04-17'),
        ruled('2023-04-17'),
      ),
      '2023-05-01',
      'pass, due 2023-04-20',
    ],
    [
      'about what nobody published',
      [tblProject(), filed('2023-03-30', 'notice'), taken('2023-03-30'), ruled('2023-03-30')],
      '2023-05-01',
      'pass, due 2023-04-04',
    ],
    [
      'about a contract, from its publication',
      [
        tblProject(),
        told('ContractPublished', '2023-03-01'),
        filed('2023-03-14', 'contract'),
        taken('2023-03-14'),
        ruled('2023-03-14'),
      ],
      '2023-05-01',
      'violated, due 2023-03-13',
    ],
  ])
})

describe('R25, taking up', () => {
  const about = (at: string, ...more: Told[]) => [tblProject(), published('2023-04-20'), filed(at, 'award'), ...more]
  lawTable('R25', 'K-1', [
    [
      'the last moment of the third working day',
      about('2023-04-27', taken('2023-05-05T23:59:59.999'), ruled('2023-05-05T23:59:59.999')),
      '2023-08-01',
      'pass, due 2023-05-04',
    ],
    [
      'the first of the fourth, a made up Saturday',
      about('2023-04-27', taken('2023-05-06T00:00:00')),
      '2023-05-06',
      'violated, due 2023-05-05',
    ],
    [
      'refused in time',
      about('2023-04-27', complaint('ComplaintRefused', '2023-05-05')),
      '2023-08-01',
      'pass, due 2023-05-05',
    ],
    ['not yet', about('2023-04-27'), '2023-05-05', 'pending, due 2023-05-05'],
    ['and too late', about('2023-04-27'), '2023-05-06', 'violated, due 2023-05-05'],
    [
      'withdrawn in time',
      about('2023-04-27', complaint('ComplaintWithdrawn', '2023-05-05')),
      '2023-08-01',
      'pass, due 2023-05-04',
    ],
  ])
})

describe('R25, ruling', () => {
  const begun = [tblProject(), published('2023-08-31'), filed('2023-09-01', 'award'), taken('2023-09-01T13:00:00')]
  lawTable(
    'R25',
    'K-1',
    rulings(begun).map(
      ([says, given, on, then]) => [says, given, on, then.replace(/^pass, .*/, 'pass, due 2023-09-06')] as const,
    ),
  )
  lawTable('R25', 'K-1', [['tests do not count', begun, '2023-10-20', 'pending, due 2023-10-26']], tests)
  lawTable('R25', 'K-1', [
    ...['tests', '检验', '检测', '鉴定', '专家评审'].map(
      (cause): Row => [
        `nor do the days of a suspension for ${cause}`,
        [...begun, ...resting(cause)],
        '2023-10-26',
        'pending, due 2023-10-26',
      ],
    ),
    ['and no day longer', [...begun, ...resting('tests')], '2023-10-27', 'violated, due 2023-10-26'],
    [
      'while tests last nothing falls due',
      [...begun, told('ProcedureSuspended', '2023-09-08', { cause: 'tests', causeRef: 'K-1' })],
      '2024-05-10',
      'pending',
    ],
    [
      'tests for another complaint count',
      [...begun, ...resting('tests', 'K-2')],
      '2023-10-20',
      'violated, due 2023-10-19',
    ],
    [
      'supplements stop no ruling under this law',
      [...begun, ...resting('supplements')],
      '2023-10-20',
      'violated, due 2023-10-19',
    ],
  ])
  lawTable('R25', 'K-1', [['tests on another complaint do', begun, '2023-10-20', 'violated, due 2023-10-19']], {
    pauses: [{ ...tests.pauses[0], subject: { kind: 'complaint', id: 'K-2' } }],
  })
  lawTable('R25', 'K-1', [
    [
      'withdrawn in time',
      [...begun, complaint('ComplaintWithdrawn', '2023-09-04')],
      '2023-12-01',
      'pass, due 2023-09-06',
    ],
  ])
})

describe('R26, a query', () => {
  const project = (...more: Told[]) => [gplProject(), published('2023-03-01'), ...more]
  lawTable('R26', 'O-1', [
    [
      'seven working days after the result was posted for one',
      project(raised('2023-03-13T23:59:59.999', 'award'), answered('2023-03-14')),
      '2023-05-01',
      'pass, due 2023-03-13',
    ],
    [
      'eight',
      project(raised('2023-03-14T00:00:00', 'award'), answered('2023-03-14')),
      '2023-05-01',
      'violated, due 2023-03-13',
    ],
    [
      'on documents, after the last day to have them',
      [
        gplProject(),
        told('TenderNoticePublished', '2023-03-06', { documentsUntil: '2023-03-13' }),
        raised('2023-03-22', 'documents'),
        answered('2023-03-22'),
      ],
      '2023-05-01',
      'pass, due 2023-03-22',
    ],
    [
      'a day later',
      [
        gplProject(),
        told('TenderNoticePublished', '2023-03-06', { documentsUntil: '2023-03-13' }),
        raised('2023-03-23', 'documents'),
        answered('2023-03-23'),
      ],
      '2023-05-01',
      'violated, due 2023-03-22',
    ],
    [
      'on documents that were changed since',
      [
        gplProject(),
        told('TenderNoticePublished', '2023-03-06', { documentsUntil: '2023-03-13' }),
        told('ClarificationIssued', '2023-03-14'),
        raised('2023-03-23', 'documents'),
        answered('2023-03-23'),
      ],
      '2023-05-01',
      'pass, due 2023-03-23',
    ],
    [
      'on the opening, from its day, over the Spring Festival 2024',
      [gplProject(), told('BidsOpened', '2024-02-07'), raised('2024-02-22', 'opening'), answered('2024-02-22')],
      '2024-05-01',
      'pass, due 2024-02-22',
    ],
    [
      'on the evaluation, over National Day 2023',
      [gplProject(), told('BidsEvaluated', '2023-09-27'), raised('2023-10-13', 'evaluation'), answered('2023-10-13')],
      '2024-05-01',
      'violated, due 2023-10-12',
    ],
    [
      'answered, the last moment of the seventh working day',
      project(raised('2023-03-10', 'award'), answered('2023-03-21T23:59:59.999')),
      '2023-05-01',
      'pass, due 2023-03-13',
    ],
    [
      'the first of the eighth',
      project(raised('2023-03-10', 'award'), answered('2023-03-22T00:00:00')),
      '2023-05-01',
      'violated, due 2023-03-21',
    ],
    ['not answered yet', project(raised('2023-03-10', 'award')), '2023-03-21', 'pending, due 2023-03-21'],
    ['and too late', project(raised('2023-03-10', 'award')), '2023-03-22', 'violated, due 2023-03-21'],
    [
      'on what nobody published',
      [gplProject(), raised('2023-03-10', 'evaluation'), answered('2023-03-10')],
      '2023-03-22',
      'pass, due 2023-03-21',
    ],
  ])
})

describe('R26, a complaint', () => {
  const project = (...more: Told[]) => [gplProject(), published('2023-03-01'), raised('2023-03-10', 'award'), ...more]
  lawTable('R26', 'K-1', [
    [
      'fifteen working days after the period of an answer',
      project(answered('2023-03-14'), filed('2023-04-12T23:59:59.999', 'award'), ruled('2023-04-13')),
      '2023-06-01',
      'pass, due 2023-04-12',
    ],
    [
      'sixteen',
      project(answered('2023-03-14'), filed('2023-04-13T00:00:00', 'award'), ruled('2023-04-13')),
      '2023-06-01',
      'violated, due 2023-04-12',
    ],
    [
      'a late answer moves nothing: the end of its period counts',
      project(answered('2023-03-24'), filed('2023-04-12T23:59:59.999', 'award'), ruled('2023-04-13')),
      '2023-06-01',
      'pass, due 2023-04-12',
    ],
    [
      'a day later it is too late after a late answer too',
      project(answered('2023-03-24'), filed('2023-04-13T00:00:00', 'award'), ruled('2023-04-13')),
      '2023-06-01',
      'violated, due 2023-04-12',
    ],
    [
      'while the query may still be answered',
      project(filed('2023-03-21', 'award'), ruled('2023-03-21')),
      '2023-06-01',
      'violated, due 2023-05-05',
    ],
    [
      'once it may not any more',
      project(filed('2023-03-22', 'award'), ruled('2023-03-22')),
      '2023-06-01',
      'pass, due 2023-04-12',
    ],
    [
      'without a query',
      [gplProject(), filed('2023-03-21', 'award'), ruled('2023-03-21')],
      '2023-06-01',
      'violated, due 2023-05-05',
    ],
    [
      'after a query about something else',
      [gplProject(), raised('2023-03-10', 'documents'), filed('2023-04-10', 'award'), ruled('2023-04-10')],
      '2023-06-01',
      'violated, due 2023-05-23',
    ],
    [
      'which it names',
      [gplProject(), raised('2023-03-10', 'documents'), filed('2023-04-10', 'award', 'O-1'), ruled('2023-04-10')],
      '2023-06-01',
      'pass, due 2023-04-12',
    ],
    [
      'refused',
      [gplProject(), filed('2023-03-21', 'award'), complaint('ComplaintRefused', '2023-03-22')],
      '2023-06-01',
      'notApplicable, due 2023-05-05',
    ],
  ])
  const begun = [
    gplProject(),
    published('2023-08-01'),
    raised('2023-08-04', 'award'),
    answered('2023-08-07'),
    filed('2023-09-01', 'award'),
  ]
  lawTable(
    'R26',
    'K-1',
    rulings(begun).map(
      ([says, given, on, then]) => [says, given, on, then.replace(/^pass, .*/, 'pass, due 2023-09-05')] as const,
    ),
  )
  lawTable('R26', 'K-1', [['tests do not count', begun, '2023-10-20', 'pending, due 2023-10-26']], tests)
  lawTable(
    'R26',
    'K-1',
    ['tests', '专家评审', 'supplements', '补正'].map((cause) => [
      `nor do the days of a suspension for ${cause}`,
      [...begun, ...resting(cause)],
      '2023-10-26',
      'pending, due 2023-10-26',
    ]),
  )
})
