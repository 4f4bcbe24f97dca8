import { describe } from 'vitest'
import { gplProject, lawTable, type Row, type Told, tblProject, told } from '../../testing/judged.ts'

const bidder = (id: string) => ({ id, name: `Example ${id} (invented)` })
const opened = (at: string, ...bidders: string[]) =>
  told('BidsOpened', at, {
    bids: bidders.map((id, index) => ({ bidId: `bid-${index}`, bidder: bidder(id), valid: index > 0 })),
  })
const evaluated = (at: string, ...bidIds: string[]) =>
  told('BidsEvaluated', at, { scores: bidIds.map((bidId, index) => ({ bidId, total: 90 - index, rank: index + 1 })) })
const delivered = (at: string) => told('EvaluationReportDelivered', at)
const decided = (at: string, override: object = {}) =>
  told('AwardDecided', at, { awardId: 'A-1', bidId: 'bid-0', ...override })
const cancelled = (at: string, awardId: string) => told('AwardCancelled', at, { awardId, complaintId: undefined })
const failed = (at: string, reason = 'tooFewBids') => told('TenderFailed', at, { reason })
const suspension = (from: string, until: string) => [told('ProcedureSuspended', from), told('ProcedureResumed', until)]

describe('R08', () => {
  lawTable('R08', 'P-1', [
    ['three bidders', [tblProject(), opened('2023-03-31', 'a', 'b', 'c')], '2023-04-01', 'pass'],
    ['two', [tblProject(), opened('2023-03-31', 'a', 'b')], '2023-04-01', 'violated'],
    ['three bids of two', [tblProject(), opened('2023-03-31', 'a', 'b', 'b')], '2023-04-01', 'violated'],
    ['failed without an opening', [tblProject(), failed('2023-03-31')], '2023-04-01', 'pass'],
    ['failed for another reason', [tblProject(), failed('2023-03-31', 'other')], '2023-04-01', 'notApplicable'],
    ['not opened yet', [tblProject()], '2023-04-01', 'notApplicable'],
    [
      'GPL, three that respond',
      [
        gplProject(),
        opened('2023-03-31', 'a', 'b', 'c'),
        evaluated('2023-03-31', 'bid-0', 'bid-1', 'bid-2'),
        decided('2023-04-02'),
      ],
      '2023-04-02',
      'pass',
    ],
    [
      'GPL, two that respond, and an award',
      [
        gplProject(),
        opened('2023-03-31', 'a', 'b', 'c'),
        evaluated('2023-03-31', 'bid-1', 'bid-2'),
        decided('2023-04-02'),
      ],
      '2023-04-02',
      'violated',
    ],
    [
      'GPL, two that respond, no award yet',
      [
        gplProject(),
        opened('2023-03-31', 'a', 'b', 'c'),
        evaluated('2023-03-31', 'bid-1', 'bid-2'),
        decided('2023-04-02'),
      ],
      '2023-04-01',
      'notApplicable',
    ],
    [
      'GPL, two that respond, void',
      [gplProject(), opened('2023-03-31', 'a', 'b'), evaluated('2023-03-31', 'bid-0', 'bid-1'), failed('2023-04-02')],
      '2023-04-02',
      'pass',
    ],
    [
      'GPL, the award fell',
      [
        gplProject(),
        opened('2023-03-31', 'a', 'b'),
        evaluated('2023-03-31', 'bid-0', 'bid-1'),
        decided('2023-04-02'),
        cancelled('2023-04-03', 'A-1'),
      ],
      '2023-04-04',
      'notApplicable',
    ],
    [
      'GPL, a negotiation',
      [
        gplProject({ method: 'limited', procedure: 'negotiation' }),
        evaluated('2023-03-31', 'bid-0'),
        decided('2023-04-02'),
      ],
      '2023-04-04',
      'notApplicable',
    ],
  ])
})

