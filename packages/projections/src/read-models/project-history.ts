import {
  type CalendarDate,
  dayNumber,
  dayNumberIn,
  emptyProject,
  evolveProject,
  instantMs,
  isActOnRecord,
  type LawfulOf,
  lifecycle,
  type Money,
  type Project,
  type ProjectEventType,
  projectIdOf,
  startOfDayMs,
  toMinor,
} from '@procurement-ledger/core'
import type { CaseFile } from '@procurement-ledger/core/rules'
import type { FoldEvent } from './projection.ts'
import type { Dimensions, LagRow } from './rows.ts'
import { first, keepFirst, type Stamp } from './stamp.ts'
import type { SuspensionFact } from './suspension.ts'

/**
 * What the tables need of one project: its facts by kind, joined by id only when rows are made. So it does not matter
 * in which order an imported history states them, and what it lacks is missing in the rows and nowhere else. Of what
 * it repeats the first statement stands, as in the core's own state.
 */
export interface ProjectHistory {
  readonly projectId: string
  /** The core's state: phase, suspension, archive, and which awards a re-evaluation sets aside. */
  readonly state: Project
  /** Whether the state follows every event; else those alone that decide about awards. */
  readonly isStateWhole: boolean
  /** From the first event; undefined until then. */
  registration: Registration | undefined
  revision: number
  position: bigint
  /** One a fact; undefined where nobody reads them. */
  readonly lags: LagRow[] | undefined

  accepted: (Stamp & { readonly isGreen: boolean; readonly isDeferred: boolean }) | undefined
  readonly returns: Stamp[]
  readonly deferred: Map<string, { readonly acceptedOn: number; readonly dueOn: number }>
  readonly supplied: Map<string, Stamp>

  notice: Stamp | undefined
  documents: Stamp | undefined
  /** The bid deadline that is stated latest in time: its moment, by the event that states it. */
  deadline: Stamp | undefined
  /** The bid deadline as it was stated last, which is by when a bid may be withdrawn. */
  lastDeadline: { readonly statedMs: number; readonly ms: number } | undefined
  /** The publicity of candidates that ends last. */
  publicity: { readonly eventId: string; readonly until: CalendarDate } | undefined
  opening: Stamp | undefined
  readonly openedBids: Set<string>
  /** Whose bid it is. */
  readonly bidders: Map<string, string>
  readonly withdrawals: Map<string, Stamp>

  readonly bonds: Map<string, Bond>
  readonly movements: BondMovement[]
  readonly waivers: (Stamp & MinorMoney)[]
  readonly sessions: Map<string, Session>
  readonly objections: Map<string, Objection>
  /** Answers of objections and decisions of complaints, by the key of what they answer. */
  readonly answers: Map<string, Stamp & { readonly upheld: boolean }>
  readonly suspensions: SuspensionFact[]

  readonly awards: Map<string, Award>
  /** First notice of each award. */
  readonly notices: Map<string, Stamp>
  /** Awards that were cancelled or set aside. */
  readonly voidings: Set<string>
  readonly loans: (Stamp & MinorMoney & { readonly awardId: string })[]

  readonly documentChecks: Stamp[]
  readonly opinions: Map<string, Stamp>
  readonly inspections: Stamp[]
  readonly flags: Map<string, Flag>
  /** First resolution of each flag. */
  readonly resolutions: Map<string, Stamp>
  readonly hotline: Map<string, Stamp>

  readonly contracts: Map<string, Contract>
  /** First publication of each contract. */
  readonly publications: Map<string, Stamp>
  /** When the project failed or was cancelled. */
  dropped: Stamp | undefined
}

/** The first event's data, whichever of the two kinds it is. */
export interface Registration {
  readonly origin: 'registered' | 'imported'
  readonly stamp: Stamp
  readonly zone: string
  readonly dimensions: Dimensions
  /** What scopes of rules look at. */
  readonly scoped: CaseFile['registration']
  readonly title: string | null
  readonly programme: string | null
  readonly buyerName: string | null
  readonly agencyName: string | null
  readonly searchText: string
  readonly budget: MinorMoney | undefined
  readonly ceilingPrice: MinorMoney | undefined
  readonly reservePrice: MinorMoney | undefined
}

export interface MinorMoney {
  readonly currency: string
  readonly amountMinor: bigint
}

/** A rate-priced award has no price. */
export interface Award extends Stamp {
  readonly supplier: string
  readonly price: MinorMoney | undefined
}

