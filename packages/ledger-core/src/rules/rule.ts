import type { z } from 'zod'
import type { FaultCode } from '../kernel/fault.ts'
import type { Category, Method, Procedure, Regime } from '../procurement/shapes.ts'
import type { Period } from './calendar/count-days.ts'
import type { CaseFile } from './case-file.ts'

/** A rule as data, and what judging by it gives. The judge in judge.ts knows no rule by name. */

export const SUBJECT_KINDS = ['project', 'award', 'contract', 'bond', 'bid', 'objection', 'complaint'] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

/** What a result is about. The id of the kind `project` is the projectId. */
export interface Subject {
  readonly kind: SubjectKind
  readonly id: string
}

/** From the best to the worst: the parts of a rule are judged one by one, and the worst of them is the rule's. */
export const STATES = ['notApplicable', 'pass', 'pending', 'violated'] as const
export type State = (typeof STATES)[number]

/** `block`: the ledger refuses a fact that breaks the rule, unless an override says who and why. */
export const SEVERITIES = ['warn', 'block'] as const
export type Severity = (typeof SEVERITIES)[number]

/** `unstated`: the registration, or the source of an imported project, does not say. */
type OrUnstated<Value extends string> = Value | 'unstated'

/** Which projects are bound; what is left out binds all. */
export interface Scope {
  readonly regimes?: readonly OrUnstated<z.infer<typeof Regime>>[] | undefined
  readonly methods?: readonly OrUnstated<z.infer<typeof Method>>[] | undefined
  readonly procedures?: readonly OrUnstated<z.infer<typeof Procedure>>[] | undefined
  readonly categories?: readonly OrUnstated<z.infer<typeof Category>>[] | undefined
  /** 依法必须进行招标的项目: only such, or only others. */
  readonly mandatory?: boolean | undefined
  /** Only where an agency acts for the buyer, or only where the buyer acts by itself (自行招标). */
  readonly agency?: boolean | undefined
}

/** A moment in the life of a subject: an event of the catalogue, or a name that a function of the pack answers to. */
export type Moment =
  | {
      readonly event: string
      /** A field with a date or an instant; none: when the event occurred. */
      readonly at?: string | undefined
      /** Fields that must have these values. */
      readonly where?: Readonly<Record<string, string | number | boolean>> | undefined
    }
  | { readonly named: string }

interface PartBase {
  readonly subject: SubjectKind
  readonly scope?: Scope | undefined
}

/** Once the one has happened, the other must happen within so many days. */
export interface WithinPart extends PartBase {
  readonly check: 'within'
  readonly from: Moment
  readonly act: Moment
  readonly period: Period
  /**
   * What the period passes over: `suspension` (of the procedure, whatever for), or a cause: of a suspension that names it and
   * the subject (`cause`, `causeRef`), and of the pauses that the caller gives.
   */
  readonly stops?: readonly string[] | undefined
  /** Ends the duty, if it happens before the period is over. The voiding of an award always ends those of the award. */
  readonly endedBy?: readonly Moment[] | undefined
  /** Says that the act, if it was done, is kept elsewhere. */
  readonly elsewhere?: readonly Moment[] | undefined
  /** Every such moment begins a period, until the next; else only the first. */
  readonly each?: boolean | undefined
}

/** Between the one and the other lie at least so many days. */
export interface AtLeastPart extends PartBase {
  readonly check: 'atLeast'
  readonly from: Moment
  readonly until: Moment
  readonly period: Period
}

/** The act, every time, comes at least so many days before the other. */
export interface BeforePart extends PartBase {
  readonly check: 'before'
  readonly act: Moment
  readonly until: Moment
  readonly period: Period
}

/** What data cannot say: a named function judges, with what the data give it. */
export interface FunctionPart extends PartBase {
  readonly check: 'function'
  readonly name: string
  readonly given?: Given | undefined
}

export type Given = Readonly<Record<string, string | number | boolean | readonly string[]>>
export type Part = WithinPart | AtLeastPart | BeforePart | FunctionPart

export interface Rule {
  readonly id: string
  readonly version: number
  /** The first and the last day on which a subject's first fact may lie. */
  readonly effectiveFrom: string
  readonly effectiveUntil?: string | undefined
  readonly scope: Scope
  readonly severity: Severity
  readonly article: string
  readonly name: { readonly en: string; readonly zh: string }
  /** Whose duty it is. */
  readonly binds: string
  /** How it is counted, and what is decided where the text leaves a question. */
  readonly counted: string
  /** When it says nothing, beyond its scope. */
  readonly silent?: string | undefined
  /** What of it rests on no text that was read: an assumption of the project's own, or a text seen in another's copy. */
  readonly unverified?: string | undefined
  readonly parts: readonly Part[]
}

/** One part judged for one subject. */
export interface Verdict {
  readonly state: State
  /** Day number. */
  readonly dueOn?: number | undefined
  readonly events: readonly string[]
  readonly message: string
}

/** Judges a subject; nothing where the rule has nothing to say of it. */
export type RuleFunction = (file: CaseFile, subject: Subject, given: Given) => Verdict | undefined

/** A point in time on which a period can hang: a day, and the facts that state it. */
export interface Point {
  readonly day: number
  readonly ms: number
  readonly eventId: string
}

/** Answers with the moments of a subject, in order; none while it has not happened. */
export type MomentFunction = (file: CaseFile, subject: Subject) => readonly Point[]

/** One rule judged for one subject, as everybody outside reads it. */
export interface RuleResult {
  readonly rule: string
  /** Of the rule that was in force. */
  readonly version: number
  readonly subject: Subject
  readonly state: State
  readonly severity: Severity
  /** The last lawful day of an act, or the first lawful one after a minimum; given once the period has begun. */
  readonly dueOn?: string
  /** The facts on which it was judged. */
  readonly events: readonly string[]
  readonly message: string
  /** Why it could not be judged: the calendar has no data of a year. The state is then `pending`. */
  readonly fault?: FaultCode
}