describe('R09', () => {
  const drawn = (at: string, count: number, drawId = 'draw-1') =>
    told('ExpertsDrawn', at, {
      drawId,
      experts: Array.from({ length: count }, (_, i) => ({ pseudonym: `${drawId}-${i}`, discipline: 'roads' })),
    })
  const session = (at: string, ...seats: number[]) =>
    told('EvaluationStarted', at, {
      sites: seats.map((count, i) => ({
        role: i === 0 ? 'main' : 'sub',
        venue: { ...bidder(`venue-${i}`), zone: 'Asia/Shanghai' },
        seats: count,
      })),
    })
  const negotiation = gplProject({ method: 'limited', procedure: 'negotiation' })
  lawTable('R09', 'P-1', [
    [
      'five, four of them experts',
      [tblProject(), drawn('2023-03-30', 4), session('2023-03-31', 3, 2)],
      '2023-04-01',
      'pass',
    ],
    [
      'five, three of them experts',
      [tblProject(), drawn('2023-03-30', 3), session('2023-03-31', 5)],
      '2023-04-01',
      'violated',
    ],
    [
      'nine, six of them experts: exactly two thirds',
      [tblProject(), drawn('2023-03-30', 6), session('2023-03-31', 9)],
      '2023-04-01',
      'pass',
    ],
    [
      'nine, five of them experts',
      [tblProject(), drawn('2023-03-30', 5), session('2023-03-31', 9)],
      '2023-04-01',
      'violated',
    ],
    ['three', [tblProject(), drawn('2023-03-30', 3), session('2023-03-31', 3)], '2023-04-01', 'violated'],
    ['six', [tblProject(), drawn('2023-03-30', 6), session('2023-03-31', 6)], '2023-04-01', 'violated'],
    ['no draw is recorded: the number alone', [tblProject(), session('2023-03-31', 5)], '2023-04-01', 'pass'],
    [
      'a replacement keeps the number',
      [tblProject(), drawn('2023-03-30', 4), told('ExpertReplaced', '2023-03-30'), session('2023-03-31', 5)],
      '2023-04-01',
      'pass',
    ],
    [
      'the draw for a new evaluation counts for it',
      [
        tblProject(),
        drawn('2023-03-30', 5),
        session('2023-03-31', 5),
        told('ReEvaluationOrdered', '2023-04-10', { complaintId: undefined }),
        drawn('2023-04-11', 3, 'draw-2'),
        session('2023-04-12', 5),
      ],
      '2023-04-20',
      'violated',
    ],
    ['no evaluation yet', [tblProject(), drawn('2023-03-30', 2)], '2023-04-01', 'notApplicable'],
    ['seats are not stated', [tblProject(), session('2023-03-31')], '2023-04-01', 'notApplicable'],
    [
      'tendering is not mandatory',
      [tblProject({ mandatory: false }), session('2023-03-31', 2)],
      '2023-04-01',
      'notApplicable',
    ],
    ['GPL, a tender of three', [gplProject(), session('2023-03-31', 3)], '2023-04-01', 'violated'],
    [
      'GPL, a tender of three that is not mandatory',
      [gplProject({ mandatory: false }), session('2023-03-31', 3)],
      '2023-04-01',
      'violated',
    ],
    [
      'GPL, a tender of three on the last day before the order',
      [{ ...gplProject(), at: '2017-09-30' }, session('2017-12-29', 3)],
      '2018-01-02',
      'notApplicable',
    ],
    [
      'GPL, on the first day of the order',
      [{ ...gplProject(), at: '2017-10-01' }, session('2017-12-29', 3)],
      '2018-01-02',
      'violated',
    ],
    [
      'GPL, a negotiation of three, two of them experts',
      [negotiation, drawn('2023-03-30', 2), session('2023-03-31', 3)],
      '2023-04-01',
      'pass',
    ],
    ['GPL, a negotiation of two', [negotiation, session('2023-03-31', 2)], '2023-04-01', 'violated'],
    [
      'GPL, an enquiry of three, one of them an expert',
      [gplProject({ method: 'limited', procedure: 'enquiry' }), drawn('2023-03-30', 1), session('2023-03-31', 3)],
      '2023-04-01',
      'violated',
    ],
    [
      'GPL, a consultation, of which the law says nothing',
      [gplProject({ method: 'limited', procedure: 'consultation' }), session('2023-03-31', 2)],
      '2023-04-01',
      'notApplicable',
    ],
  ])
})