export interface Contract extends Stamp, MinorMoney {
  readonly awardId: string
  readonly channel: 'online' | 'paper' | null
  /** The first day of its period, where that is stated. */
  readonly start: Stamp | undefined
}

export interface Bond extends Stamp, MinorMoney {
  readonly kind: 'bid' | 'performance'
  readonly form: string
  readonly bidder: string
  /** Who guarantees it, or insures it; '' where nobody is named. */
  readonly bank: string
  readonly validUntil: CalendarDate | undefined
}

export interface BondMovement extends Stamp, MinorMoney {
  readonly bondId: string
  readonly movement: 'released' | 'forfeited' | 'claimed'
  readonly interestMinor: bigint
  readonly isAutomatic: boolean
}

export interface Session extends Stamp {
  readonly mode: 'onsite' | 'remote' | 'distributed'
  readonly isOvernight: boolean
}

export interface Objection extends Stamp {
  readonly kind: 'objection' | 'complaint'
  readonly about: string
  readonly channel: 'online' | 'paper'
}

export interface Flag extends Stamp {
  readonly level: 'green' | 'yellow' | 'red'
  readonly origin: 'rule' | 'analytics' | 'report'
}

/** Only a stream that begins with neither registration nor import, which no ledger records, is left without a zone. */
const NO_ZONE = 'UTC'

export const zoneOf = ({ registration }: ProjectHistory): string => registration?.zone ?? NO_ZONE

/**
 * Cancelled, or set aside by a re-evaluation: such an award and its notices count nowhere. An imported history may
 * cancel an award before it decides it, or without, so what was stated of the award counts and not its state.
 */
export const isVoid = ({ voidings }: ProjectHistory, awardId: string): boolean => voidings.has(awardId)

/** Awards that are live, in the order in which they were decided: `first` is what occurred first. */
export const liveAwards = (history: ProjectHistory): readonly (Award & { readonly awardId: string })[] =>
  [...history.awards]
    .filter(([awardId]) => !isVoid(history, awardId))
    .map(([awardId, award]) => ({ awardId, ...award }))
    .sort((a, b) => a.occurredMs - b.occurredMs)

/** The first notice of an award that is not void. */
export function firstLiveNotice(history: ProjectHistory): Stamp | undefined {
  let found: Stamp | undefined
  for (const [awardId, notice] of history.notices) if (!isVoid(history, awardId)) found = first(found, notice)
  return found
}

/** What is kept of a history beside its facts. */
export interface Kept {
  /** How late each fact was recorded. */
  readonly keepsLags: boolean
  /** Where the project stands. Without it the state still knows which awards a re-evaluation sets aside. */
  readonly keepsState: boolean
}

const ALL_KEPT: Kept = { keepsLags: true, keepsState: true }

export function startHistory(stream: string, { keepsLags, keepsState } = ALL_KEPT): ProjectHistory {
  const projectId = projectIdOf(stream) ?? stream
  return {
    projectId,
    state: emptyProject(projectId),
    isStateWhole: keepsState,
    registration: undefined,
    revision: -1,
    position: 0n,
    lags: keepsLags ? [] : undefined,
    accepted: undefined,
    returns: [],
    deferred: new Map(),
    supplied: new Map(),
    notice: undefined,
    documents: undefined,
    deadline: undefined,
    lastDeadline: undefined,
    publicity: undefined,
    opening: undefined,
    openedBids: new Set(),
    bidders: new Map(),
    withdrawals: new Map(),
    bonds: new Map(),
    movements: [],
    waivers: [],
    sessions: new Map(),
    objections: new Map(),
    answers: new Map(),
    suspensions: [],
    awards: new Map(),
    notices: new Map(),
    voidings: new Set(),
    loans: [],
    documentChecks: [],
    opinions: new Map(),
    inspections: [],
    flags: new Map(),
    resolutions: new Map(),
    hotline: new Map(),
    contracts: new Map(),
    publications: new Map(),
    dropped: undefined,
  }
}

