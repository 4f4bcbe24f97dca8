import { type CalendarDate, effectiveHistory, projectIdOf } from '@procurement-ledger/core'
import {
  type Ahead,
  judge,
  type RecordedEvent,
  type RuleSetting,
  ruleSetting,
  standingFacts,
  typesRead,
} from '@procurement-ledger/core/rules'
import { byPacks } from '../read-models/by-packs.ts'
import type { FoldEvent, Projection } from '../read-models/projection.ts'
import { judgedTables } from './compliance-read-model.ts'

interface DayHistory {
  readonly projectId: string
  readonly facts: RecordedEvent[]
  /** Asked by two tables, judged once. */
  judged: Ahead | undefined
}

/** The results of all projects on one day alone, with what occurred by its end: also before a project's last fact. */
export function complianceOn(given: Partial<RuleSetting>, on: CalendarDate): Projection<DayHistory> {
  const setting = ruleSetting(given)
  const types = typesRead(setting.packs)
  return {
    name: `compliance by ${byPacks(setting).join(', ')} on ${on}`,
    version: 1,
    follows: (stream) => projectIdOf(stream) !== undefined,
    start: (stream) => ({ projectId: projectIdOf(stream) ?? '', facts: [], judged: undefined }),
    fold: (history, { eventId, type, occurredMs, recordedMs, data }: FoldEvent) => {
      if (types?.has(type) === false) return
      history.facts.push({ eventId, type, occurredMs, recordedMs, data })
      history.judged = undefined
    },
    refoldsOn: ['EventCorrected', 'EventAnnulled'],
    rewrite: effectiveHistory,
    tables: judgedTables(types, (history: DayHistory) => {
      if (history.facts.length > 0) history.judged ??= judgedOn(on, history, setting)
      return history.judged
    }),
  }
}

function judgedOn(on: CalendarDate, { projectId, facts }: DayHistory, setting: RuleSetting): Ahead {
  const { results } = judge(standingFacts(projectId, facts), { ...setting, on })
  return { fromOn: on, results: results.map((result) => ({ ...result, fromOn: on, untilOn: on })) }
}
