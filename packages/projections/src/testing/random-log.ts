import fc from 'fast-check'
import type { Told } from './invented.ts'
import { SHA256, venue } from './project-facts.ts'
import { corrected, type Shapes } from './random-acts.ts'
import { moment, START_MS, statedMoment } from './random-moments.ts'

/**
 * Random histories for properties. Nobody judges them, so they hold what a lawful ledger never would: facts out of
 * order, twice, or about what was never stated. That is what imported histories look like.
 */

const DAY_MS = 86_400_000

/** Few ids, and one of them often, so that facts are about each other. */
const id = (kind: string) => fc.constantFrom(`${kind}-1`, `${kind}-1`, `${kind}-2`)
const party = (kind: string) => id(kind).map((one) => ({ id: one, name: one }))
const money = fc
  .tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.constantFrom('CNY', 'CNY', 'CNY', 'USD'))
  .map(([fen, currency]) => ({ amount: (fen / 100).toFixed(2), currency }))
const date = fc
  .integer({ min: 0, max: 200 })
  .map((days) => new Date(START_MS + days * DAY_MS).toISOString().slice(0, 10))
const deadline = fc.tuple(date, fc.constantFrom('09', '23')).map(([day, hour]) => `${day}T${hour}:30:00+08:00`)
const channel = fc.constantFrom('online', 'paper')
const about = fc.constantFrom('notice', 'documents', 'opening', 'evaluation', 'award')
const form = fc.constantFrom('cash', 'transfer', 'guarantee', 'insurance', 'annual')
const causes = { cause: id('cause') }
const selection = fc.constantFrom('routine', 'random', 'lead')
const bids = fc.uniqueArray(fc.record({ bidId: id('bid'), bidder: party('bidder'), valid: fc.boolean() }), {
  selector: ({ bidId }) => bidId,
  minLength: 1,
})
const price = fc.oneof(fc.record({ amount: money }), fc.constant({ rate: '1.5' }))

