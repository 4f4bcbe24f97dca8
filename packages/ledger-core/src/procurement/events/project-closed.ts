import { z } from 'zod'
import { step } from '../step.ts'

/**
 * The centre closes a project that no contract here will complete (办结): its contract is kept elsewhere, or its
 * framework has ended.
 */
export const projectClosed = step('ProjectClosed', {
  data: z.strictObject({ reason: z.enum(['contractElsewhere', 'frameworkEnded', 'other']) }),
})
