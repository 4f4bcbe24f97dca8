import { AT_LEAST, BEFORE, type EdgeDays, WITHIN } from './edge-days.ts'
import { gplProject, type Told, tblProject, told } from './judged.ts'

/**
 * One row of each part of a Chinese rule that counts days: the facts from which it is judged, given the days. The test of
 * the edges, rules/cn/edges.test.ts, asks every row over every cell of edge-days.ts.
 */

export interface Edge {
  /** Pack, rule and place of the part in it. */
  readonly part: string
  readonly who?: string
  /** The subject's id. */
  readonly of?: string
  readonly days: EdgeDays
  /** What happened: what begins (or lies ahead of) the period on the first day, and the act at the second, if any. */
  readonly facts: (from: string, act: string | undefined) => readonly Told[]
}

export interface Within extends Edge {
  /** What a suspension does to the last day. `always`: the procedure rests over such a period anyway. */
  readonly rest: 'moves' | 'moves nothing' | 'always'
  /** `none`: before the act there is nobody whose act is missing. `only`: however late, the act itself is no violation. */
  readonly missing?: 'none' | 'only'
}

const at = (type: Told['type'], data: object) => (when: string | undefined) =>
  when === undefined ? [] : [told(type, when, data)]
const morning = (day: string) => `${day}T08:00:00`
const party = (id: string) => ({ id, name: `Example ${id} (invented)` })

const deadline = (bidDeadlineAt: string) =>
  told('TenderNoticePublished', '2022-10-03', { bidDeadlineAt: `${bidDeadlineAt}+08:00`, documentsUntil: '2022-10-31' })
const farDeadline = deadline('2024-12-31T09:00:00')
const evaluated = at('BidsEvaluated', { scores: [{ bidId: 'bid-a', total: 90, rank: 1 }] })
const delivered = at('EvaluationReportDelivered', {})
const decided = at('AwardDecided', { awardId: 'A-1', supplier: party('a'), bidId: undefined })
const notice = at('AwardNoticeIssued', { awardId: 'A-1' })
const result = at('AwardResultPublished', { awardId: 'A-1' })
const signed = at('ContractSigned', { contractId: 'C-1', awardId: 'A-1' })
const early = decided('2022-10-10')
const opened = at('BidsOpened', {})
const raised = (about: string) => at('ObjectionRaised', { objectionId: 'O-1', about })
const answered = at('ObjectionAnswered', { objectionId: 'O-1' })
const rests = at('ProcedureSuspended', { cause: 'an objection', causeRef: 'O-1' })
const filed = (about: string) => at('ComplaintFiled', { complaintId: 'K-1', about, objectionId: undefined })
const taken = at('ComplaintAccepted', { complaintId: 'K-1' })
const ruled = at('ComplaintDecided', { complaintId: 'K-1' })
const lodged = (bidder: string) =>
  told('BidBondLodged', '2022-10-05', { bondId: `bond-${bidder}`, bidder: party(bidder), form: 'transfer' })
const released = (bidder: string) => (when: string | undefined) =>
  at('BondReleased', {
    bondId: `bond-${bidder}`,
    principal: lodged(bidder).data.amount,
    interest: { amount: '1.00', currency: 'CNY' },
  })(when)
const demanded = at('DemandIssued', {})
const accepted = at('RegistrationAccepted', { deferred: [] })
const traded = at('TenderNoticePublished', {})

/** Registered when the regulations of both cities were in force. */
const local = { ...tblProject(), at: '2022-01-04' }
const land = { ...tblProject({ regime: 'other', category: 'land' }), at: '2022-01-04' }
export const laws = [
  ['cn-tbl', tblProject()],
  ['cn-gpl', gplProject()],
] as const