describe('R10', () => {
  const state = tblProject({ fundSource: 'state funds 财政资金 (invented)' })
  const publicised = (...bidIds: string[]) =>
    told('CandidatesPublicised', '2023-04-03', {
      candidates: bidIds.map((bidId, index) => ({ bidId, rank: index + 1 })),
    })
  const list = publicised('bid-0', 'bid-1', 'bid-2')
  const second = (awardId: string, at: string, bidId = 'bid-1') => decided(at, { awardId, bidId })
  lawTable('R10', 'A-1', [
    ['the first wins', [state, list, decided('2023-04-10')], '2023-04-10', 'pass'],
    ['the second wins', [state, list, second('A-1', '2023-04-10')], '2023-04-10', 'violated'],
    [
      'the second wins where state funds do not prevail',
      [tblProject({ fundSource: 'own means' }), list, second('A-1', '2023-04-10')],
      '2023-04-10',
      'pass',
    ],
    [
      'nor where the means are those of an estate',
      [tblProject({ fundSource: 'means of an estate' }), list, second('A-1', '2023-04-10')],
      '2023-04-10',
      'pass',
    ],
    ...['非财政资金', '非国有资金', 'non-state funds', 'no public funds', 'without state funds'].map(
      (fundSource): Row => [
        `nor where it says that they do not: ${fundSource}`,
        [tblProject({ fundSource }), list, second('A-1', '2023-04-10')],
        '2023-04-10',
        'pass',
      ],
    ),
    ...['国有资金', '市财政拨款', 'State-owned capital', '非财政资金, 国有企业自筹'].map(
      (fundSource): Row => [
        `they do where it names them: ${fundSource}`,
        [tblProject({ fundSource }), list, second('A-1', '2023-04-10')],
        '2023-04-10',
        'violated',
      ],
    ),
    [
      'nor where nothing is said of funds',
      [tblProject({ fundSource: undefined }), list, second('A-1', '2023-04-10')],
      '2023-04-10',
      'pass',
    ],
    [
      'who is no candidate wins',
      [tblProject({ fundSource: undefined }), list, second('A-1', '2023-04-10', 'bid-9')],
      '2023-04-10',
      'violated',
    ],
    [
      'where nothing was publicised the ranking counts',
      [state, evaluated('2023-03-31', 'bid-0', 'bid-1'), second('A-1', '2023-04-10')],
      '2023-04-10',
      'violated',
    ],
    ['no candidates are stated', [state, decided('2023-04-10')], '2023-04-10', 'notApplicable'],
    [
      'the award fell',
      [state, list, second('A-1', '2023-04-10'), cancelled('2023-04-11', 'A-1')],
      '2023-04-11',
      'notApplicable',
    ],
  ])
  lawTable('R10', 'A-2', [
    [
      'the second wins after the first fell',
      [state, list, decided('2023-04-10'), cancelled('2023-04-20', 'A-1'), second('A-2', '2023-04-21')],
      '2023-04-21',
      'pass',
    ],
    [
      'the third wins after the first fell',
      [state, list, decided('2023-04-10'), cancelled('2023-04-20', 'A-1'), second('A-2', '2023-04-21', 'bid-2')],
      '2023-04-21',
      'violated',
    ],
    [
      'the second wins after the first gave up, and the list was publicised anew without it',
      [
        state,
        list,
        told('CandidatesPublicised', '2023-04-12', { candidates: [{ bidId: 'bid-1', rank: 2 }] }),
        second('A-2', '2023-04-21'),
      ],
      '2023-04-21',
      'pass',
    ],
    ['two of three win', [state, list, decided('2023-04-10'), second('A-2', '2023-04-10')], '2023-04-21', 'pass'],
    [
      'a list after a new evaluation begins anew',
      [
        state,
        list,
        decided('2023-04-10'),
        told('ReEvaluationOrdered', '2023-04-12', { complaintId: undefined }),
        evaluated('2023-04-14', 'bid-0', 'bid-1'),
        { ...list, at: '2023-04-15' },
        second('A-2', '2023-04-21'),
      ],
      '2023-04-21',
      'violated',
    ],
  ])
})

