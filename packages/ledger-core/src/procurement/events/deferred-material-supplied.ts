import { z } from 'zod'
import { Line } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { step } from '../step.ts'

/** A material that was deferred at acceptance is supplied (容缺补正). Refuses: MATERIAL_UNKNOWN. */
export const deferredMaterialSupplied = step('DeferredMaterialSupplied', {
  data: z.strictObject({ material: Line }),

  decide({ deferred }, { material }) {
    const entry = deferred.get(material)
    if (entry === undefined)
      return refuse('MATERIAL_UNKNOWN', `"${material}" was not deferred; name it as it was deferred`)
    if (entry.supplied) return refuse('MATERIAL_UNKNOWN', `"${material}" was supplied already; nothing is owed`)
  },

  evolve({ deferred }, { material }) {
    const entry = deferred.get(material)
    if (entry !== undefined) entry.supplied = true
  },
})
