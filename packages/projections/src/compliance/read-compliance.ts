import type { CalendarDate } from '@procurement-ledger/core'
import type { RuleSetting } from '@procurement-ledger/core/rules'
import { cutOf, EVERYTHING, type LogCut } from '../cuts/cut.ts'
import type { Needs } from '../cuts/needs.ts'
import type { Snapshots } from '../queryable.ts'
import type { Projection } from '../read-models/projection.ts'
import { complianceOn } from './compliance-on.ts'
import { complianceReadModel } from './compliance-read-model.ts'
import { areJudgedOn, dayOfVenues } from './judged-projects.ts'
import type { ComplianceListQuery } from './list-compliance.ts'

/** Gives `read` the models of a cut, or those of what is known now where there is none. */
export type ReadKnown = <T>(
  asked: { readonly cut: LogCut | undefined; readonly needs: Needs },
  read: (models: Snapshots) => Promise<T>,
) => Promise<T>

export interface ComplianceAsked {
  readonly query: Pick<ComplianceListQuery, 'on' | 'asOf' | 'atPosition'>
  readonly rules: RuleSetting
  /** Epoch milliseconds. */
  readonly nowMs: number
}

/**
 * Gives `read` models in which every project is judged on the day that is asked for, and that day. The models that are
 * kept speak of each project from its last fact on; for an earlier day all of them are judged anew, from the log.
 */
export async function readCompliance<T>(
  known: ReadKnown,
  { query, rules, nowMs }: ComplianceAsked,
  read: (models: Snapshots, on: CalendarDate) => Promise<T>,
): Promise<T> {
  const cut = cutOf(query)
  const onlyOn = (on: CalendarDate) =>
    known({ cut: cut ?? EVERYTHING, needs: needsOf(complianceOn(rules, on)) }, (models) => read(models, on))
  // A cut is folded for whoever asks, so for a day that is known it is folded for that day.
  if (cut !== undefined && query.on !== undefined) return onlyOn(query.on)
  const told = await known({ cut, needs: needsOf(complianceReadModel(rules)) }, async (models) => {
    const on = query.on ?? (await dayOfVenues(models, nowMs))
    return (await areJudgedOn(models, on)) ? { answer: await read(models, on) } : { earlier: on }
  })
  return 'answer' in told ? told.answer : onlyOn(told.earlier)
}

const needsOf = (of: Projection): Needs => ({
  ...{ tables: ['compliance', 'judged_projects'], isStateRead: false, of },
})
