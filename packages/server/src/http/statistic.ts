import { type Definition, statisticOf } from '@procurement-ledger/projections'
import { serviceProblem } from './problems.ts'

/** The definition that a path or a command names, or the problem. */
export function definitionOf(id: string): Definition {
  const definition = statisticOf(id)
  if (definition === undefined)
    throw serviceProblem('STATISTIC_UNKNOWN', `${id.slice(0, 80)} is no statistic; GET /v1/statistics lists them`)
  return definition
}
