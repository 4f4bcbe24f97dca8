import { z } from 'zod'
import { Line, Sha256 } from '../../kernel/ids.ts'
import { Category, Method, Party, Venue } from '../shapes.ts'
import { step } from '../step.ts'

/**
 * A project is taken over from what a publisher states of it (历史数据导入). What the table or a step would refuse is
 * from then on recorded with its finding, because it is what the source says.
 */
export const projectImported = step('ProjectImported', {
  data: z.strictObject({
    source: z.strictObject({ uri: Line, sha256: Sha256, publisher: Line.optional(), standard: Line }),
    ocid: Line,
    title: Line.optional(),
    buyer: Party.optional(),
    category: Category.optional(),
    method: Method.optional(),
    venue: Venue,
  }),

  evolve(project, { title, category, method, venue }) {
    const unstated = { regime: undefined, procedure: undefined }
    project.registration ??= { origin: 'imported', title, category, method, venue, ...unstated }
  },
})
