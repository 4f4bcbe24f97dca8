import { type Money, toMinor } from '@procurement-ledger/core'
import { cnCalendar } from '@procurement-ledger/core/rules'
import type { Told } from './invented.ts'
import type { Rows } from './invented-rows.ts'

/**
 * What the facts of each stream are to the statistics, told from STATISTICS.md in plain searches over the list: what
 * fold and tables are compared with. It keeps no history and no state, and fills in only what figures read.
 */
export function naiveRows(streams: ReadonlyMap<string, readonly Told[]>): Omit<Rows, 'projects'> {
  const rows: Record<string, object[]> = {}
  const standingOf = [...streams].map(([stream, told]) => [stream, standing(told)] as const)
  for (const [stream, facts] of standingOf.filter(([stream]) => stream.startsWith('project-')))
    for (const [table, own] of Object.entries(tablesOf(new Facts(facts))))
      for (const [index, row] of own.entries()) {
        rows[table] ??= []
        rows[table].push({ projectId: stream, stream, key: String(index), ...dimensionsOf(facts), ...row })
      }
  const others = standingOf.filter(([stream]) => /^(party|expert)-/.test(stream))
  rows.credit = others.flatMap(([stream, facts]) => creditOf(facts).map((row) => ({ stream, ...row })))
  rows.supervision = [...(rows.supervision ?? []), ...others.flatMap(([, facts]) => casesOf(facts))]
  for (const table of TABLES) rows[table] ??= []
  return rows as unknown as Omit<Rows, 'projects'>
}

const TABLES = [
  ...['intervals', 'registrations', 'returns', 'deferred', 'awards', 'savings', 'contracts', 'bonds'],
  ...['bond_movements', 'waivers', 'sessions', 'objections', 'loans', 'competition', 'lags'],
  ...['supervision', 'credit'],
]

/** What these tests read of the data of any event. */
interface Data {
  readonly awardId: string
  readonly contractId: string
  readonly bondId: string
  readonly bidId: string
  readonly category?: string
  readonly regime?: string
  readonly venue: { readonly id: string; readonly zone: string }
  readonly bidder: { readonly id: string }
  readonly supplier: { readonly id: string }
  readonly amount?: Money
  readonly amountWaived: Money
  readonly principal?: Money
  readonly interest: Money
  readonly ceilingPrice?: Money
  readonly budget?: Money
  readonly reservePrice?: Money
  readonly trigger: string
  readonly deferred: readonly { readonly material: string; readonly dueOn: string }[]
  readonly material: string
  readonly greenChannel: boolean
  readonly publicUntil: string
  readonly bidDeadlineAt?: string
  readonly period?: { readonly startOn: string; readonly endOn: string }
  readonly bids?: readonly { readonly bidId: string; readonly bidder: { readonly id: string } }[]
  readonly offers?: readonly { readonly bidId: string; readonly bidder: { readonly id: string } }[]
  readonly cause: string
  readonly causeRef?: string
  readonly [field: string]: unknown
}

interface Fact {
  readonly type: string
  readonly data: Data
  readonly ms: number
  readonly on: number
  readonly lagDays: number
}

/** For each fact its last correction, looked for among all acts; who corrects or annuls states no fact. */
function standing(told: readonly Told[]): readonly Told[] {
  const isAnnulled = (place: number) => told.some(({ type, target }) => type === 'EventAnnulled' && target === place)
  return told.flatMap((fact, place) => {
    if (fact.type === 'EventCorrected' || fact.type === 'EventAnnulled' || isAnnulled(place)) return []
    const { type, data, occurredMs, recordedMs = occurredMs, occurredAt } = fact
    const corrections = told
      .filter((act, i) => act.type === 'EventCorrected' && act.target === place && !isAnnulled(i))
      .map((act) => act.data as { readonly data: object; readonly occurredAt?: string })
    const moved = corrections.findLast(({ occurredAt }) => occurredAt !== undefined)?.occurredAt
    const corrected = corrections.at(-1)?.data ?? data
    const stated = occurredAt === undefined ? { occurredMs } : { occurredMs, occurredAt }
    const when = moved === undefined ? stated : { occurredMs: Date.parse(moved), occurredAt: moved }
    return [{ type, data: corrected, recordedMs, ...when }]
  })
}