describe('R11', () => {
  const publicised = (at: string, publicFrom: string, publicUntil: string) =>
    told('CandidatesPublicised', at, { publicFrom, publicUntil })
  const publicity = (evaluatedAt: string, at: string, until: string) => [
    tblProject(),
    evaluated(evaluatedAt, 'bid-0'),
    publicised(at, at.slice(0, 10), until),
  ]
  lawTable('R11', 'P-1', [
    [
      'the last moment of the third day',
      publicity('2023-03-31', '2023-04-03T23:59:59.999', '2023-04-06'),
      '2023-04-20',
      'pass, due 2023-04-03',
    ],
    [
      'the first of the fourth',
      publicity('2023-03-31', '2023-04-04T00:00:00', '2023-04-10'),
      '2023-04-20',
      'violated, due 2023-04-03',
    ],
    [
      'publicised for three days',
      publicity('2023-03-31', '2023-04-02', '2023-04-05'),
      '2023-04-20',
      'pass, due 2023-04-03',
    ],
    [
      'for two: a day off counts, and lengthens nothing',
      publicity('2023-03-31', '2023-04-02', '2023-04-04'),
      '2023-04-20',
      'violated, due 2023-04-05',
    ],
    [
      'a publicity does not begin before it is published',
      [tblProject(), evaluated('2023-03-31', 'bid-0'), publicised('2023-04-03', '2023-04-01', '2023-04-05')],
      '2023-04-20',
      'violated, due 2023-04-06',
    ],
    [
      'from the delivery of the report, where it is recorded',
      [
        tblProject(),
        evaluated('2023-03-29', 'bid-0'),
        delivered('2023-03-31'),
        publicised('2023-04-03', '2023-04-03', '2023-04-06'),
      ],
      '2023-04-20',
      'pass, due 2023-04-03',
    ],
    [
      'over the Spring Festival 2023',
      publicity('2023-01-19', '2023-01-28', '2023-01-31'),
      '2023-04-20',
      'pass, due 2023-01-28',
    ],
    [
      'over that of 2024',
      publicity('2024-02-08', '2024-02-19', '2024-02-22'),
      '2024-04-20',
      'violated, due 2024-02-18',
    ],
    [
      'over National Day 2023',
      publicity('2023-09-27', '2023-10-08', '2023-10-11'),
      '2024-04-20',
      'violated, due 2023-10-07',
    ],
    ['over that of 2024', publicity('2024-09-30', '2024-10-08', '2024-10-11'), '2024-12-20', 'pass, due 2024-10-08'],
    ['not yet', [tblProject(), evaluated('2023-03-31', 'bid-0')], '2023-04-03', 'pending, due 2023-04-03'],
    ['and too late', [tblProject(), evaluated('2023-03-31', 'bid-0')], '2023-04-04', 'violated, due 2023-04-03'],
    [
      'days of suspension do not count',
      [tblProject(), evaluated('2023-03-31', 'bid-0'), ...suspension('2023-04-01', '2023-04-06')],
      '2023-04-10',
      'pending, due 2023-04-10',
    ],
    [
      'while it lasts nothing falls due',
      [tblProject(), evaluated('2023-03-31', 'bid-0'), told('ProcedureSuspended', '2023-04-01')],
      '2023-06-12',
      'pending',
    ],
    [
      'the tender failed in time',
      [tblProject(), evaluated('2023-03-31', 'bid-0'), failed('2023-04-03', 'other')],
      '2023-05-10',
      'notApplicable, due 2023-04-03',
    ],
    [
      'the tender failed too late',
      [tblProject(), evaluated('2023-03-31', 'bid-0'), failed('2023-04-04', 'other')],
      '2023-05-10',
      'violated, due 2023-04-03',
    ],
    [
      'each evaluation is followed by its own',
      [
        ...publicity('2023-03-31', '2023-04-03', '2023-04-06'),
        told('ReEvaluationOrdered', '2023-04-06', { complaintId: undefined }),
        evaluated('2023-04-10', 'bid-0'),
      ],
      '2023-04-14',
      'violated, due 2023-04-13',
    ],
    [
      'tendering is not mandatory',
      [tblProject({ mandatory: false }), evaluated('2023-03-31', 'bid-0')],
      '2023-05-10',
      'notApplicable',
    ],
    ['not evaluated yet', [tblProject()], '2023-05-10', 'notApplicable'],
  ])
})

