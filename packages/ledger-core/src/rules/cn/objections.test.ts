import { describe } from 'vitest'
import { gplProject, lawTable, type Told, tblProject, told } from '../../testing/judged.ts'

const raised = (at: string, about: string) => told('ObjectionRaised', at, { objectionId: 'O-1', about })
const answered = (at: string) => told('ObjectionAnswered', at, { objectionId: 'O-1' })
const suspended = (at: string) => told('ProcedureSuspended', at)
const resumed = (at: string) => told('ProcedureResumed', at)
const tender = (until = '2023-03-31T09:00:00'): Told[] => [
  tblProject(),
  told('TenderNoticePublished', '2023-01-06', { bidDeadlineAt: `${until}+08:00`, openingAt: `${until}+08:00` }),
]

describe('R05', () => {
  const about = (at: string, ...more: Told[]) => [...tender(), raised(at, 'documents'), ...more]
  const resting = (at: string, answer: string) => about(at, suspended(at), answered(answer), resumed(answer))
  lawTable('R05', 'O-1', [
    [
      'ten days before the deadline',
      about('2023-03-21T23:59:59.999', answered('2023-03-21T23:59:59.999')),
      '2023-03-22',
      'pass, due 2023-03-21',
    ],
    ['nine', about('2023-03-22T00:00:00', answered('2023-03-22T10:00:00')), '2023-03-22', 'violated, due 2023-03-21'],
    [
      'the last moment of the third day',
      resting('2023-03-07', '2023-03-10T23:59:59.999'),
      '2023-03-20',
      'pass, due 2023-03-10',
    ],
    ['the first of the fourth', resting('2023-03-07', '2023-03-11T00:00:00'), '2023-03-20', 'violated, due 2023-03-10'],
    [
      'a Saturday rolls to Monday',
      resting('2023-03-08', '2023-03-13T23:59:59.999'),
      '2023-03-20',
      'pass, due 2023-03-13',
    ],
    ['the answer is missing', about('2023-03-07', suspended('2023-03-07')), '2023-03-10', 'pending, due 2023-03-10'],
    ['and its time is over', about('2023-03-07', suspended('2023-03-07')), '2023-03-11', 'violated, due 2023-03-10'],
    [
      'an answer on the same day needs no suspension',
      about('2023-03-07T09:00:00', answered('2023-03-07T17:00:00')),
      '2023-03-20',
      'pass, due 2023-03-10',
    ],
    [
      'one on the next does',
      about('2023-03-07T09:00:00', answered('2023-03-08T09:00:00')),
      '2023-03-20',
      'violated, due 2023-03-10',
    ],
    [
      'suspended at the end of the day',
      about('2023-03-07', suspended('2023-03-07T23:59:59.999'), answered('2023-03-09')),
      '2023-03-20',
      'pass, due 2023-03-10',
    ],
    [
      'suspended the next day',
      about('2023-03-07', suspended('2023-03-08T00:00:00'), answered('2023-03-09')),
      '2023-03-20',
      'violated, due 2023-03-10',
    ],
    [
      'resumed before the answer',
      about('2023-03-07', suspended('2023-03-07'), resumed('2023-03-09T11:59:59'), answered('2023-03-09T12:00:00')),
      '2023-03-20',
      'violated, due 2023-03-10',
    ],
  ])
  lawTable('R05', 'P-1', [
    ['an objection about something else', [...tender(), raised('2023-03-30', 'award')], '2023-04-20', 'notApplicable'],
    ['a purchase', [gplProject(), raised('2023-03-30', 'documents')], '2023-04-20', 'notApplicable'],
  ])
  const festival = (until: string, at: string, answer: string) => [
    ...tender(until),
    raised(at, 'documents'),
    suspended(at),
    answered(answer),
  ]
  lawTable('R05', 'O-1', [
    [
      'the answer over the Spring Festival 2023',
      festival('2023-03-31T09:00:00', '2023-01-19', '2023-01-28T23:59:59.999'),
      '2023-03-01',
      'pass, due 2023-01-28',
    ],
    [
      'over that of 2024',
      festival('2024-03-31T09:00:00', '2024-02-08', '2024-02-19T00:00:00'),
      '2024-03-01',
      'violated, due 2024-02-18',
    ],
    [
      'over National Day 2023',
      festival('2023-11-30T09:00:00', '2023-09-27', '2023-10-07'),
      '2023-11-01',
      'pass, due 2023-10-07',
    ],
    [
      'over that of 2024',
      festival('2024-11-30T09:00:00', '2024-09-29', '2024-10-08'),
      '2024-11-01',
      'pass, due 2024-10-08',
    ],
  ])
})

describe('R12', () => {
  const publicity = told('CandidatesPublicised', '2023-04-03', { publicFrom: '2023-04-04', publicUntil: '2023-04-07' })
  const about = (at: string, ...more: Told[]) => [...tender(), publicity, raised(at, 'evaluation'), ...more]
  lawTable('R12', 'O-1', [
    [
      'the last moment of the publicity',
      about('2023-04-07T23:59:59.999', answered('2023-04-07T23:59:59.999')),
      '2023-04-08',
      'pass, due 2023-04-07',
    ],
    [
      'the first after it',
      about('2023-04-08T00:00:00', answered('2023-04-08')),
      '2023-04-08',
      'violated, due 2023-04-07',
    ],
    [
      'on the day of publication',
      about('2023-04-03T13:00:00', answered('2023-04-03T14:00:00')),
      '2023-04-08',
      'pass, due 2023-04-06',
    ],
    [
      'answered on the third day',
      about('2023-04-07', suspended('2023-04-07'), answered('2023-04-10T23:59:59.999')),
      '2023-04-20',
      'pass, due 2023-04-07',
    ],
    [
      'answered on the fourth',
      about('2023-04-07', suspended('2023-04-07'), answered('2023-04-11T00:00:00')),
      '2023-04-20',
      'violated, due 2023-04-10',
    ],
    ['not answered yet', about('2023-04-07', suspended('2023-04-07')), '2023-04-10', 'pending, due 2023-04-10'],
    ['the procedure went on', about('2023-04-06', answered('2023-04-07')), '2023-04-10', 'violated, due 2023-04-07'],
  ])
  lawTable('R12', 'P-1', [
    [
      'tendering is not mandatory',
      [tblProject({ mandatory: false }), publicity, raised('2023-04-20', 'evaluation')],
      '2023-05-01',
      'notApplicable',
    ],
  ])
})
