/**
 * The rows of the read models. Every row belongs to exactly one stream; totals are computed when asked. Days are
 * numbers of civil days since 1970-01-01 in the venue's zone, instants epoch milliseconds, money minor units.
 */

/** By what lists filter and figures group. Parties and venues by id; null where the source does not say. */
export interface Dimensions {
  readonly category: string | null
  readonly regime: string | null
  readonly method: string | null
  readonly procedure: string | null
  readonly region: string | null
  readonly agency: string | null
  readonly buyer: string | null
  readonly venue: string | null
}

/** Where a fact stands: which event, when, and on which civil day of the venue. */
export interface Base extends Dimensions {
  readonly projectId: string
  /** Unique in the table among the rows of one stream. */
  readonly key: string
}

/** One project, as lists show it. key = ''. */
export interface ProjectRow extends Base {
  readonly title: string | null
  readonly programme: string | null
  readonly origin: 'registered' | 'imported'
  readonly phase: string
  readonly suspended: 0 | 1
  readonly archived: 0 | 1
  readonly revision: number
  readonly position: bigint
  readonly buyerName: string | null
  readonly agencyName: string | null
  readonly zone: string
  readonly registeredOn: number
  /** Lower-cased title, ids and names, for `text=`. */
  readonly searchText: string
}

/**
 * One interval of one statistic's variant and one subject (project, award or contract), with whichever end is known.
 * key = `${measure}/${subject}`.
 */
export interface IntervalRow extends Base {
  /** e.g. `cycle-time/registered-to-award-notice`; the statistic and its variant. */
  readonly measure: string
  /** Award or contract id; '' for the project itself. */
  readonly subject: string
  readonly startEvent: string | null
  readonly startMs: number | null
  readonly startOn: number | null
  readonly endEvent: string | null
  readonly endMs: number | null
  readonly endOn: number | null
  /** Civil days of suspension inside the interval, overlaps once; 0 unless both ends are known. */
  readonly suspendedDays: number
  /** The day the project failed or was cancelled: from then on it is not open. */
  readonly droppedOn: number | null
}

/** What happened at one registration. key = ''. Only once accepted. */
export interface RegistrationRow extends Base {
  readonly acceptedOn: number
  readonly greenChannel: 0 | 1
  readonly deferred: 0 | 1
}

/** One return of a registration. key = event id. */
export interface ReturnRow extends Base {
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
}

/** One deferred material (容缺). key = material. */
export interface DeferredRow extends Base {
  readonly acceptedOn: number
  readonly dueOn: number
  readonly suppliedOn: number | null
}

/** One award that was not voided. key = award id. */
export interface AwardRow extends Base {
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
  readonly supplier: string
  /** Null where the award is priced by a rate. */
  readonly currency: string | null
  readonly amountMinor: bigint | null
}

/** One project's savings, placed by its first live award. key = ''. */
export interface SavingRow extends Base {
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
  readonly currency: string | null
  readonly baseline: 'known' | 'none'
  readonly ratePriced: 0 | 1
  /** Ceiling or budget minus awards; for land and property awards minus reserve. Null unless countable. */
  readonly savedMinor: bigint | null
}

/** One signed contract. key = contract id. */
export interface ContractRow extends Base {
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
  readonly currency: string
  readonly amountMinor: bigint
  /** Null where an imported source does not say. */
  readonly channel: 'online' | 'paper' | null
}

/** One bond as lodged. key = bond id. */
export interface BondRow extends Base {
  readonly bondKind: 'bid' | 'performance'
  readonly form: string
  readonly bidder: string
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
  readonly currency: string
  readonly amountMinor: bigint
  /** The day on which the last of it was released, forfeited or claimed; null while some is held. */
  readonly clearedOn: number | null
  /** The rule by which it must be back, and the event from which that counts; null while that has not happened. */
  readonly dueRule: string | null
  readonly triggerEvent: string | null
  readonly triggerOn: number | null
  /** The last day on which it may be held; null where the calendar does not know the year, too. */
  readonly dueOn: number | null
  /** From the day after dueOn until it was cleared or had expired; null where it never was overdue. */
  readonly overdueFrom: number | null
  readonly overdueUntil: number | null
}

