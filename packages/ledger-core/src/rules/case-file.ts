import { type CalendarDate, dayNumber, isDate } from '../kernel/calendar-date.ts'
import { instantMs } from '../kernel/instant.ts'
import { dayNumberIn, endOfDayMs } from '../kernel/zone.ts'
import type { ProjectEventType } from '../procurement/lifecycle.ts'
import type { LawfulOf } from '../procurement/steps.ts'
import { lastDayWithin, type Period } from './calendar/count-days.ts'
import type { WorkingCalendar } from './calendar/working-calendar.ts'
import type { Moment, MomentFunction, Point, Subject, SubjectKind } from './rule.ts'
import { type Stretch, suspensionsOf } from './suspensions.ts'
import { voidingsOf } from './voidings.ts'

/** A fact of one project as it is effective: corrected where it was corrected, left out where it was annulled. */
export interface Fact {
  readonly projectId?: string
  readonly eventId: string
  readonly type: string
  /** RFC 3339 with offset. */
  readonly occurredAt: string
  readonly recordedAt: string
  readonly data: Data
}

type Data = { readonly [field: string]: unknown }

/** A fact on the days of its venue. */
export interface Stamp<Known = Data> extends Point {
  readonly type: string
  readonly data: Known
}

export type StampOf<Type extends ProjectEventType> = Stamp<LawfulOf<Type>>

/** Days, both included, that do not count for some rule, and that no suspension of the procedure tells: tests, appraisals. */
export interface Pause {
  readonly cause: string
  /** None: for every subject of the project. */
  readonly subject?: Subject
  readonly fromOn: string
  readonly untilOn: string
}

export interface CaseFileInput {
  readonly history: readonly Fact[]
  readonly on: CalendarDate
  readonly calendar: WorkingCalendar
  readonly pauses?: readonly Pause[]
  readonly moments: ReadonlyMap<string, MomentFunction>
}

const KEYS = {
  award: 'awardId',
  contract: 'contractId',
  bond: 'bondId',
  bid: 'bidId',
  objection: 'objectionId',
  complaint: 'complaintId',
} as const satisfies { readonly [K in Exclude<SubjectKind, 'project'>]: string }

/** The fields by which a fact names what it is about. */
export const SUBJECT_ID_FIELDS: readonly string[] = Object.values(KEYS)

const SUBJECT_KEYS = Object.entries(KEYS) as readonly (readonly [Exclude<SubjectKind, 'project'>, string])[]

/** Only a stream that begins with neither registration nor import, which no ledger records, is left without a zone. */
const NO_ZONE = 'UTC'

/** What rules ask of one project: its facts up to the end of a day, in the order in which they occurred. */
export class CaseFile {
  readonly projectId: string
  readonly zone: string
  readonly calendar: WorkingCalendar
  readonly facts: readonly Stamp[]
  /** While the procedure was suspended; one that was not resumed lasts. */
  readonly suspensions: readonly Stretch[]
  /** By which fact an award was cancelled or set aside. */
  readonly voidings: ReadonlyMap<string, Stamp>
  readonly #byType: Map<string, Stamp[]>
  readonly #bySubject = new Map<SubjectKind, Map<string, Stamp[]>>()
  readonly #subjects = new Map<SubjectKind, readonly Subject[]>()
  readonly #pauses: readonly Pause[]
  readonly #moments: ReadonlyMap<string, MomentFunction>
  /** The day on which is judged. Nobody sees it: whoever asks whether a day is over says when to judge again. */
  #on: number
  #turnsOn: number | undefined

  constructor({ history, on, calendar, pauses = [], moments }: CaseFileInput) {
    const [first] = history
    this.projectId = first?.projectId ?? ''
    this.zone = zoneOf(first)
    this.#on = dayNumber(on)
    const onEndMs = endOfDayMs(this.zone, on)
    this.calendar = calendar
    this.#pauses = pauses
    this.#moments = moments
    const recorded = history.map((fact) => stampOf(fact, this.zone)).filter(({ ms }) => ms <= onEndMs)
    this.facts = recorded.toSorted((a, b) => a.ms - b.ms)
    this.#byType = Map.groupBy(this.facts, ({ type }) => type)
    this.suspensions = suspensionsOf(this.facts)
    this.voidings = voidingsOf(recorded)
    this.#index()
  }

  /** The first event's data, whichever of the two kinds it is; undefined before it. */
  get registration(): Partial<LawfulOf<'ProjectRegistered'>> | undefined {
    return this.first('ProjectRegistered')?.data ?? (this.first('ProjectImported')?.data as object | undefined)
  }

