import type { Ledger } from '@procurement-ledger/core'
import { type Problem, refusedProblem, serviceProblem } from './problems.ts'

/** Why there is nothing of the project to show: it is not there, or has not come that far. */
export async function missingProject(ledger: Ledger, projectId: string, revision?: number): Promise<Problem> {
  if (revision !== undefined && (await ledger.project(projectId)) !== undefined)
    return serviceProblem('REVISION_UNKNOWN', `${projectId} has not reached revision ${revision}`)
  return refusedProblem({ code: 'PROJECT_UNKNOWN', message: `${projectId} is not registered, or was not yet` })
}
