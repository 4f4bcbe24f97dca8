import type { Issue } from '../kernel/refusal.ts'
import { isActOnRecord } from '../procurement/effective-history.ts'
import { lift, personalPaths } from '../procurement/personal.ts'
import type { RecordedFact } from '../procurement/step.ts'
import { type LawfulOf, stepOf } from '../procurement/steps.ts'
import { type ParsedFact, parseData, requestOf } from './command.ts'

/**
 * The second half of the border, for a correction: which shape its data must have, and what in them is personal, is
 * known only when its target is. Another fact, or a correction of what cannot be corrected, comes out as it went in: the
 * step refuses it. Answers the issues where the shape is wrong.
 */
export function completeCorrection(
  fact: ParsedFact,
  past: readonly RecordedFact[],
): ParsedFact | { readonly issues: readonly Issue[] } {
  if (fact.type !== 'EventCorrected') return fact
  const correction = fact.data as LawfulOf<'EventCorrected'>
  const target = past.find(({ eventId }) => eventId === correction.target)
  if (target === undefined || isActOnRecord(target.type)) return fact

  const shaped = parseData(target.type, correction.data, `${fact.at}/data/data`)
  if ('issues' in shaped) return shaped
  const paths = personalPaths(stepOf(target.type).data, ['data', 'data'])
  const lifted = lift({ data: { ...correction, data: shaped.data } }, paths)
  const data = lifted.lawful.data as object
  return {
    ...fact,
    data,
    personal: (lifted.personal ?? fact.personal) && { ...fact.personal, ...lifted.personal },
    correctsPersonal: lifted.personal !== undefined,
    request: requestOf(fact.type, fact.meta, data),
    ...(shaped.unstated && { unstated: shaped.unstated }),
  }
}
