import { type Ledger, toMinor, utcMillis } from '@procurement-ledger/core'
import type { ReleaseProposal } from '@procurement-ledger/projections'
import { nameBasedUuid } from '../name-based-uuid.ts'
import { type Payment, type PaymentOrder, type Payout, PayoutRefused } from './payout.ts'

/** What became of one proposal. */
export type Released =
  | 'released'
  /** Nothing of it is held any more, or it is not known as held in this sum: somebody was faster. */
  | 'gone'
  /** Suspended, or a complaint is open: a person decides. */
  | 'heldBack'
  /** No rate is known for its days, so nobody knows what is owed. */
  | 'noRate'

/** Paying or recording was refused; a person has to look at it. */
export class ReleaseRefused extends Error {
  override readonly name = 'ReleaseRefused'
}

/** Names of keys. For ever: another namespace would pay every open bond a second time. */
const NAMESPACE = '0b6f3c1e-6c1d-5d0a-8f52-3b7a9f0c4e21'

/** The key of the payment, and the id of the command that records it: of the bond as it was lodged by that event. */
export const releaseKey = ({ projectId, bondId, lodgingEvent }: ReleaseProposal): string =>
  nameBasedUuid(NAMESPACE, `${projectId}\n${bondId}\n${lodgingEvent}`)

/**
 * Pays a bond back and records it, in this order. A crash in between leaves a payment without its fact: the next time the
 * payment is found under its key, and recorded with its own sums.
 *
 * @throws ReleaseRefused; whatever else `payout` or the ledger throw leaves the outcome open, and is tried again
 */
export async function release(
  { ledger, payout }: { readonly ledger: Ledger; readonly payout: Payout },
  proposal: ReleaseProposal,
): Promise<Released> {
  const key = releaseKey(proposal)
  const { projectId, bondId, payee, principal, interest } = proposal
  // The read models may be behind: what is paid is decided on what the ledger knows now.
  const project = await ledger.project(projectId)
  const held = project?.bonds.find((bond) => bond.bondId === bondId)?.held
  if (held === undefined || toMinor(held) <= 0n) return 'gone'
  const earlier = await payout.find(key)
  if (earlier !== undefined) return record(ledger, earlier)
  if (held.amount !== principal.amount) return 'gone'
  const isOpen = project?.complaints.some(({ status }) => status === 'filed' || status === 'accepted')
  if (project?.suspended === true || isOpen === true) return 'heldBack'
  if (interest === undefined) return 'noRate'
  return record(ledger, await pay(payout, { key, projectId, bondId, payee, principal, interest }))
}

async function pay(payout: Payout, order: PaymentOrder): Promise<Payment> {
  try {
    return await payout.pay(order)
  } catch (error) {
    if (error instanceof PayoutRefused)
      throw new ReleaseRefused(`${order.bondId} of ${order.projectId} is not paid: ${error.message}`, { cause: error })
    throw error
  }
}

async function record(ledger: Ledger, { order, paidMs }: Payment): Promise<Released> {
  const { key, projectId, bondId, principal, interest } = order
  const fact = {
    type: 'BondReleased',
    occurredAt: utcMillis(paidMs),
    data: { bondId, principal, interest, trigger: 'automatic' },
  }
  const actor = { id: 'releaser', role: 'ledger' } as const
  const outcome = await ledger.submit(projectId, fact, { commandId: key, actor })
  if (outcome.status === 'refused') {
    const { code, message } = outcome.refusal
    throw new ReleaseRefused(`${bondId} of ${projectId} was paid under ${key} and not recorded: ${code} ${message}`)
  }
  return 'released'
}
