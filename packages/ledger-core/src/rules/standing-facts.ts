import { utcMillis } from '../kernel/instant.ts'
import { effectiveHistory, type HistoricalEvent } from '../procurement/effective-history.ts'
import type { Fact } from './case-file.ts'

/** An event of a project as it was recorded. */
export interface RecordedEvent extends HistoricalEvent {
  readonly recordedMs: number
}

/** What stands of a project's events, as the judge takes it; days depend on the instant, not on the offset it is written in. */
export const standingFacts = (projectId: string, events: readonly RecordedEvent[]): readonly Fact[] =>
  effectiveHistory(events).map(({ eventId, type, occurredMs, recordedMs, data }) => ({
    ...{ projectId, eventId, type },
    occurredAt: utcMillis(occurredMs),
    recordedAt: utcMillis(recordedMs),
    data: data as Fact['data'],
  }))
