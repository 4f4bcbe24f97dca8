import { type Ledger, type ProjectView, toMinor } from '@procurement-ledger/core'
import type { ReleaseProposal } from '@procurement-ledger/projections'
import { nameBasedUuid } from '../name-based-uuid.ts'
import { type Payment, type PaymentOrder, type Payout, PayoutRefused } from './payout.ts'
import { recordPayment } from './record-payment.ts'

/** What became of one proposal. */
export type Released =
  | 'released'
  /** The project has moved on since it was proposed: what is proposed next is looked at. */
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
 * Pays a bond back and records it, in this order. A crash in between leaves a payment without its fact, which is found when
 * payments are reconciled.
 *
 * @throws ReleaseRefused; whatever else `payout` or the ledger throw leaves the outcome open, and is tried again
 */
export async function release(
  { ledger, payout }: { readonly ledger: Ledger; readonly payout: Payout },
  proposal: ReleaseProposal,
): Promise<Released> {
  const { projectId, bondId, payee, principal, interest } = proposal
  // The rows may be behind: what is paid is decided on what the ledger knows now, and on nothing else.
  const project = await ledger.project(projectId)
  if (project?.revision !== proposal.revision) return 'gone'
  const isOpen = project.complaints.some(({ status }) => status === 'filed' || status === 'accepted')
  if (project.suspended || isOpen) return 'heldBack'
  if (interest === undefined) return 'noRate'
  const payment = await pay(payout, { key: releaseKey(proposal), projectId, bondId, payee, principal, interest })
  const recorded = await recordPayment(ledger, payment)
  if (recorded.status === 'refused') throw new ReleaseRefused(recorded.message)
  if (recorded.status === 'repeated' && isHeld(await ledger.project(projectId), bondId))
    throw new ReleaseRefused(
      `${bondId} of ${projectId} was paid under ${payment.order.key} before, and what was recorded of it changed since; what is held of it now is for a person to release`,
    )
  return 'released'
}

const isHeld = (project: ProjectView | undefined, bondId: string): boolean =>
  project?.bonds.some((bond) => bond.bondId === bondId && toMinor(bond.held) > 0n) === true

async function pay(payout: Payout, order: PaymentOrder): Promise<Payment> {
  try {
    return await payout.pay(order)
  } catch (error) {
    if (error instanceof PayoutRefused)
      throw new ReleaseRefused(`${order.bondId} of ${order.projectId} is not paid: ${error.message}`, { cause: error })
    throw error
  }
}
