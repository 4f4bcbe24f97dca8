import { z } from 'zod'
import { Line, ProjectId } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { Category, Method, Party, Procedure, Regime, Venue } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * A project, one tender section (标段), is registered with the trading centre (项目登记). The sections of one tender
 * carry the same `programme`. `ceilingPrice` is 最高投标限价, `reservePrice` the floor of a sale (底价).
 * Source: 宁波市公共资源交易管理条例 art. 16.
 */
export const projectRegistered = step('ProjectRegistered', {
  data: z.strictObject({
    title: Line,
    programme: Line.optional(),
    codes: z
      .strictObject({
        project: Line.optional(),
        tender: Line.optional(),
        section: Line.optional(),
        unified: Line.optional(),
      })
      .optional(),
    buyer: Party,
    agency: Party.optional(),
    category: Category,
    regime: Regime,
    method: Method,
    procedure: Procedure.optional(),
    mandatory: z.boolean(),
    budget: Money.optional(),
    ceilingPrice: Money.optional(),
    reservePrice: Money.optional(),
    fundSource: Line.optional(),
    region: Line.optional(),
    venue: Venue,
    retenderOf: ProjectId.optional(),
  }),

  evolve(project, { title, category, regime, method, procedure, venue }) {
    // The first fact says where the project comes from; an imported one does not become a registered one afterwards.
    project.registration ??= { origin: 'registered', title, category, regime, method, procedure, venue }
  },
})
