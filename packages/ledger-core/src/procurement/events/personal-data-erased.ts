import { z } from 'zod'
import { Id, Line, Uuid } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { step } from '../step.ts'

/**
 * The personal part of an earlier event of the stream goes, with its salt (个人信息删除). The event itself, its leaf and
 * everything that was computed from it stay, so nothing is folded here. One person acts and another approves. The target
 * may be an erasure too, where its actor's name was stated.
 * Source: 个人信息保护法 art. 47. Refuses: SAME_PERSON, TARGET_UNKNOWN, NOTHING_PERSONAL, ALREADY_ERASED.
 */
export const personalDataErased = step('PersonalDataErased', {
  data: z.strictObject({
    target: Uuid,
    legalBasis: Line,
    approvedBy: z.strictObject({ id: Id, role: z.literal('supervisor') }),
  }),

  decide(_state: unknown, { target, approvedBy }, { actorId, personalPartOf }) {
    if (approvedBy.id === actorId)
      return refuse('SAME_PERSON', `${actorId} acts and approves; let another person approve`)
    switch (personalPartOf(target)) {
      case undefined:
        return refuse('TARGET_UNKNOWN', `${target} is no earlier event of this stream; name one by its eventId`)
      case 'none':
        return refuse('NOTHING_PERSONAL', `${target} was recorded without personal data; nothing of it can be erased`)
      case 'erased':
        return refuse('ALREADY_ERASED', `the personal data of ${target} were erased already`)
    }
  },
})