class Facts {
  readonly all: readonly Fact[]
  readonly zone: string

  constructor(facts: readonly Told[]) {
    const [begin] = facts as readonly [Told, ...Told[]]
    const { zone } = (begin.data as Data).venue
    this.zone = zone
    this.all = facts.map(({ type, data, occurredMs, recordedMs = occurredMs }) => {
      const on = civilDay(zone, occurredMs)
      return { type, data: data as Data, ms: occurredMs, on, lagDays: civilDay(zone, recordedMs) - on }
    })
  }

  of(...types: readonly string[]): readonly Fact[] {
    return this.all.filter(({ type }) => types.includes(type))
  }

  /** The first statement of each id. */
  once(id: string, ...types: readonly string[]): readonly Fact[] {
    return this.of(...types).filter((fact, i, all) => all.findIndex((one) => one.data[id] === fact.data[id]) === i)
  }
}

/** By the calendar of the runtime. */
function civilDay(zone: string, ms: number): number {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(ms)
  return dayOf(text)
}

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000
const earliest = (facts: readonly Fact[]): Fact | undefined =>
  facts.reduce<Fact | undefined>((first, fact) => (first === undefined || fact.ms < first.ms ? fact : first), undefined)
const priced = ({ amount }: Data) => ({
  currency: amount?.currency ?? null,
  amountMinor: amount === undefined ? null : toMinor(amount),
})

function dimensionsOf(facts: readonly Told[]) {
  const [begin] = facts as readonly [Told, ...Told[]]
  const { category = null, regime = null, venue } = begin.data as Data
  return { category, regime, venue: venue.id }
}

/** Awards that were cancelled, or had no contract when a re-evaluation was ordered. */
function voidAwards({ all }: Facts): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const [place, { type, data }] of all.entries()) {
    if (type === 'AwardCancelled') ids.add(data.awardId)
    if (type !== 'ReEvaluationOrdered') continue
    const until = all.slice(0, place)
    const signed = until.filter((fact, i) => {
      const isFirst =
        until.findIndex((one) => one.data.contractId === fact.data.contractId && one.type === fact.type) === i
      return fact.type === 'ContractSigned' && isFirst
    })
    for (const award of until.filter((fact) => fact.type === 'AwardDecided'))
      if (!signed.some((contract) => contract.data.awardId === award.data.awardId)) ids.add(award.data.awardId)
  }
  return ids
}

