import {
  CalendarDate,
  dateIn,
  type EventStore,
  Instant,
  instantMs,
  projectStream,
  type StoredEvent,
} from '@procurement-ledger/core'
import { type Judgement, judge, type RuleSetting, standingFacts, zoneOf } from '@procurement-ledger/core/rules'
import { z } from 'zod'

export const ComplianceQuery = z.strictObject({
  on: CalendarDate.optional().meta({
    description: "The day on which is judged, with what occurred by its end; today in the venue's zone if left out.",
  }),
  asOf: Instant.optional().meta({
    description: 'As known at that moment: the facts with recordedAt up to it. An instant with offset.',
  }),
})
export type ComplianceQuery = z.output<typeof ComplianceQuery>

/** One project held to the rules. */
export interface ProjectCompliance extends Pick<Judgement, 'packs' | 'calendar' | 'results'> {
  readonly projectId: string
}

/** Where a project is judged, and by what. */
interface Court {
  readonly store: EventStore
  readonly rules: RuleSetting
  readonly nowMs: number
}

/** Judges a project on its facts as they are known, or were; undefined where nothing was recorded of it by then. */
export async function judgeProject(
  { store, rules, nowMs }: Court,
  projectId: string,
  { on, asOf }: ComplianceQuery,
): Promise<ProjectCompliance | undefined> {
  const untilMs = asOf === undefined ? Number.POSITIVE_INFINITY : instantMs(asOf)
  const facts = standingFacts(projectId, await readKnownEvents(store, projectId, untilMs))
  const [first] = facts
  if (first === undefined) return undefined
  const day = on ?? dateIn(zoneOf(first), nowMs)
  const { packs, calendar, results } = judge(facts, { ...rules, on: day })
  return { projectId, packs, calendar, results }
}

/** recordedAt never falls inside a stream, so what was known is a prefix of it. */
async function readKnownEvents(store: EventStore, projectId: string, untilMs: number) {
  const known: ReturnType<typeof parsed>[] = []
  for await (const page of store.readStream(projectStream(projectId)))
    known.push(...page.filter(({ recordedMs }) => recordedMs <= untilMs).map(parsed))
  return known
}

/** No rule reads what is personal, so no judgement changes when it is erased. */
const parsed = ({ eventId, type, occurredMs, recordedMs, data }: StoredEvent) => ({
  ...{ eventId, type, occurredMs, recordedMs },
  data: JSON.parse(data) as object,
})
