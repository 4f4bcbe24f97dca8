import { type Ledger, type Subject, subjectStream } from '@procurement-ledger/core'
import { type Problem, refusedProblem, serviceProblem } from './problems.ts'

/** Why there is nothing of a project, an enterprise or an expert to show: it is not there, or has not come that far. */
export async function missingSubject(ledger: Ledger, subject: Subject, revision?: number): Promise<Problem> {
  if (typeof subject !== 'string')
    return serviceProblem('STREAM_UNKNOWN', `${subjectStream(subject)} has no events; the first fact begins it`)
  if (revision !== undefined && (await ledger.project(subject)) !== undefined)
    return serviceProblem('REVISION_UNKNOWN', `${subject} has not reached revision ${revision}`)
  return refusedProblem({ code: 'PROJECT_UNKNOWN', message: `${subject} is not registered, or was not yet` })
}