function tablesOf(facts: Facts): Record<string, object[]> {
  const [begin] = facts.all as readonly [Fact, ...Fact[]]
  const voided = voidAwards(facts)
  const isLive = ({ data }: Fact): boolean => !voided.has(data.awardId)
  const awards = facts.once('awardId', 'AwardDecided').filter(isLive)
  const accepted = earliest(facts.of('RegistrationAccepted'))
  const opening = earliest(facts.of('BidsOpened', 'OffersReceived'))
  const opened = facts.of('BidsOpened', 'OffersReceived').flatMap(({ data }) => data.bids ?? data.offers ?? [])
  return {
    intervals: intervalsOf(facts, isLive),
    registrations: accepted
      ? [
          {
            acceptedOn: accepted.on,
            greenChannel: Number(accepted.data.greenChannel),
            deferred: Number(accepted.data.deferred.length > 0),
          },
        ]
      : [],
    returns: facts.of('RegistrationReturned').map(({ on }) => ({ occurredOn: on })),
    deferred: deferredOf(facts),
    awards: awards.map(({ on, data }) => ({ occurredOn: on, supplier: data.supplier.id, ...priced(data) })),
    savings: savingsOf(begin, awards),
    contracts: facts
      .once('contractId', 'ContractSigned')
      .map(({ on, data }) => ({ occurredOn: on, channel: data.channel, ...priced(data) })),
    ...bondsOf(facts, isLive),
    waivers: facts
      .of('BidBondWaived')
      .map(({ on, data }) => ({ occurredOn: on, ...priced({ ...data, amount: data.amountWaived }) })),
    sessions: facts.once('sessionId', 'EvaluationStarted').map(({ on, data: { sessionId, mode, overnight } }) => ({
      ...{ occurredOn: on, sessionId, mode, overnight: Number(overnight) },
    })),
    objections: [
      ...answeredOf(facts, 'objection', 'objectionId', 'ObjectionRaised', 'ObjectionAnswered'),
      ...answeredOf(facts, 'complaint', 'complaintId', 'ComplaintFiled', 'ComplaintDecided'),
    ],
    loans: facts.of('AwardFinancingGranted').map(({ on, data }) => ({
      occurredOn: on,
      supplier: facts.of('AwardDecided').find((one) => one.data.awardId === data.awardId)?.data.supplier.id ?? '',
      ...priced(data),
    })),
    competition: opening ? [{ occurredOn: opening.on, bids: new Set(opened.map(({ bidId }) => bidId)).size }] : [],
    supervision: supervisionOf(facts),
    lags: facts.all.map(({ type, on, lagDays }) => ({ type, occurredOn: on, lagDays })),
  }
}

function supervisionOf(facts: Facts): object[] {
  const told = (kind: string, some: readonly Fact[]) => some.map(({ on }) => ({ kind, occurredOn: on }))
  const flags = facts.once('flagId', 'FlagRaised')
  const resolved = new Set(facts.of('FlagResolved').map(({ data }) => data.flagId))
  return [
    ...told('documents', facts.of('DocumentsSpotChecked')),
    ...told('opinion', facts.once('opinionId', 'SupervisoryOpinionIssued')),
    ...told('site', facts.of('SiteInspected')),
    ...flags.map(({ on, data }) => ({ kind: 'flag', occurredOn: on, level: data.level })),
    ...[...resolved].map((flagId) => ({
      kind: 'resolution',
      occurredOn: earliest(facts.of('FlagResolved').filter(({ data }) => data.flagId === flagId))?.on,
      origin: flags.find(({ data }) => data.flagId === flagId)?.data.origin,
    })),
    ...told('hotline', facts.once('caseId', 'HotlineCaseHandled')),
  ]
}

/** The day that stands in the text. */
const statedOn = ({ occurredAt = '' }: Told): number => dayOf(occurredAt.slice(0, 10))

const KINDS: { readonly [type: string]: string } = { CreditScored: 'score', PenaltyImposed: 'penalty' }

const creditOf = (facts: readonly Told[]): object[] =>
  facts
    .filter(({ type }) => ['CreditScored', 'PenaltyImposed', 'ExpertSanctioned'].includes(type))
    .map((fact) => {
      const { kind, subject, disclosureMonths } = fact.data as Readonly<Record<string, unknown>>
      const disclosed = disclosureMonths === undefined ? 0 : 1
      return { kind: KINDS[fact.type] ?? kind, subject, disclosed, occurredOn: statedOn(fact) }
    })

function casesOf(facts: readonly Told[]): object[] {
  const handled = facts.filter(({ type }) => type === 'HotlineCaseHandled')
  const caseOf = ({ data }: Told) => (data as Data).caseId
  return handled
    .filter((fact, i) => handled.findIndex((one) => caseOf(one) === caseOf(fact)) === i)
    .map((fact) => ({ kind: 'hotline', occurredOn: statedOn(fact) }))
}

