import { type AskOf, type Fact, instantMs, type StatedEventType, subjectStream } from '@procurement-ledger/core'
import { dayAt } from '../moment.ts'
import type { PlannedCommand } from '../plan.ts'

/** A fact of the plan as a test counts it: by hand, without ledger and read models. */
export interface PlanFact<Type extends StatedEventType = StatedEventType> {
  /** Of an enterprise or an expert: the name of the stream. */
  readonly projectId: string
  readonly type: Type
  readonly role: string
  readonly occurredMs: number
  readonly recordedMs: number
  /** Civil day in Anhui. */
  readonly day: number
  readonly data: AskOf<Type>
}

/** The facts of a plan in its order, each project's own, and those of enterprises and experts. */
export class PlanFacts {
  readonly all: readonly PlanFact[]
  readonly byProject: ReadonlyMap<string, ProjectFacts>

  /** Of enterprises and experts. */
  readonly others: readonly PlanFact[]

  constructor(plan: readonly PlannedCommand[]) {
    const factsOf = (isWanted: (command: PlannedCommand) => boolean) =>
      plan.filter(isWanted).flatMap(({ subject, recordedAtMs, facts }) => {
        const name = typeof subject === 'string' ? subject : subjectStream(subject)
        return facts.map((fact) => plainly(name, recordedAtMs, fact))
      })
    this.all = factsOf(({ subject }) => typeof subject === 'string')
    this.others = factsOf(({ subject }) => typeof subject !== 'string')
    const groups = Map.groupBy(this.all, ({ projectId }) => projectId)
    this.byProject = new Map([...groups].map(([projectId, facts]) => [projectId, new ProjectFacts(projectId, facts)]))
  }

  of<Type extends StatedEventType>(type: Type): readonly PlanFact<Type>[] {
    const all = [...this.all, ...this.others]
    return all.filter((fact) => fact.type === type) as readonly PlanFact[] as readonly PlanFact<Type>[]
  }
}

/** One project's facts in the order of their record. */
export class ProjectFacts {
  readonly projectId: string
  readonly all: readonly PlanFact[]

  constructor(projectId: string, all: readonly PlanFact[]) {
    this.projectId = projectId
    this.all = all
  }

  of<Type extends StatedEventType>(type: Type): readonly PlanFact<Type>[] {
    return this.all.filter((fact) => fact.type === type) as readonly PlanFact[] as readonly PlanFact<Type>[]
  }

  first<Type extends StatedEventType>(type: Type): PlanFact<Type> | undefined {
    return this.of(type)[0]
  }

  /** What was registered; every project of the plan begins with it. */
  get registered(): AskOf<'ProjectRegistered'> {
    const registered = this.first('ProjectRegistered')
    if (registered === undefined) throw new TypeError(`${this.projectId} was never registered`)
    return registered.data
  }

  /** Awards that were neither cancelled nor set aside by a re-evaluation. */
  get liveAwards(): readonly PlanFact<'AwardDecided'>[] {
    const cancelled = new Set(this.of('AwardCancelled').map(({ data }) => data.awardId))
    const reEvaluatedMs = Math.max(0, ...this.of('ReEvaluationOrdered').map(({ occurredMs }) => occurredMs))
    return this.of('AwardDecided').filter(
      ({ data, occurredMs }) => !cancelled.has(data.awardId) && occurredMs > reEvaluatedMs,
    )
  }
}

function plainly(projectId: string, recordedMs: number, { type, occurredAt, actor, data }: Fact): PlanFact {
  const occurredMs = instantMs(occurredAt)
  return {
    projectId,
    type: type as StatedEventType,
    role: actor?.role ?? '',
    occurredMs,
    recordedMs,
    day: dayAt(occurredMs),
    data: data as AskOf<StatedEventType>,
  }
}
