import { z } from 'zod'
import { CalendarDate } from '../../kernel/calendar.ts'
import { Line, Sha256 } from '../../kernel/ids.ts'
import { personal } from '../personal.ts'
import { list, unique } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * The centre accepts the registration (受理), on the green channel where it is urgent (绿色通道). Materials may be
 * deferred against a signed commitment (容缺受理 + 信用承诺).
 * Source: 濮阳市公共资源交易管理条例 art. 13.
 */
export const registrationAccepted = step('RegistrationAccepted', {
  data: z
    .strictObject({
      greenChannel: z.boolean(),
      deferred: list(z.strictObject({ material: Line, dueOn: CalendarDate })).check(
        unique(({ material }) => material, 'material'),
      ),
      commitment: z.strictObject({ signedBy: personal(Line), sha256: Sha256 }).optional(),
    })
    .refine(({ deferred, commitment }) => deferred.length === 0 || commitment !== undefined, {
      path: ['commitment'],
      error: 'is missing; materials are deferred only against a signed commitment',
    }),

  evolve(project, { deferred }) {
    for (const { material, dueOn } of deferred) project.deferred.set(material, { dueOn, supplied: false })
  },
})