  of<Type extends ProjectEventType>(type: Type): readonly StampOf<Type>[] {
    return (this.#byType.get(type) ?? []) as readonly Stamp[] as readonly StampOf<Type>[]
  }

  first<Type extends ProjectEventType>(type: Type): StampOf<Type> | undefined {
    return this.of(type)[0]
  }

  last<Type extends ProjectEventType>(type: Type): StampOf<Type> | undefined {
    return this.of(type).at(-1)
  }

  /** The facts that name a subject. */
  about({ kind, id }: Subject): readonly Stamp[] {
    return kind === 'project' ? this.facts : (this.#bySubject.get(kind)?.get(id) ?? [])
  }

  /** The facts of one type that name a subject. */
  ofSubject<Type extends ProjectEventType>(type: Type, subject: Subject): readonly StampOf<Type>[] {
    return this.about(subject).filter((fact) => fact.type === type) as readonly Stamp[] as readonly StampOf<Type>[]
  }

  /** The same every time: each part of each rule asks. */
  subjects(kind: SubjectKind): readonly Subject[] {
    const known = this.#subjects.get(kind)
    if (known !== undefined) return known
    const ids = kind === 'project' ? [this.projectId] : [...(this.#bySubject.get(kind)?.keys() ?? [])]
    const subjects = ids.map((id) => ({ kind, id }))
    this.#subjects.set(kind, subjects)
    return subjects
  }

  /** When a moment came, for a subject: all of its times, in order. */
  points(moment: Moment, subject: Subject): readonly Point[] {
    if ('named' in moment) return this.#moments.get(moment.named)?.(this, subject) ?? []
    const { event, at, where } = moment
    const facts = this.#concerning(event, subject).filter(({ data }) => where === undefined || hasValues(data, where))
    return at === undefined ? facts : facts.flatMap((fact) => this.#pointAt(fact, at))
  }

  /** Whether a day is over on the day of judging. */
  isOver(day: number): boolean {
    if (day < this.#on) return true
    this.#turnsOn = Math.min(this.#turnsOn ?? Number.POSITIVE_INFINITY, day + 1)
    return false
  }

  /** Judges on another day from here on: one by whose end no other facts occurred than by the end of the last. */
  moveTo(day: number): void {
    this.#on = day
    this.#turnsOn = undefined
  }

  /** The first day after that of judging on which something that was asked for is over. */
  get turnsOn(): number | undefined {
    return this.#turnsOn
  }

  /**
   * The last day of a period that passes over the days of these causes. Undefined while it stands still: the procedure
   * is suspended, and when the period goes on nobody knows.
   */
  lastDayWithin(from: number, period: Period, causes: readonly string[], subject: Subject): number | undefined {
    const runs = causes.flatMap((cause) => this.#runsOf(cause, subject))
    let isStandingStill = false
    const isStopped = (day: number): boolean => {
      const run = runs.find(([first, last]) => day >= first && day <= last)
      isStandingStill ||= run?.[1] === Number.POSITIVE_INFINITY
      return run !== undefined && !isStandingStill
    }
    const lastDay = lastDayWithin(this.calendar, from, period, runs.length === 0 ? undefined : isStopped)
    return isStandingStill ? undefined : lastDay
  }

  dayOf(ms: number): number {
    return dayNumberIn(this.zone, ms)
  }

  /** Of a subject, and those of the same type that name none: a report on all awards is one on each. */
  #concerning(type: string, subject: Subject): readonly Stamp[] {
    const all = this.#byType.get(type) ?? []
    if (subject.kind === 'project') return all
    const key = KEYS[subject.kind]
    return all.filter(({ data }) => data[key] === subject.id || data[key] === undefined)
  }

  #pointAt(fact: Stamp, field: string): Point[] {
    const value = fact.data[field]
    if (typeof value !== 'string' || !isDate(value)) return []
    if (value.length === 10) return [{ eventId: fact.eventId, ms: fact.ms, day: dayNumber(value as CalendarDate) }]
    return [{ eventId: fact.eventId, ms: fact.ms, day: this.dayOf(instantMs(value)) }]
  }

  #runsOf(cause: string, subject: Subject): (readonly [first: number, last: number])[] {
    const given = this.#pauses
      .filter((pause) => pause.cause === cause && isOf(pause, subject))
      .map(({ fromOn, untilOn }) => [dayNumber(fromOn as CalendarDate), dayNumber(untilOn as CalendarDate)] as const)
    // Every suspension of the procedure, or those that name this cause and this subject.
    const meant = this.suspensions.filter(
      ({ from: { data } }) => cause === 'suspension' || (data.cause === cause && data.causeRef === subject.id),
    )
    // The day of the act is not counted: the first day that is passed over is the one after it.
    const own = meant.map(
      ({ from, until }) =>
        [this.dayOf(from.ms) + 1, until === undefined ? Number.POSITIVE_INFINITY : until.day] as const,
    )
    return [...own, ...given]
  }

  #index(): void {
    for (const [kind] of SUBJECT_KEYS) this.#bySubject.set(kind, new Map())
    for (const fact of this.facts)
      for (const [kind, key] of SUBJECT_KEYS) {
        const id = fact.data[key]
        if (typeof id !== 'string') continue
        const index = this.#bySubject.get(kind)
        const known = index?.get(id)
        if (known === undefined) index?.set(id, [fact])
        else known.push(fact)
      }
  }
}

/** The zone of the venue, as the first fact of a project states it: in it lie the days on which a project is judged. */
export function zoneOf(first: Pick<Fact, 'data'> | undefined): string {
  const venue = first?.data.venue as { readonly zone?: string } | undefined
  return venue?.zone ?? NO_ZONE
}

function stampOf({ eventId, type, occurredAt, data }: Fact, zone: string): Stamp {
  const ms = instantMs(occurredAt)
  return { eventId, type, ms, day: dayNumberIn(zone, ms), data }
}

const hasValues = (data: Data, where: Data): boolean =>
  Object.entries(where).every(([field, value]) => data[field] === value)

const isOf = ({ subject }: Pause, { kind, id }: Subject): boolean =>
  subject === undefined || (subject.kind === kind && subject.id === id)