function intervalsOf(facts: Facts, isLive: (fact: Fact) => boolean): object[] {
  const [begin] = facts.all as readonly [Fact, ...Fact[]]
  const droppedOn = earliest(facts.of('TenderFailed', 'ProjectCancelled'))?.on ?? null
  const spans = suspensionsOf(facts)
  const interval = (measure: string, startOn?: number, endOn?: number) => {
    let suspendedDays = 0
    for (let day = startOn ?? 0; startOn !== undefined && endOn !== undefined && day < endOn; day++)
      if (spans.some(([from, until]) => day >= from && day < until)) suspendedDays++
    const row = { measure, startOn: startOn ?? null, endOn: endOn ?? null, suspendedDays, droppedOn }
    return startOn === undefined && endOn === undefined ? [] : [row]
  }
  const on = (...types: readonly string[]) => earliest(facts.of(...types))?.on
  const notices = facts.of('AwardNoticeIssued').filter(isLive)
  const noticeOf = (awardId: string) => earliest(notices.filter(({ data }) => data.awardId === awardId))?.on
  const contracts = facts.once('contractId', 'ContractSigned')
  const registered = begin.type === 'ProjectRegistered' ? begin.on : undefined
  const award = earliest(notices)?.on
  const until = facts.of('CandidatesPublicised').map(({ data }) => dayOf(data.publicUntil))
  const deadlines = facts
    .of('TenderNoticePublished', 'InvitationIssued', 'DeadlineExtended')
    .flatMap(({ data }) =>
      data.bidDeadlineAt === undefined ? [] : civilDay(facts.zone, Date.parse(data.bidDeadlineAt)),
    )
  const closed = deadlines.length === 0 ? undefined : Math.max(...deadlines)
  const decided = earliest(facts.once('awardId', 'AwardDecided').filter(isLive))?.on
  const startOf = (awardId: string) => {
    const starts = contracts.flatMap(({ data: { period, ...contract } }) =>
      period !== undefined && contract.awardId === awardId ? dayOf(period.startOn) : [],
    )
    return starts.length === 0 ? undefined : Math.min(...starts)
  }
  const awardIds = new Set([...notices, ...contracts].filter(isLive).map(({ data }) => data.awardId))
  return [
    ...interval('cycle-time/registered-to-award-notice', registered, award),
    ...interval('cycle-time/accepted-to-award-notice', on('RegistrationAccepted'), award),
    ...interval('cycle-time/notice-to-award-notice', on('TenderNoticePublished', 'InvitationIssued'), award),
    ...interval('cycle-time/opening-to-award-notice', on('BidsOpened', 'OffersReceived'), award),
    ...interval(
      'cycle-time/documents-to-publicity-end',
      on('TenderDocumentsPublished'),
      until.length === 0 ? undefined : Math.max(...until),
    ),
    ...interval('registration-time/registered-to-accepted', registered, on('RegistrationAccepted')),
    ...interval('ocp-U059/tender-start-to-end', on('TenderNoticePublished', 'InvitationIssued'), closed),
    ...interval('ocp-U060/tender-end-to-award', closed, award),
    ...(closed === undefined ? [] : interval('ocp-U049/tender-end-to-any-award', closed, decided)),
    ...[...awardIds].flatMap((awardId) =>
      interval('ocp-U061/award-to-contract-start', noticeOf(awardId), startOf(awardId)),
    ),
    ...contracts.flatMap((contract) => {
      const { contractId, awardId } = contract.data
      const end = earliest(facts.of('ContractPublished').filter(({ data }) => data.contractId === contractId))?.on
      return [
        ...interval('contract-publication-time/signed-to-publication', contract.on, end),
        ...interval('contract-publication-time/award-notice-to-publication', noticeOf(awardId), end),
      ]
    }),
    ...[...awardIds].flatMap((awardId) =>
      interval(
        'award-to-contract-time/award-notice-to-contract',
        noticeOf(awardId),
        earliest(contracts.filter(({ data }) => data.awardId === awardId))?.on,
      ),
    ),
  ]
}

