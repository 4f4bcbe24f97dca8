import { describe } from 'vitest'
import { lawTable, type Told, tblProject, told } from '../../testing/judged.ts'
import { cnNingbo, cnPuyang } from './local.ts'

const demanded = (at: string) => told('DemandIssued', at)
const project = (acceptedAt: string, ...more: Told[]) => [
  { ...tblProject(), at: '2022-01-04' },
  told('RegistrationAccepted', acceptedAt, { deferred: [] }),
  ...more,
]
const notice = (at: string) => told('TenderNoticePublished', at)
const cancelled = (at: string) => told('ProjectCancelled', at)

describe('R29 in Ningbo', () => {
  lawTable(
    'R29',
    'P-1',
    [
      ['the last day of the third month', project('2023-01-10'), '2023-04-10', 'pending, due 2023-04-10'],
      ['the next, and nobody demanded it', project('2023-01-10'), '2023-04-11', 'violated, due 2023-04-10'],
      ['a month without that day ends earlier', project('2023-11-30'), '2024-02-29', 'pending, due 2024-02-29'],
      [
        'demanded: the tenth day after',
        project('2023-01-10', demanded('2023-04-12')),
        '2023-04-23',
        'pending, due 2023-04-23',
      ],
      [
        'demanded, not traded and not ended',
        project('2023-01-10', demanded('2023-04-12')),
        '2023-04-24',
        'violated, due 2023-04-23',
      ],
      [
        'a demand before its time',
        project('2023-01-10', demanded('2023-02-01')),
        '2023-04-10',
        'pending, due 2023-04-10',
      ],
      [
        'ended',
        project('2023-01-10', demanded('2023-04-12'), cancelled('2023-04-24')),
        '2023-05-01',
        'pass, due 2023-04-23',
      ],
      ['traded in time', project('2023-01-10', notice('2023-04-10')), '2023-05-01', 'pass, due 2023-04-10'],
      [
        'traded late, and never demanded',
        project('2023-01-10', notice('2023-05-10')),
        '2023-06-01',
        'pass, due 2023-04-10',
      ],
      [
        'traded after the demand was over',
        project('2023-01-10', demanded('2023-04-12'), notice('2023-04-24')),
        '2023-06-01',
        'violated, due 2023-04-23',
      ],
      ['over the Spring Festival 2024', project('2023-11-12'), '2024-02-18', 'pending, due 2024-02-18'],
      [
        'days of suspension do not count',
        project('2023-01-10', told('ProcedureSuspended', '2023-02-01'), told('ProcedureResumed', '2023-02-11')),
        '2023-04-20',
        'pending, due 2023-04-20',
      ],
      ['not accepted yet', [{ ...tblProject(), at: '2022-01-04' }], '2023-05-01', 'notApplicable'],
      [
        'before the regulation',
        [tblProject(), told('RegistrationAccepted', '2020-01-10', { deferred: [] })],
        '2020-06-01',
        'notApplicable',
      ],
    ],
    { packs: [cnNingbo] },
  )
})

describe('R29 in Puyang', () => {
  lawTable(
    'R29',
    'P-1',
    [
      ['the ninetieth day', project('2023-01-10'), '2023-04-10', 'pending, due 2023-04-10'],
      ['the next', project('2023-01-10'), '2023-04-11', 'violated, due 2023-04-10'],
      [
        'demanded: the seventh day after, rolled over the first of May',
        project('2023-01-10', demanded('2023-04-22')),
        '2023-05-04',
        'pending, due 2023-05-04',
      ],
      ['and the next', project('2023-01-10', demanded('2023-04-22')), '2023-05-05', 'violated, due 2023-05-04'],
    ],
    { packs: [cnPuyang] },
  )
})

describe('R25 in Puyang', () => {
  const other = (...more: Told[]) => [
    { ...tblProject({ regime: 'other', category: 'land' }), at: '2022-01-04' },
    told('ComplaintFiled', '2023-04-27', { complaintId: 'K-1' }),
    ...more,
  ]
  const taken = (at: string) => told('ComplaintAccepted', at, { complaintId: 'K-1' })
  lawTable(
    'R25',
    'K-1',
    [
      ['taken up on the third working day', other(taken('2023-05-05')), '2023-05-05', 'pending, due 2023-06-15'],
      ['on the fourth', other(taken('2023-05-06')), '2023-05-06', 'violated, due 2023-05-05'],
      ['not ruled in time', other(taken('2023-05-05')), '2023-06-16', 'violated, due 2023-06-15'],
    ],
    { packs: [cnPuyang] },
  )
})