/** Folds one event, in place. Types that the core does not know yet are measured for lag and otherwise left alone. */
export function foldHistory(history: ProjectHistory, event: FoldEvent): void {
  const { type, eventId, occurredMs } = event
  if (isProjectEvent(type)) {
    // Only what may be stated next hangs on the role, and rows do not ask for that.
    if (history.isStateWhole || DECIDES_AWARDS.includes(type))
      evolveProject(history.state, { type, data: event.data, occurredMs, role: 'ledger' })
    if (type === 'ProjectRegistered' || type === 'ProjectImported') register(history, event, type)
  }
  const zone = zoneOf(history)
  const occurredOn = dayNumberIn(zone, occurredMs)
  const stamp: Stamp = { eventId, occurredMs, occurredOn }
  if (isProjectEvent(type)) foldOf[type]?.(history, event.data as never, stamp)

  history.revision = event.revision
  history.position = event.position
  // Acts on the record are no facts of the procedure: no figure may tell whether there was one.
  if (history.lags === undefined || isActOnRecord(type)) return
  history.lags.push(lagOf(history.projectId, event, occurredOn, dayNumberIn(zone, event.recordedMs)))
}

/** What decides which awards a re-evaluation sets aside. */
export const DECIDES_AWARDS: readonly ProjectEventType[] = [
  'AwardDecided',
  'AwardCancelled',
  'ContractSigned',
  'ReEvaluationOrdered',
]

const isProjectEvent = (type: string): type is ProjectEventType => Object.hasOwn(lifecycle, type)

type Fold = (history: ProjectHistory, data: never, stamp: Stamp) => void

type Folds = {
  readonly [T in ProjectEventType]?: (history: ProjectHistory, data: LawfulOf<T>, stamp: Stamp) => void
}