const data: Shapes = {
  RegistrationReturned: fc.constant({ reasons: ['incomplete'] }),
  RegistrationAccepted: fc.record({
    greenChannel: fc.boolean(),
    deferred: fc.uniqueArray(fc.record({ material: id('material'), dueOn: date }), {
      selector: ({ material }) => material,
    }),
  }),
  DeferredMaterialSupplied: fc.record({ material: id('material') }),
  TenderNoticePublished: deadline.map((bidDeadlineAt) => ({ bidDeadlineAt, openingAt: bidDeadlineAt })),
  InvitationIssued: fc.oneof(
    fc.constant({ invited: [] }),
    deadline.map((bidDeadlineAt) => ({ invited: [], bidDeadlineAt })),
  ),
  DeadlineExtended: deadline.map((bidDeadlineAt) => ({ bidDeadlineAt, openingAt: bidDeadlineAt, reason: 'reason' })),
  ClarificationIssued: fc.oneof(
    fc.constant({ changes: [], affectsBids: false }),
    deadline.map((bidDeadlineAt) => ({ changes: [], affectsBids: true, bidDeadlineAt })),
  ),
  TenderDocumentsPublished: fc.record({ version: fc.integer({ min: 1, max: 3 }) }),
  BidBondLodged: fc
    .record({
      bondId: id('bond'),
      bidder: party('bidder'),
      form,
      amount: money,
      validUntil: fc.option(date, { nil: undefined }),
    })
    .map(({ validUntil, ...bond }) => ({ ...bond, ...(validUntil !== undefined && { validUntil }) })),
  BidBondWaived: fc.record({ basis: id('basis'), amountWaived: money }),
  BidSubmitted: fc.record({ bidId: id('bid'), bidder: party('bidder'), commitment: fc.constant(SHA256) }),
  BidWithdrawn: fc.record({ bidId: id('bid') }),
  BidsOpened: fc.record({ room: id('room'), online: fc.boolean(), bids }),
  OffersReceived: fc.record({ offers: bids }),
  EvaluationStarted: fc.record({
    sessionId: id('session'),
    mode: fc.constantFrom('onsite', 'remote', 'distributed'),
    overnight: fc.boolean(),
    sites: fc.constant([]),
  }),
  BidsEvaluated: fc.record({ scores: bids }),
  CandidatesPublicised: fc.record({ candidates: fc.constant([]), publicFrom: date, publicUntil: date }),
  ReEvaluationOrdered: fc.constant({ reason: 'complaint' }),
  ObjectionRaised: fc.record({ objectionId: id('objection'), about, channel }),
  ObjectionAnswered: fc.record({ objectionId: id('objection'), upheld: fc.boolean() }),
  ComplaintFiled: fc.record({ complaintId: id('complaint'), about, channel }),
  ComplaintDecided: fc.record({ complaintId: id('complaint'), upheld: fc.boolean(), measures: fc.constant([]) }),
  ProcedureSuspended: fc.record(causes),
  ProcedureResumed: fc.record(causes),
  AwardDecided: fc
    .tuple(fc.record({ awardId: id('award'), supplier: party('bidder'), basis: id('basis') }), price)
    .map(([award, priced]) => ({ ...award, ...priced })),
  AwardCancelled: fc.record({ awardId: id('award'), reason: fc.constant('other') }),
  AwardNoticeIssued: fc.record({ awardId: id('award'), noticeNo: id('notice') }),
  AwardFinancingGranted: fc.record({ awardId: id('award'), lender: party('bank'), amount: money }),
  PerformanceBondLodged: fc.record({ bondId: id('bond'), supplier: party('bidder'), form, amount: money }),
  ContractSigned: fc
    .record({
      contractId: id('contract'),
      awardId: id('award'),
      amount: money,
      channel,
      startOn: fc.option(date, { nil: undefined }),
    })
    .map(({ startOn, ...contract }) => ({
      ...{ ...contract, signatories: [] },
      ...(startOn !== undefined && { period: { startOn, endOn: startOn } }),
    })),
  ContractPublished: fc.record({ contractId: id('contract'), media: fc.constant([]) }),
  ContractCompleted: fc.record({ contractId: id('contract') }),
  BondReleased: fc
    .tuple(fc.record({ bondId: id('bond'), principal: money, trigger: fc.constantFrom('automatic', 'applied') }))
    .map(([released]) => ({ ...released, interest: { amount: '0.10', currency: released.principal.currency } })),
  BondForfeited: fc.record({ bondId: id('bond'), amount: money, reason: id('reason') }),
  GuaranteeClaimed: fc.record({ bondId: id('bond'), amount: money, reason: id('reason') }),
  TenderFailed: fc.constant({ reason: 'other' }),
  ProjectCancelled: fc.constant({ reason: 'no budget' }),
  ProjectArchived: fc.constant({ items: [], retainUntil: '2038-01-01' }),
  DocumentsSpotChecked: fc.record({ selection, found: fc.constant([]) }),
  SupervisoryOpinionIssued: fc.record({ opinionId: id('opinion'), dueOn: date }),
  SupervisoryOpinionAnswered: fc.record({ opinionId: id('opinion') }),
  SiteInspected: fc.record({ selection, result: id('result'), found: fc.constant([]) }),
  FlagRaised: fc
    .tuple(id('flag'), fc.constantFrom('rule', 'analytics', 'analytics', 'report'), fc.constantFrom('yellow', 'red'))
    .map(([flagId, origin, level]) => ({
      ...{ flagId, origin, level, events: [] },
      ...(origin === 'rule' && { rule: { id: 'R1', version: 1 } }),
    })),
  FlagResolved: fc.record({ flagId: id('flag'), outcome: fc.constantFrom('confirmed', 'unfounded') }),
  HotlineCaseHandled: fc.record({ caseId: id('case'), outcome: id('outcome') }),
  TypeNobodyKnowsYet: fc.constant({}),
}

const factOf = (type: string): fc.Arbitrary<Told> =>
  fc
    .tuple(data[type] as fc.Arbitrary<object>, moment, fc.integer({ min: -1, max: 90 }))
    .map(([fields, occurredMs, late]) => ({
      type,
      data: fields,
      occurredMs,
      recordedMs: occurredMs + late * 3_600_000,
    }))

const beginnings: Shapes = {
  ProjectImported: fc.record({
    ocid: id('ocds'),
    category: fc.constantFrom('works', 'land'),
    venue: fc.constant(venue),
  }),
  ProjectRegistered: fc.record({
    title: id('title'),
    buyer: party('buyer'),
    category: fc.constantFrom('works', 'goods', 'land', 'property'),
    regime: fc.constantFrom('TBL', 'GPL', 'other'),
    method: fc.constantFrom('open', 'limited'),
    procedure: fc.constantFrom('openTender', 'framework', 'singleSource', 'auction'),
    ceilingPrice: money,
    reservePrice: money,
    venue: fc.constantFrom(venue, { ...venue, id: 'venue-2', zone: 'America/New_York' }),
  }),
}

const begins = (type: string): fc.Arbitrary<Told> =>
  fc.record({ type: fc.constant(type), data: beginnings[type] as fc.Arbitrary<object>, occurredMs: moment })
const imported = begins('ProjectImported')
const registered = begins('ProjectRegistered')

const TYPES = Object.keys(data)

/** Anything after anything. */
const anyOrder = fc
  .tuple(
    fc.oneof(imported, registered),
    fc.array(fc.constantFrom(...TYPES).chain(factOf), { maxLength: 60, size: 'max' }),
  )
  .map(([begin, rest]) => [begin, ...rest])

/** A registered project: steps in the order of the procedure, some left out. */
const inOrder = fc
  .tuple(
    registered,
    fc.subarray(TYPES).chain((types) => fc.tuple(...types.map(factOf))),
  )
  .map(([begin, rest]) => [begin, ...rest.toSorted((a, b) => a.occurredMs - b.occurredMs)])

