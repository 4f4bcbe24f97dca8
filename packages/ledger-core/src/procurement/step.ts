import type { z } from 'zod'
import type { Refusal } from '../kernel/refusal.ts'
import type { EventType, Role, StatedEventType } from './lifecycle.ts'
import type { Lawful } from './personal.ts'
import type { Project } from './project.ts'

/** What a step may know of a fact beside its data. */
export interface FactContext {
  /** occurredAt as epoch milliseconds. */
  readonly occurredMs: number
  readonly role: Role
}

/** What became of an event's personal part. Its leaf says whether there was one; only an event takes it away. */
export type PersonalPart = 'none' | 'kept' | 'erased'

/** What a judgement may know beyond that. */
export interface AskedContext extends FactContext {
  readonly actorId: string
  /** Of an earlier event of the same stream; undefined where there is no such event. */
  readonly personalPartOf: (eventId: string) => PersonalPart | undefined
  /** The events before it, from the first, as they were recorded. Given to what corrects or annuls one of them. */
  readonly past?: readonly RecordedFact[]
  /** Whether corrected data state anything personal. What, nobody who judges may see. */
  readonly correctsPersonal?: boolean
}

/** An event of the stream as it was recorded, without personal fields. */
export interface RecordedFact extends FactContext {
  readonly eventId: string
  readonly type: StatedEventType
  readonly data: object
  readonly recordedMs: number
  readonly actorId: string
  /** As it was stated; left out of a fact that is not recorded yet. */
  readonly occurredAt?: string
}

/**
 * One row of a table, brought to life. `Known` is its data as the law sees it: without personal fields; `State` is what
 * it judges on and folds into.
 */
export interface Step<
  Type extends EventType,
  Data extends z.ZodType,
  Imported extends z.ZodType = Data,
  Known = Lawful<z.output<Data> | z.output<Imported>>,
  State = Project,
> {
  readonly type: Type
  /** The shape now written; a changed shape is a new version with its upcaster in the same file. */
  readonly version: number
  readonly data: Data
  /** The shape on an imported project, where a source may leave unsaid what a caller must state. */
  readonly imported?: Imported
  /** The step's own refusals, asked after the table. It judges, and changes nothing. */
  readonly decide?: (state: State, data: Known, fact: AskedContext) => Refusal | undefined
  /**
   * Copies the fact into the state (an immer recipe, or plain assignment on a state that nobody else holds). Total: it
   * may not refuse, and on imported histories it meets facts that `decide` would have refused.
   */
  readonly evolve?: (state: State, data: Known, fact: FactContext) => void
}

/** Any step of a type: its data are known only at run time, and nobody hands it those of another by accident. */
export type AnyStep<Type extends EventType = EventType> = Step<Type, z.ZodType, z.ZodType, never, never>

type Body<Data extends z.ZodType, Imported extends z.ZodType, State> = Pick<
  Step<EventType, Data, Imported, Lawful<z.output<Data> | z.output<Imported>>, State>,
  'data' | 'imported' | 'decide' | 'evolve'
>

/** Declares the step of one event type. One that is not of projects alone says of its state what it needs. */
export const step = <
  const Type extends EventType,
  Data extends z.ZodType,
  Imported extends z.ZodType = Data,
  State = Project,
>(
  type: Type,
  body: Body<Data, Imported, State>,
): Step<Type, Data, Imported, Lawful<z.output<Data> | z.output<Imported>>, State> => ({ type, version: 1, ...body })