export const within: readonly Within[] = [
  {
    part: 'cn-tbl R05 1',
    who: 'the answer to an objection to the documents',
    of: 'O-1',
    days: WITHIN['3 calendar days'],
    rest: 'always',
    facts: (from, act) => [tblProject(), farDeadline, ...raised('documents')(from), ...rests(from), ...answered(act)],
  },
  {
    part: 'cn-tbl R11 0',
    days: WITHIN['3 calendar days'],
    rest: 'moves',
    facts: (from, act) => [
      tblProject(),
      ...evaluated(from),
      ...at('CandidatesPublicised', { publicFrom: '2022-10-20', publicUntil: '2024-12-31' })(act),
    ],
  },
  {
    part: 'cn-tbl R12 1',
    who: 'the answer to an objection to the evaluation',
    of: 'O-1',
    days: WITHIN['3 calendar days'],
    rest: 'always',
    facts: (from, act) => [
      tblProject(),
      told('CandidatesPublicised', '2022-10-20', { publicFrom: '2022-10-20', publicUntil: '2024-12-31' }),
      ...raised('evaluation')(from),
      ...rests(from),
      ...answered(act),
    ],
  },
  {
    part: 'cn-gpl R13 0',
    who: 'the delivery of the report',
    days: WITHIN['2 working days'],
    rest: 'moves',
    facts: (from, act) => [gplProject(), ...evaluated(from), ...delivered(act), ...decided(act)],
  },
  {
    part: 'cn-gpl R13 1',
    who: 'the decision after the delivery',
    days: WITHIN['5 working days'],
    rest: 'moves',
    facts: (from, act) => [gplProject(), ...evaluated(morning(from)), ...delivered(from), ...decided(act)],
  },
  {
    part: 'cn-gpl R13 2',
    who: 'the decision of a buyer without an agency',
    days: WITHIN['5 working days'],
    rest: 'moves',
    facts: (from, act) => [gplProject({ agency: undefined }), ...evaluated(from), ...decided(act)],
  },
  {
    part: 'cn-gpl R13 3',
    who: 'the notice',
    of: 'A-1',
    days: WITHIN['2 working days'],
    rest: 'moves',
    facts: (from, act) => [gplProject(), ...decided(morning(from)), ...result(from), ...notice(act)],
  },
  {
    part: 'cn-gpl R13 4',
    who: 'the result',
    of: 'A-1',
    days: WITHIN['2 working days'],
    rest: 'moves',
    facts: (from, act) => [gplProject(), ...decided(morning(from)), ...notice(from), ...result(act)],
  },
  ...laws.map(
    ([pack, project]): Within => ({
      part: `${pack} R14 0`,
      of: 'A-1',
      days: WITHIN['30 calendar days'],
      rest: 'moves',
      facts: (from, act) => [project, ...early, ...notice(from), ...signed(act)],
    }),
  ),
  {
    part: 'cn-tbl R16 0',
    of: 'A-1',
    days: WITHIN['15 calendar days'],
    rest: 'moves',
    facts: (from, act) => [tblProject(), ...decided(from), ...at('TenderReportSubmitted', { awardId: 'A-1' })(act)],
  },
  {
    part: 'cn-gpl R17 0',
    of: 'C-1',
    days: WITHIN['2 working days'],
    rest: 'moves',
    facts: (from, act) => [gplProject(), ...signed(from), ...at('ContractPublished', { contractId: 'C-1' })(act)],
  },
  {
    part: 'cn-gpl R18 0',
    of: 'C-1',
    days: WITHIN['7 working days'],
    rest: 'moves',
    facts: (from, act) => [gplProject(), ...signed(from), ...at('ContractFiled', { contractId: 'C-1' })(act)],
  },
  ...['a', 'b'].map(
    (bidder): Within => ({
      part: 'cn-tbl R20 0',
      who: bidder === 'a' ? 'the winner' : 'a loser',
      of: `bond-${bidder}`,
      days: WITHIN['5 calendar days'],
      rest: 'moves nothing',
      facts: (from, act) => [tblProject(), lodged(bidder), ...early, ...signed(from), ...released(bidder)(act)],
    }),
  ),
  {
    part: 'cn-gpl R21 0',
    who: 'the winner',
    of: 'bond-a',
    days: WITHIN['5 working days'],
    rest: 'moves nothing',
    facts: (from, act) => [gplProject(), lodged('a'), ...early, ...signed(from), ...released('a')(act)],
  },
  {
    part: 'cn-gpl R21 0',
    who: 'a loser',
    of: 'bond-b',
    days: WITHIN['5 working days'],
    rest: 'moves nothing',
    facts: (from, act) => [gplProject(), lodged('b'), ...early, ...notice(from), ...released('b')(act)],
  },
  {
    part: 'cn-tbl R22 0',
    of: 'bond-b',
    days: WITHIN['5 calendar days'],
    rest: 'moves nothing',
    facts: (from, act) => [
      ...[tblProject(), farDeadline, lodged('b')],
      told('BidSubmitted', '2022-10-05', { bidId: 'bid-b', bidder: party('b') }),
      ...at('BidWithdrawn', { bidId: 'bid-b' })(from),
      ...released('b')(act),
    ],
  },
  ...[true, false].map(
    (mandatory, place): Within => ({
      part: `cn-tbl R25 ${place}`,
      who: `filing, where tendering is ${mandatory ? '' : 'not '}mandatory`,
      of: 'K-1',
      days: WITHIN['10 calendar days'],
      rest: 'moves nothing',
      missing: 'none',
      facts: (from, act) => [
        tblProject({ mandatory }),
        ...result(from),
        ...filed('award')(act),
        ...taken(act),
        ...ruled(act),
      ],
    }),
  ),
  ...(
    [
      ['cn-tbl R25 2', tblProject()],
      ['cn-puyang R25 0', land],
    ] as const
  ).map(
    ([part, project]): Within => ({
      part,
      who: 'taking up',
      of: 'K-1',
      days: WITHIN['3 working days'],
      rest: 'moves nothing',
      facts: (from, act) => [project, ...result(from), ...filed('award')(from), ...taken(act), ...ruled(act)],
    }),
  ),
  ...(
    [
      ['cn-tbl R25 3', tblProject()],
      ['cn-puyang R25 1', land],
    ] as const
  ).map(
    ([part, project]): Within => ({
      part,
      who: 'ruling',
      of: 'K-1',
      days: WITHIN['30 working days'],
      rest: 'moves nothing',
      facts: (from, act) => [project, ...result(from), ...filed('award')(from), ...taken(from), ...ruled(act)],
    }),
  ),
  {
    part: 'cn-gpl R26 0',
    who: 'a query about the opening',
    of: 'O-1',
    days: WITHIN['7 working days'],
    rest: 'moves nothing',
    missing: 'none',
    facts: (from, act) => [gplProject(), ...opened(from), ...raised('opening')(act), ...answered(act)],
  },
  {
    part: 'cn-gpl R26 0',
    who: 'a query about documents, from the last day on which they are to be had',
    of: 'O-1',
    days: WITHIN['7 working days'],
    rest: 'moves nothing',
    missing: 'none',
    facts: (from, act) => [
      gplProject(),
      told('TenderNoticePublished', '2022-10-03', { documentsUntil: from }),
      ...raised('documents')(act),
      ...answered(act),
    ],
  },
  {
    part: 'cn-gpl R26 0',
    who: 'a query about the result: posted for 1 working day, and 7 after it',
    of: 'O-1',
    days: WITHIN['8 working days'],
    rest: 'moves nothing',
    missing: 'none',
    facts: (from, act) => [gplProject(), ...result(from), ...raised('award')(act), ...answered(act)],
  },
  {
    part: 'cn-gpl R26 1',
    who: 'its answer',
    of: 'O-1',
    days: WITHIN['7 working days'],
    rest: 'moves nothing',
    facts: (from, act) => [gplProject(), ...opened(morning(from)), ...raised('opening')(from), ...answered(act)],
  },
  {
    part: 'cn-gpl R26 2',
    who: 'a complaint: 7 working days for the answer and 15 after it',
    of: 'K-1',
    days: WITHIN['22 working days'],
    rest: 'moves nothing',
    missing: 'none',
    facts: (from, act) => [gplProject(), ...raised('opening')(from), ...filed('opening')(act), ...ruled(act)],
  },
  {
    part: 'cn-gpl R26 3',
    who: 'ruling',
    of: 'K-1',
    days: WITHIN['30 working days'],
    rest: 'moves nothing',
    // Of a contract nobody asks for a query first.
    facts: (from, act) => [gplProject(), ...filed('contract')(from), ...ruled(act)],
  },
  ...(
    [
      ['cn-ningbo R29 0', WITHIN['3 months'], WITHIN['10 calendar days']],
      ['cn-puyang R29 0', WITHIN['90 calendar days'], WITHIN['7 calendar days']],
    ] as const
  ).flatMap(([part, first, second]): Within[] => [
    {
      part,
      who: 'until the demand',
      days: first,
      rest: 'moves',
      missing: 'only',
      facts: (from, act) => [local, ...accepted(from), ...traded(act)],
    },
    {
      part,
      who: 'after the demand',
      days: second,
      rest: 'moves',
      facts: (from, act) => [local, ...accepted('2022-01-10'), ...demanded(from), ...traded(act)],
    },
  ]),
]

