import { z } from 'zod'
import { Instant, instantMs } from '../../kernel/calendar.ts'
import { Line, Uuid } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { isSameJson } from '../../kernel/same-json.ts'
import { effectiveHistory, isActOnRecord } from '../effective-history.ts'
import { type RecordedFact, step } from '../step.ts'

/**
 * An earlier fact of the stream was stated wrongly, and this is how it should have been (更正). `data` are whole, in the
 * shape of the target's own type; `occurredAt` is left out where it stays as it stands. Whoever may state the target
 * may correct it. The event that is corrected stays in the log as it is: see effective-history.ts for what then stands,
 * and contradictions.ts for what may not follow from it.
 * Refuses: TARGET_UNKNOWN, TARGET_NOT_CORRECTABLE, TARGET_ANNULLED, NOTHING_CORRECTED, CORRECTION_CONTRADICTS.
 */
export const eventCorrected = step('EventCorrected', {
  data: z.strictObject({
    target: Uuid,
    /** Parsed by the target's own shape as soon as the target is known. */
    data: z.looseObject({}),
    occurredAt: Instant.optional(),
    reason: Line,
  }),

  decide(_state: unknown, { target, data, occurredAt }, { past = [], correctsPersonal }) {
    const recorded = past.find(({ eventId }) => eventId === target)
    if (recorded === undefined)
      return refuse('TARGET_UNKNOWN', `${target} is no earlier event of this stream; name one by its eventId`)
    if (isActOnRecord(recorded.type))
      return refuse(
        'TARGET_NOT_CORRECTABLE',
        `${target} is ${recorded.type}; annul a correction, or correct the fact itself once more`,
      )
    const standing = effectiveHistory(past).find(({ eventId }) => eventId === target)
    if (standing === undefined)
      return refuse('TARGET_ANNULLED', `${target} was annulled; record the fact anew instead of correcting it`)
    const isMoved =
      occurredAt !== undefined && (instantMs(occurredAt) !== standing.occurredMs || isOtherDay(occurredAt, standing))
    // What is personal is never read, so a correction that states some is taken as correcting it.
    if (!isMoved && !correctsPersonal && isSameJson(data, standing.data))
      return refuse('NOTHING_CORRECTED', `${target} stands like this already; state what is to be otherwise`)
  },
})

/** A fact of an enterprise or an expert lies on the day that its own text states, in its own offset. */
const isOtherDay = (occurredAt: string, standing: RecordedFact): boolean =>
  standing.occurredAt !== undefined && occurredAt.slice(0, DATE_CHARS) !== standing.occurredAt.slice(0, DATE_CHARS)
const DATE_CHARS = 'yyyy-mm-dd'.length