const BIDDING = [
  ...['BidBondLodged', 'BidSubmitted', 'BidWithdrawn', 'TenderNoticePublished', 'InvitationIssued'],
  ...['ClarificationIssued', 'DeadlineExtended', 'BidsOpened', 'OffersReceived', 'BondReleased', 'BidWithdrawn'],
]

/** A tender whose bidders withdraw, before a deadline that moves or after it: bonds hang on that, and it is rare elsewhere. */
const withdrawing = fc
  .tuple(registered, fc.array(fc.constantFrom(...BIDDING).chain(factOf), { minLength: 8, maxLength: 30, size: 'max' }))
  .map(([begin, rest]) => {
    const tender = { regime: 'TBL', method: 'open', procedure: 'openTender', category: 'works' }
    return [{ ...begin, data: { ...begin.data, ...tender } }, ...rest]
  })

/** The facts of one project. */
export const randomFacts: fc.Arbitrary<readonly Told[]> = fc.oneof(
  { weight: 4, arbitrary: anyOrder },
  { weight: 4, arbitrary: inOrder },
  { weight: 1, arbitrary: withdrawing },
)

/** The facts of one project, and what corrects and annuls them. */
export const randomHistory = corrected(randomFacts, { ...data, ...beginnings })

/** As `factOf`, in a stream that is folded whole: the day is that of the text, in one of several offsets. */
const statedFact = ([type, fields]: readonly [string, fc.Arbitrary<object>]): fc.Arbitrary<Told> =>
  fc.tuple(fields, statedMoment).map(([stated, moment]) => ({ type, data: stated, ...moment }))

/** Also of projects that the log does not have. */
const namedProject = fc.constantFrom({}, { projectId: 'P-0' }, { projectId: 'P-1' }, { projectId: 'P-99' })
const penalty = fc
  .tuple(namedProject, id('decision'), fc.constantFrom('warning', 'fine'))
  .map(([named, decisionNo, kind]) => ({ ...named, decisionNo, kind }))

const ofParty: Shapes = {
  CreditScored: fc
    .tuple(namedProject, fc.constantFrom('bidder', 'bidder', 'agency'), fc.constantFrom({}, { disclosureMonths: 6 }))
    .map(([named, subject, disclosed]) => ({ ...named, ...disclosed, subject, points: -5, reason: 'late' })),
  PenaltyImposed: penalty,
  HotlineCaseHandled: fc.record({ caseId: id('case'), outcome: id('outcome') }),
  TypeNobodyKnowsYet: fc.constant({}),
}
const ofExpert: Shapes = {
  ExpertSanctioned: fc.record({ kind: fc.constantFrom('points', 'points', 'removal'), reason: id('reason') }),
  PenaltyImposed: penalty,
}

const randomDossier = (types: Shapes): fc.Arbitrary<readonly Told[]> =>
  corrected(
    fc.array(fc.constantFrom(...Object.entries(types)).chain(statedFact), { minLength: 1, maxLength: 8 }),
    types,
  )

/** The facts of one enterprise, and of one expert, and what corrects and annuls them, the first one too. */
export const randomParty = randomDossier(ofParty)
export const randomExpert = randomDossier(ofExpert)

/** One append of a log: some facts of one stream. */
export interface RandomAppend {
  readonly stream: string
  readonly facts: readonly Told[]
}

/** A log of projects, enterprises and experts, and of one stream that read models do not follow, in random appends. */
export const randomLog: fc.Arbitrary<readonly RandomAppend[]> = fc
  .tuple(
    fc.array(randomHistory, { minLength: 1, maxLength: 5 }),
    fc.array(randomParty, { maxLength: 2 }),
    fc.array(randomExpert, { maxLength: 1 }),
    fc.infiniteStream(fc.nat()),
    fc.infiniteStream(fc.integer({ min: 1, max: 6 })),
  )
  .map(([histories, parties, experts, picks, lengths]) => {
    const left = [
      { stream: 'ledger', facts: [{ type: 'LedgerOpened', data: {}, occurredMs: START_MS }] as Told[] },
      ...histories.map((facts, i) => ({ stream: `project-P-${i}`, facts: [...facts] })),
      // Ids that are also those of projects.
      ...parties.map((facts, i) => ({ stream: `party-P-${i}`, facts: [...facts] })),
      ...experts.map((facts, i) => ({ stream: `expert-P-${i}`, facts: [...facts] })),
    ]
    const appends: RandomAppend[] = []
    while (left.length > 0) {
      const at = (picks.next().value as number) % left.length
      const { stream, facts } = left[at] as (typeof left)[number]
      appends.push({ stream, facts: facts.splice(0, lengths.next().value as number) })
      if (facts.length === 0) left.splice(at, 1)
    }
    return appends
  })