/** What each event adds. A type that is missing here adds to no table but lags and, by the core's state, projects. */
const folds: Folds = {
  RegistrationReturned({ returns }, _data, stamp) {
    returns.push(stamp)
  },
  RegistrationAccepted(history, { greenChannel, deferred }, stamp) {
    history.accepted = first(history.accepted, { ...stamp, isGreen: greenChannel, isDeferred: deferred.length > 0 })
    for (const { material, dueOn } of deferred)
      if (!history.deferred.has(material))
        history.deferred.set(material, { acceptedOn: stamp.occurredOn, dueOn: dayNumber(dueOn) })
  },
  DeferredMaterialSupplied: ({ supplied }, { material }, stamp) => keepFirst(supplied, material, stamp),

  TenderNoticePublished: noticed,
  InvitationIssued: noticed,
  DeadlineExtended: closes,
  ClarificationIssued: statesDeadline,
  TenderDocumentsPublished(history, _data, stamp) {
    history.documents = first(history.documents, stamp)
  },

  BidBondLodged({ bonds }, { bondId, bidder, form, amount, guarantor, validUntil }, stamp) {
    const whose = { kind: 'bid', bidder: bidder.id, bank: guarantor?.id ?? '', validUntil } as const
    const bond: Bond = { ...stamp, ...whose, form, ...minor(amount) }
    if (!bonds.has(bondId)) bonds.set(bondId, bond)
  },
  BidBondWaived({ waivers }, { amountWaived }, stamp) {
    waivers.push({ ...stamp, ...minor(amountWaived) })
  },
  BidSubmitted({ bidders }, { bidId, bidder }) {
    if (!bidders.has(bidId)) bidders.set(bidId, bidder.id)
  },
  BidWithdrawn: ({ withdrawals }, { bidId }, stamp) => keepFirst(withdrawals, bidId, stamp),
  BidsOpened: (history, { bids }, stamp) => opened(history, bids, stamp),
  OffersReceived: (history, { offers }, stamp) => opened(history, offers, stamp),

  EvaluationStarted({ sessions }, { sessionId, mode, overnight }, stamp) {
    if (!sessions.has(sessionId)) sessions.set(sessionId, { ...stamp, mode, isOvernight: overnight })
  },
  CandidatesPublicised(history, { publicUntil }, { eventId }) {
    if (history.publicity === undefined || history.publicity.until < publicUntil)
      history.publicity = { eventId, until: publicUntil }
  },
  ReEvaluationOrdered: voidSetAside,

  ObjectionRaised({ objections }, { objectionId, about, channel }, stamp) {
    const key = objectionKey(objectionId)
    if (!objections.has(key)) objections.set(key, { ...stamp, kind: 'objection', about, channel })
  },
  ObjectionAnswered: ({ answers }, { objectionId, upheld }, stamp) =>
    keepFirst(answers, objectionKey(objectionId), { ...stamp, upheld }),
  ComplaintFiled({ objections }, { complaintId, about, channel }, stamp) {
    const key = complaintKey(complaintId)
    if (!objections.has(key)) objections.set(key, { ...stamp, kind: 'complaint', about, channel })
  },
  ComplaintDecided: ({ answers }, { complaintId, upheld }, stamp) =>
    keepFirst(answers, complaintKey(complaintId), { ...stamp, upheld }),
  ProcedureSuspended({ suspensions }, { cause, causeRef }, stamp) {
    suspensions.push({ ...stamp, kind: 'suspended', cause, causeRef })
  },
  ProcedureResumed({ suspensions }, { cause, causeRef }, stamp) {
    suspensions.push({ ...stamp, kind: 'resumed', cause, causeRef })
  },

  AwardDecided({ awards }, { awardId, supplier, amount }, stamp) {
    const price = amount && minor(amount)
    if (!awards.has(awardId)) awards.set(awardId, { ...stamp, supplier: supplier.id, price })
  },
  AwardCancelled({ voidings }, { awardId }) {
    voidings.add(awardId)
  },
  AwardNoticeIssued: ({ notices }, { awardId }, stamp) => keepFirst(notices, awardId, stamp),
  AwardFinancingGranted({ loans }, { awardId, amount }, stamp) {
    loans.push({ ...stamp, awardId, ...minor(amount) })
  },
  PerformanceBondLodged({ bonds }, { bondId, supplier, form, amount, guarantor }, stamp) {
    const bank = guarantor?.id ?? ''
    const whose = { kind: 'performance', bidder: supplier.id, bank, validUntil: undefined } as const
    const bond: Bond = { ...stamp, ...whose, form, ...minor(amount) }
    if (!bonds.has(bondId)) bonds.set(bondId, bond)
  },

  ContractSigned(history, { contractId, awardId, amount, channel, period }, stamp) {
    const { contracts } = history
    if (contracts.has(contractId)) return
    const start = period && startOf(history, period.startOn, stamp)
    contracts.set(contractId, { ...stamp, awardId, channel: channel ?? null, start, ...minor(amount) })
  },
  ContractPublished: ({ publications }, { contractId }, stamp) => keepFirst(publications, contractId, stamp),

  BondReleased({ movements }, { bondId, principal, interest, trigger }, stamp) {
    const isAutomatic = trigger === 'automatic'
    const interestMinor = toMinor(interest)
    movements.push({ ...stamp, bondId, movement: 'released', ...minor(principal), interestMinor, isAutomatic })
  },
  BondForfeited: (history, { bondId, amount }, stamp) => took(history, 'forfeited', bondId, amount, stamp),
  GuaranteeClaimed: (history, { bondId, amount }, stamp) => took(history, 'claimed', bondId, amount, stamp),

  DocumentsSpotChecked({ documentChecks }, _data, stamp) {
    documentChecks.push(stamp)
  },
  SupervisoryOpinionIssued({ opinions }, { opinionId }, stamp) {
    if (!opinions.has(opinionId)) opinions.set(opinionId, stamp)
  },
  SiteInspected({ inspections }, _data, stamp) {
    inspections.push(stamp)
  },
  FlagRaised({ flags }, { flagId, level, origin }, stamp) {
    if (!flags.has(flagId)) flags.set(flagId, { ...stamp, level, origin })
  },
  FlagResolved: ({ resolutions }, { flagId }, stamp) => keepFirst(resolutions, flagId, stamp),
  HotlineCaseHandled({ hotline }, { caseId }, stamp) {
    if (!hotline.has(caseId)) hotline.set(caseId, stamp)
  },

  TenderFailed: dropped,
  ProjectCancelled: dropped,
}

/** The same by a name that is known at run time only. */
const foldOf: { readonly [type: string]: Fold | undefined } = folds

const objectionKey = (id: string): string => `objection/${id}`
const complaintKey = (id: string): string => `complaint/${id}`

function noticed(history: ProjectHistory, data: Closing, stamp: Stamp): void {
  history.notice = first(history.notice, stamp)
  closes(history, data, stamp)
}

interface Closing {
  readonly bidDeadlineAt?: string | undefined
}

/** An extension only ever moves the deadline to a later moment, so in whatever order they are stated the latest stands. */
function closes(history: ProjectHistory, data: Closing, stamp: Stamp): void {
  const { bidDeadlineAt } = data
  if (bidDeadlineAt === undefined) return
  statesDeadline(history, data, stamp)
  const { eventId } = stamp
  const occurredMs = instantMs(bidDeadlineAt)
  if (history.deadline !== undefined && history.deadline.occurredMs >= occurredMs) return
  history.deadline = { eventId, occurredMs, occurredOn: dayNumberIn(zoneOf(history), occurredMs) }
}

