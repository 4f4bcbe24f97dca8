import { z } from 'zod'
import { Line, Uuid } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { beginsProject } from '../effective-history.ts'
import { step } from '../step.ts'

/**
 * An earlier fact of the stream never was, or a correction should not have been made (作废). A fact is left out of all
 * that is computed from then on; where a correction is annulled, what stood before it stands again. The event stays in
 * the log as it is. A project cannot lose its beginning; an enterprise or an expert may lose the first fact, which was
 * perhaps never theirs. An annulment is for ever: the fact is recorded anew.
 * Refuses: TARGET_UNKNOWN, TARGET_NOT_ANNULLABLE, TARGET_ANNULLED, CORRECTION_CONTRADICTS.
 */
export const eventAnnulled = step('EventAnnulled', {
  data: z.strictObject({ target: Uuid, reason: Line }),

  decide(_state: unknown, { target }, { past = [] }) {
    const type = past.find(({ eventId }) => eventId === target)?.type
    if (type === undefined)
      return refuse('TARGET_UNKNOWN', `${target} is no earlier event of this stream; name one by its eventId`)
    if (beginsProject(type))
      return refuse('TARGET_NOT_ANNULLABLE', `${target} begins the project, which cannot do without; correct it`)
    if (type === 'EventAnnulled' || type === 'PersonalDataErased')
      return refuse('TARGET_NOT_ANNULLABLE', `${target} is ${type}, which is never taken back; record the fact anew`)
    const isAnnulled = past.some((act) => act.type === 'EventAnnulled' && targetOf(act.data) === target)
    if (isAnnulled) return refuse('TARGET_ANNULLED', `${target} was annulled already`)
  },
})

const targetOf = (data: object): unknown => (data as { readonly target?: unknown }).target
