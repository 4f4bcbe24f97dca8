import { CalendarDate, dateIn, type EventStore } from '@procurement-ledger/core'
import { type Judgement, judge, type RuleSetting, standingFacts, zoneOf } from '@procurement-ledger/core/rules'
import { assertReached, cutOf, cutParameters, EVERYTHING, holdsFact } from '@procurement-ledger/projections'
import { z } from 'zod'
import { readProjectEvents } from './project-events.ts'

export const ComplianceQuery = z.strictObject({
  on: CalendarDate.optional().meta({
    description: "The day on which is judged, with what occurred by its end; today in the venue's zone if left out.",
  }),
  ...cutParameters,
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
  { on, ...query }: Pick<ComplianceQuery, 'on' | 'asOf' | 'atPosition'>,
): Promise<ProjectCompliance | undefined> {
  const cut = cutOf(query) ?? EVERYTHING
  assertReached(cut, await store.head())
  const events = await readProjectEvents(store, projectId)
  const facts = standingFacts(
    projectId,
    events.filter((event) => holdsFact(cut, event)),
  )
  const [first] = facts
  if (first === undefined) return undefined
  const day = on ?? dateIn(zoneOf(first), nowMs)
  const { packs, calendar, results } = judge(facts, { ...rules, on: day })
  return { projectId, packs, calendar, results }
}