/** Of two that are stated at one instant, the one that was recorded last stands. */
function statesDeadline(history: ProjectHistory, { bidDeadlineAt }: Closing, { occurredMs: statedMs }: Stamp): void {
  if (bidDeadlineAt === undefined) return
  if (history.lastDeadline !== undefined && history.lastDeadline.statedMs > statedMs) return
  history.lastDeadline = { statedMs, ms: instantMs(bidDeadlineAt) }
}

/** A day as a moment: its beginning in the venue's zone. */
const startOf = (history: ProjectHistory, day: CalendarDate, { eventId }: Stamp): Stamp => ({
  eventId,
  occurredMs: startOfDayMs(zoneOf(history), day),
  occurredOn: dayNumber(day),
})

function opened(history: ProjectHistory, bids: readonly OpenedBid[], stamp: Stamp): void {
  const { openedBids, bidders } = history
  history.opening = first(history.opening, stamp)
  for (const { bidId, bidder } of bids) {
    openedBids.add(bidId)
    if (!bidders.has(bidId)) bidders.set(bidId, bidder.id)
  }
}

interface OpenedBid {
  readonly bidId: string
  readonly bidder: { readonly id: string }
}

/** The core's state has set them aside already: which ones depends on the contracts that were signed by then. */
function voidSetAside({ state, voidings }: ProjectHistory): void {
  for (const [awardId, { status }] of state.awards) if (status === 'void') voidings.add(awardId)
}

function took(
  { movements }: ProjectHistory,
  movement: 'forfeited' | 'claimed',
  bondId: string,
  amount: Money,
  stamp: Stamp,
): void {
  movements.push({ ...stamp, bondId, movement, ...minor(amount), interestMinor: 0n, isAutomatic: false })
}

function dropped(history: ProjectHistory, _data: unknown, stamp: Stamp): void {
  history.dropped = first(history.dropped, stamp)
}

function register(history: ProjectHistory, event: FoldEvent, type: 'ProjectRegistered' | 'ProjectImported'): void {
  if (history.registration !== undefined) return
  const data = event.data as unknown as LawfulOf<'ProjectRegistered'> & LawfulOf<'ProjectImported'>
  const { title, programme, codes, ocid, buyer, agency, venue, region, budget, ceilingPrice, reservePrice } = data
  const { eventId, occurredMs } = event
  const words = [history.projectId, title, programme, ...Object.values(codes ?? {}), ocid]
  const parties = [buyer, agency, venue].flatMap((party) => [party?.id, party?.name])
  history.registration = {
    origin: type === 'ProjectRegistered' ? 'registered' : 'imported',
    stamp: { eventId, occurredMs, occurredOn: dayNumberIn(venue.zone, occurredMs) },
    zone: venue.zone,
    dimensions: {
      category: data.category ?? null,
      regime: data.regime ?? null,
      method: data.method ?? null,
      procedure: data.procedure ?? null,
      region: region ?? null,
      agency: agency?.id ?? null,
      buyer: buyer?.id ?? null,
      venue: venue.id,
    },
    scoped: scopedOf(data),
    title: title ?? null,
    programme: programme ?? null,
    buyerName: buyer?.name ?? null,
    agencyName: agency?.name ?? null,
    searchText: [...words, ...parties]
      .filter((word) => word !== undefined)
      .join('\n')
      .toLowerCase(),
    budget: budget && minor(budget),
    ceilingPrice: ceilingPrice && minor(ceilingPrice),
    reservePrice: reservePrice && minor(reservePrice),
  }
}

function scopedOf(data: LawfulOf<'ProjectRegistered'>): CaseFile['registration'] {
  const { regime, method, procedure, category, mandatory, agency } = data
  return { regime, method, procedure, category, mandatory, agency }
}

const minor = (money: Money): MinorMoney => ({ currency: money.currency, amountMinor: toMinor(money) })

const lagOf = (
  projectId: string,
  { revision, type, eventId, occurredMs, recordedMs }: FoldEvent,
  occurredOn: number,
  recordedOn: number,
): LagRow => ({
  projectId,
  key: String(revision),
  type,
  eventId,
  occurredMs,
  recordedMs,
  occurredOn,
  lagDays: recordedOn - occurredOn,
})