/** From the day of a suspension up to, not including, that of the first resumption that ends it. */
function suspensionsOf(facts: Facts): readonly (readonly [from: number, until: number])[] {
  const ordered = facts.of('ProcedureSuspended', 'ProcedureResumed').toSorted((a, b) => a.ms - b.ms)
  const until = new Map<Fact, number>()
  for (const [place, { type, on, data }] of ordered.entries()) {
    if (type !== 'ProcedureResumed') continue
    const open = ordered.slice(0, place).filter((one) => one.type === 'ProcedureSuspended' && !until.has(one))
    const named = open.filter((one) => one.data.cause === data.cause && one.data.causeRef === data.causeRef)
    for (const one of named.length > 0 ? named : open) until.set(one, on)
  }
  const suspended = ordered.filter(({ type }) => type === 'ProcedureSuspended')
  return suspended.map((one) => [one.on, until.get(one) ?? Number.POSITIVE_INFINITY])
}

function deferredOf(facts: Facts): object[] {
  const all = facts
    .of('RegistrationAccepted')
    .flatMap(({ on, data }) => data.deferred.map(({ material, dueOn }) => ({ material, acceptedOn: on, dueOn })))
  return all
    .filter(({ material }, i) => all.findIndex((one) => one.material === material) === i)
    .map(({ material, acceptedOn, dueOn }) => {
      const supplied = facts.of('DeferredMaterialSupplied').filter(({ data }) => data.material === material)
      return { acceptedOn, dueOn: dayOf(dueOn), suppliedOn: earliest(supplied)?.on ?? null }
    })
}

function savingsOf({ data: project }: Fact, awards: readonly Fact[]): object[] {
  const first = earliest(awards)
  if (first === undefined) return []
  const isSale = project.category === 'land' || project.category === 'property'
  const baseline = isSale ? project.reservePrice : (project.ceilingPrice ?? project.budget)
  const amounts = awards.flatMap(({ data }) => data.amount ?? [])
  const all = baseline === undefined ? amounts : [baseline, ...amounts]
  const isOne = all.every(({ currency }) => currency === all[0]?.currency)
  const awarded = amounts.reduce((sum, amount) => sum + toMinor(amount), 0n)
  const base = baseline === undefined ? 0n : toMinor(baseline)
  return [
    {
      occurredOn: first.on,
      baseline: baseline === undefined ? 'none' : 'known',
      ratePriced: amounts.length < awards.length ? 1 : 0,
      currency: isOne ? (all[0]?.currency ?? null) : null,
      savedMinor: isSale ? awarded - base : base - awarded,
    },
  ]
}

function bondsOf(facts: Facts, isLive: (fact: Fact) => boolean): { bonds: object[]; bond_movements: object[] } {
  const lodged = facts.once('bondId', 'BidBondLodged', 'PerformanceBondLodged').map(({ type, on, data }) => ({
    key: data.bondId,
    bondKind: type === 'BidBondLodged' ? 'bid' : 'performance',
    form: data.form,
    bidder: (data.bidder ?? data.supplier).id,
    occurredOn: on,
    ...priced(data),
    ...(type === 'BidBondLodged' && dueOf(facts, isLive, data)),
  }))
  const movements = { BondReleased: 'released', BondForfeited: 'forfeited', GuaranteeClaimed: 'claimed' }
  return {
    bonds: lodged,
    bond_movements: facts.of(...Object.keys(movements)).flatMap(({ type, on, data }) => {
      const bond = lodged.find(({ key }) => key === data.bondId)
      if (bond === undefined) return []
      return [
        {
          ...{ bondId: bond.key, bondKind: bond.bondKind, lodgedOn: bond.occurredOn, occurredOn: on },
          movement: movements[type as keyof typeof movements],
          ...priced({ ...data, amount: (data.principal ?? data.amount) as Money }),
          interestMinor: data.principal === undefined ? 0n : toMinor(data.interest),
          automatic: data.trigger === 'automatic' ? 1 : 0,
          legalTriggerOn: bond.bondKind === 'bid' ? (triggerOf(facts, isLive, bond)?.on ?? null) : null,
        },
      ]
    }),
  }
}