/** The act is the day that must not come too early. */
export const atLeast: readonly Edge[] = [
  ...laws.map(
    ([pack, project]): Edge => ({
      part: `${pack} R01 0`,
      days: AT_LEAST['20 calendar days'],
      facts: (from, act) => [
        project,
        told('TenderDocumentsPublished', from),
        act === undefined ? told('InvitationIssued', from, { bidDeadlineAt: undefined }) : deadline(`${act}T09:00:00`),
      ],
    }),
  ),
  ...laws.map(
    ([pack, project]): Edge => ({
      part: `${pack} R02 0`,
      days: AT_LEAST[pack === 'cn-tbl' ? '5 calendar days' : '5 working days'],
      facts: (documentsFrom, documentsUntil) => [
        project,
        told('TenderNoticePublished', documentsFrom, { documentsFrom, documentsUntil }),
      ],
    }),
  ),
  {
    part: 'cn-tbl R11 1',
    days: AT_LEAST['3 calendar days'],
    facts: (publicFrom, publicUntil) => [
      tblProject(),
      ...evaluated(publicFrom),
      told('CandidatesPublicised', publicFrom, { publicFrom, publicUntil }),
    ],
  },
  {
    part: 'cn-gpl R27 0',
    days: AT_LEAST['5 working days'],
    facts: (publicFrom, publicUntil) => [
      gplProject({ method: 'direct', procedure: 'singleSource' }),
      told('SingleSourcePublicised', publicFrom, { publicFrom, publicUntil }),
    ],
  },
  {
    part: 'cn-gpl R28 0',
    days: AT_LEAST['15 years'],
    facts: (from, retainUntil) => [
      gplProject(),
      told('ContractCompleted', from, { contractId: 'C-1' }),
      ...at('ProjectArchived', { retainUntil })(retainUntil && '2024-11-01'),
    ],
  },
]

/** The first day is that before which the act lies. */
export const before: readonly Edge[] = [
  ...laws.map(
    ([pack, project]): Edge => ({
      part: `${pack} R04 0`,
      days: BEFORE['15 calendar days'],
      facts: (until, act) => [
        project,
        deadline(`${until}T09:00:00`),
        ...at('ClarificationIssued', { affectsBids: true, bidDeadlineAt: undefined })(act),
      ],
    }),
  ),
  {
    part: 'cn-tbl R05 0',
    who: 'an objection to the documents',
    of: 'O-1',
    days: BEFORE['10 calendar days'],
    facts: (until, act) => [tblProject(), deadline(`${until}T09:00:00`), ...raised('documents')(act), ...answered(act)],
  },
]