describe('R13, of the project', () => {
  const at = (evaluatedAt: string, deliveredAt?: string, ...more: Told[]) => [
    gplProject(),
    evaluated(evaluatedAt, 'bid-0'),
    ...(deliveredAt === undefined ? [] : [delivered(deliveredAt)]),
    ...more,
  ]
  const alone = (...more: Told[]) => [gplProject({ agency: undefined }), evaluated('2023-04-27', 'bid-0'), ...more]
  lawTable('R13', 'P-1', [
    [
      'the report, the last moment of the second working day',
      at('2023-04-27', '2023-05-04T23:59:59.999', decided('2023-05-05')),
      '2023-06-01',
      'pass, due 2023-05-04',
    ],
    [
      'the first of the third',
      at('2023-04-27', '2023-05-05T00:00:00', decided('2023-05-05')),
      '2023-06-01',
      'violated, due 2023-05-04',
    ],
    ['the report is missing', at('2023-04-27'), '2023-05-04', 'pending, due 2023-05-04'],
    ['and too late', at('2023-04-27'), '2023-05-05', 'violated, due 2023-05-04'],
    [
      'the decision, the last moment of the fifth working day, a made up Saturday among them',
      at('2023-04-27', '2023-04-27T13:00:00', decided('2023-05-08T23:59:59.999')),
      '2023-06-01',
      'pass, due 2023-05-04',
    ],
    [
      'the first of the sixth',
      at('2023-04-27', '2023-04-27T13:00:00', decided('2023-05-09T00:00:00')),
      '2023-06-01',
      'violated, due 2023-05-08',
    ],
    ['the decision is missing', at('2023-04-27', '2023-04-27T13:00:00'), '2023-05-08', 'pending, due 2023-05-08'],
    [
      'over the Spring Festival 2024',
      at('2024-02-08', '2024-02-08T13:00:00', decided('2024-02-22')),
      '2024-06-01',
      'violated, due 2024-02-21',
    ],
    [
      'over National Day 2024',
      at('2024-09-29', '2024-09-29T13:00:00', decided('2024-10-11')),
      '2024-12-01',
      'pass, due 2024-10-08',
    ],
    [
      'days of suspension do not count',
      at('2023-04-27', '2023-04-27T13:00:00', ...suspension('2023-05-04', '2023-05-08'), decided('2023-05-11')),
      '2023-06-01',
      'pass, due 2023-05-04',
    ],
    [
      'by itself the buyer delivers nothing, and decides within five',
      alone(decided('2023-05-08')),
      '2023-06-01',
      'pass, due 2023-05-08',
    ],
    ['and not within six', alone(decided('2023-05-09')), '2023-06-01', 'violated, due 2023-05-08'],
    ['the tender failed', alone(failed('2023-05-05', 'other')), '2023-06-01', 'notApplicable, due 2023-05-08'],
    [
      'nothing was evaluated',
      [gplProject(), decided('2023-05-09', { bidId: undefined })],
      '2023-05-09',
      'notApplicable',
    ],
  ])
})

describe('R13, of an award', () => {
  const notice = (at: string) => told('AwardNoticeIssued', at, { awardId: 'A-1' })
  const result = (at: string) => told('AwardResultPublished', at, { awardId: 'A-1' })
  const award = (...more: Told[]) => [gplProject(), decided('2023-09-27'), ...more]
  lawTable('R13', 'A-1', [
    [
      'the last moment of the second working day, a made up Saturday',
      award(notice('2023-10-07T23:59:59.999'), result('2023-10-07T23:59:59.999')),
      '2023-11-01',
      'pass, due 2023-10-07',
    ],
    [
      'the notice a day later',
      award(notice('2023-10-08T00:00:00'), result('2023-10-07')),
      '2023-11-01',
      'violated, due 2023-10-07',
    ],
    [
      'the result a day later',
      award(notice('2023-10-07'), result('2023-10-08T00:00:00')),
      '2023-11-01',
      'violated, due 2023-10-07',
    ],
    ['the result is missing', award(notice('2023-10-07')), '2023-10-07', 'pending, due 2023-10-07'],
    ['and too late', award(notice('2023-10-07')), '2023-10-08', 'violated, due 2023-10-07'],
    ['the award fell in time', award(cancelled('2023-10-07', 'A-1')), '2023-11-01', 'notApplicable, due 2023-10-07'],
    ['the award fell too late', award(cancelled('2023-10-08', 'A-1')), '2023-11-01', 'violated, due 2023-10-07'],
  ])
})