/** From when on its day has passed: 5 days, or 5 working days, and a guarantee only while it is valid. */
function dueOf(facts: Facts, isLive: (fact: Fact) => boolean, data: Data): object {
  const { form, bidder, validUntil } = data as Data & { readonly form: string; readonly validUntil?: string }
  const trigger = triggerOf(facts, isLive, { form, bidder: bidder.id })
  const isGuaranteed = form === 'guarantee' || form === 'insurance'
  if (trigger === undefined || (isGuaranteed && validUntil === undefined)) return { dueOn: null }
  let dueOn = trigger.on
  const isPurchase = facts.all[0]?.data.regime === 'GPL'
  for (let left = 5; left > 0; ) {
    dueOn += 1
    if (!isPurchase || cnCalendar.isWorkingDay(dueOn)) left -= 1
  }
  while (!cnCalendar.isWorkingDay(dueOn)) dueOn += 1
  return { dueOn, expiresOn: isGuaranteed && validUntil !== undefined ? dayOf(validUntil) : null }
}

/** TBR 57 and 35, GPR 33: of tenders, and of all purchases. */
function triggerOf(
  facts: Facts,
  isLive: (fact: Fact) => boolean,
  { bidder, form }: { readonly bidder: string; readonly form: unknown },
): Fact | undefined {
  const { regime, method, procedure, category } = (facts.all[0] as Fact).data
  if (form === 'annual') return undefined
  const won = facts.once('awardId', 'AwardDecided').filter(({ data }) => data.supplier.id === bidder)
  const contracts = facts.once('contractId', 'ContractSigned').filter(isLive)
  const own = contracts.filter(({ data }) => won.some((award) => award.data.awardId === data.awardId && isLive(award)))
  const isWinner = won.some(isLive)
  if (regime === 'GPL') return earliest(isWinner ? own : facts.of('AwardNoticeIssued').filter(isLive))
  const isTender = method === 'open' && (procedure === 'openTender' || procedure === 'framework')
  if (regime !== 'TBL' || !isTender || category === 'land' || category === 'property') return undefined
  return withdrawalOf(facts, bidder) ?? earliest(isWinner ? own : contracts)
}

function withdrawalOf(facts: Facts, bidder: string): Fact | undefined {
  const stated = facts.all.flatMap(({ type, data }) => {
    if (type === 'BidSubmitted') return [{ bidId: data.bidId, bidder: data.bidder }]
    return type === 'BidsOpened' || type === 'OffersReceived' ? (data.bids ?? data.offers ?? []) : []
  })
  const bids = stated.filter((bid, i) => stated.findIndex(({ bidId }) => bidId === bid.bidId) === i)
  const own = bids.filter((bid) => bid.bidder.id === bidder)
  const stating = facts.of('TenderNoticePublished', 'InvitationIssued', 'ClarificationIssued', 'DeadlineExtended')
  const deadline = stating
    .filter(({ data }) => data.bidDeadlineAt !== undefined)
    .sort((a, b) => a.ms - b.ms)
    .at(-1)?.data.bidDeadlineAt
  const withdrawn = own
    .map(({ bidId }) => earliest(facts.of('BidWithdrawn').filter(({ data }) => data.bidId === bidId)))
    .map((fact) => (fact && deadline !== undefined && fact.ms > Date.parse(deadline) ? undefined : fact))
  if (withdrawn.some((fact) => fact === undefined)) return undefined
  return withdrawn.flatMap((fact) => fact ?? []).sort((a, b) => b.ms - a.ms)[0]
}

const answeredOf = (facts: Facts, kind: string, id: string, stated: string, answered: string): object[] =>
  facts.once(id, stated).map(({ on, data }) => {
    const answer = earliest(facts.of(answered).filter((one) => one.data[id] === data[id]))
    return {
      ...{ kind, about: data.about, channel: data.channel, occurredOn: on },
      ...{ answeredOn: answer?.on ?? null, upheld: answer === undefined ? null : Number(answer.data.upheld) },
    }
  })
