import { lifecycle, type ProjectEventType } from '../procurement/lifecycle.ts'
import { importedShape } from '../procurement/steps.ts'
import { SUBJECT_ID_FIELDS } from './case-file.ts'
import type { Pack } from './pack.ts'
import type { Moment, Part } from './rule.ts'

/** What every case file looks at: how the project began, when it was suspended, which awards stand. */
const BY_CASE_FILES: readonly ProjectEventType[] = [
  'ProjectRegistered',
  'ProjectImported',
  'ProcedureSuspended',
  'ProcedureResumed',
  'TenderFailed',
  'ProjectCancelled',
  'ProjectClosed',
  'ReEvaluationOrdered',
]

/** A subject is there from the first fact that names it. */
const NAMING_SUBJECTS = (Object.keys(lifecycle) as ProjectEventType[]).filter((type) => {
  const shape = importedShape(type)
  return 'shape' in shape && SUBJECT_ID_FIELDS.some((field) => field in (shape.shape as object))
})

/**
 * The event types on which a judgement by these packs can depend; no other changes it. Undefined where a pack does not
 * say what its functions look at: then it may be any.
 */
export function typesRead(packs: readonly Pack[]): ReadonlySet<string> | undefined {
  const types = new Set<string>([...BY_CASE_FILES, ...NAMING_SUBJECTS])
  for (const { reads, rules } of packs) {
    if (reads === undefined) return undefined
    for (const type of reads) types.add(type)
    for (const { parts } of rules) for (const type of parts.flatMap(typesOf)) types.add(type)
  }
  return types
}

function typesOf(part: Part): readonly string[] {
  if (part.check === 'function') return []
  if (part.check === 'before') return [part.act, part.until].flatMap(typeOf)
  if (part.check === 'atLeast') return [part.from, part.until].flatMap(typeOf)
  return [part.from, part.act, ...(part.endedBy ?? []), ...(part.elsewhere ?? [])].flatMap(typeOf)
}

const typeOf = (moment: Moment): readonly string[] => ('event' in moment ? [moment.event] : [])
