import { z } from 'zod'
import { Instant, instantMs } from '../../kernel/calendar.ts'
import { moveDeadline } from '../checks.ts'
import { list, Party, unique } from '../shapes.ts'
import { step } from '../step.ts'

const shape = z.strictObject({
  invited: list(Party).check(unique(({ id }) => id, 'party')),
  bidDeadlineAt: Instant.optional(),
})

/**
 * Named suppliers are invited to bid, or to negotiate (投标邀请, 谈判邀请). The list is empty where their names are still
 * to be kept secret.
 * Source: 招标投标法 art. 17 and 22, 政府采购法 art. 34, 38 and 40.
 */
export const invitationIssued = step('InvitationIssued', {
  data: shape,
  imported: shape.partial({ invited: true }),

  evolve(project, { bidDeadlineAt }) {
    if (bidDeadlineAt !== undefined) moveDeadline(project, instantMs(bidDeadlineAt))
  },
})