/** One release, forfeit or claim of a bond. key = event id. */
export interface BondMovementRow extends Base {
  readonly bondId: string
  readonly bondKind: 'bid' | 'performance'
  readonly form: string
  readonly movement: 'released' | 'forfeited' | 'claimed'
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
  /** Of the bond: which event lodged it, and when. */
  readonly lodgedEvent: string
  readonly lodgedMs: number
  readonly lodgedOn: number
  readonly currency: string
  readonly amountMinor: bigint
  /** Of it, what the bond still held: all, unless an imported history moves more than was lodged, or other money. */
  readonly takenMinor: bigint
  readonly interestMinor: bigint
  readonly automatic: 0 | 1
  /**
   * The day the law's clock for this bond began (TBR 57: the contract; GPR 33: the award notice for losers, the
   * contract for the winner; TBR 35: a withdrawal); null while it has not, or for performance bonds.
   */
  readonly legalTriggerOn: number | null
  /** While what is held of its bond is less by takenMinor; null where it took the last of it. */
  readonly heldFrom: number | null
  readonly heldUntil: number | null
  /** While what is overdue of its bond is less by takenMinor; null where it never was. */
  readonly overdueFrom: number | null
  readonly overdueUntil: number | null
}

/** One side of an entry in the books of bonds. key = event id/account. */
export interface BondPostingRow extends Base {
  readonly bondId: string
  /** '' of a bond that was never lodged. */
  readonly bidder: string
  /** Who guarantees it; '' where nobody is named. */
  readonly bank: string
  readonly account: string
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
  /** The day from which it counts. */
  readonly postedOn: number
  readonly currency: string
  readonly debitMinor: bigint
  readonly creditMinor: bigint
}

/** One waiver of bid bonds. key = event id. */
export interface WaiverRow extends Base {
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
  readonly currency: string
  readonly amountMinor: bigint
}

/** One start of an evaluation session of this project. key = session id. */
export interface SessionRow extends Base {
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
  readonly sessionId: string
  readonly mode: 'onsite' | 'remote' | 'distributed'
  readonly overnight: 0 | 1
}

/** One objection or complaint. key = `objection/<id>` or `complaint/<id>`. */
export interface ObjectionRow extends Base {
  readonly kind: 'objection' | 'complaint'
  readonly about: string
  readonly channel: 'online' | 'paper'
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
  readonly answeredEvent: string | null
  readonly answeredMs: number | null
  /** Answer of the objection, or decision of the complaint. */
  readonly answeredOn: number | null
  readonly upheld: 0 | 1 | null
}

/** One loan on an award (中标贷). key = event id. */
export interface LoanRow extends Base {
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
  readonly supplier: string
  readonly currency: string
  readonly amountMinor: bigint
}

/** The bids opened or offers received of one project. key = ''. */
export interface CompetitionRow extends Base {
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
  /** Distinct bids. */
  readonly bids: number
}

/** One fact of supervision. key = event id. */
export interface SupervisionRow extends Dimensions {
  /** Of the project, or of the enterprise that a case of the hotline is about. */
  readonly stream: string
  readonly key: string
  readonly projectId: string | null
  readonly kind: 'documents' | 'opinion' | 'site' | 'flag' | 'resolution' | 'hotline'
  /** Of a flag. */
  readonly level: 'green' | 'yellow' | 'red' | null
  /** Of a flag, and of the flag that was resolved; null where that is unknown. */
  readonly origin: 'rule' | 'analytics' | 'report' | null
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
}

/** One score, sanction or penalty. key = event id. Its dimensions are those of the project that it names. */
export interface CreditRow {
  /** Of the enterprise or the expert. */
  readonly stream: string
  readonly key: string
  readonly projectId: string | null
  readonly kind: 'score' | 'points' | 'removal' | 'penalty'
  /** As what an enterprise was scored. */
  readonly subject: 'bidder' | 'agency' | null
  /** Whether the score is shown to the public. */
  readonly disclosed: 0 | 1
  readonly eventId: string
  readonly occurredMs: number
  readonly occurredOn: number
}

/** How late one event was recorded. key = revision as text. */
export interface LagRow {
  readonly projectId: string
  readonly key: string
  readonly type: string
  readonly eventId: string
  readonly occurredMs: number
  readonly recordedMs: number
  readonly occurredOn: number
  /** Civil days between occurrence and record in the venue's zone; may be negative within the clock's tolerance. */
  readonly lagDays: number
}
