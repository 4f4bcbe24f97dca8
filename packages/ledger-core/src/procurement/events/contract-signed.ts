import { z } from 'zod'
import { Id, Line, Sha256 } from '../../kernel/ids.ts'
import { Money } from '../../kernel/money.ts'
import { refuse } from '../../kernel/refusal.ts'
import { notLive } from '../checks.ts'
import { personal } from '../personal.ts'
import { Channel, list, Period } from '../shapes.ts'
import { step } from '../step.ts'

const shape = z.strictObject({
  contractId: Id,
  awardId: Id,
  amount: Money,
  channel: Channel,
  period: Period.optional(),
  signatories: list(z.strictObject({ name: personal(Line), role: Line, sha256: Sha256.optional() })),
})

/**
 * The buyer and the supplier sign (合同签订). A framework or a split award has several contracts.
 * Source: 招标投标法 art. 46; 政府采购法 art. 46. Refuses: AWARD_UNKNOWN, AWARD_NOT_LIVE, CONTRACT_EXISTS.
 */
export const contractSigned = step('ContractSigned', {
  data: shape,
  imported: shape.partial({ channel: true }),

  decide(project, { contractId, awardId }) {
    if (project.contracts.has(contractId))
      return refuse('CONTRACT_EXISTS', `${contractId} is already signed; take a new id`)
    return notLive(project, awardId)
  },

  evolve({ contracts }, { contractId, awardId, amount }) {
    // A repeat in an imported history does not begin an ended contract again.
    if (!contracts.has(contractId)) contracts.set(contractId, { awardId, amount, status: 'active' })
  },
})
