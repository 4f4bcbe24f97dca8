import { type Ledger, type RefusalCode, utcMillis } from '@procurement-ledger/core'
import type { Payment } from './payout.ts'

/** What the ledger said to a payment: `repeated` where its release was recorded before, whatever became of it since. */
export type PaymentRecorded =
  | { readonly status: 'recorded' | 'repeated' }
  | { readonly status: 'refused'; readonly code: RefusalCode; readonly message: string }

/** Who states what is done here. */
export const RELEASER = { id: 'releaser', role: 'ledger' } as const

/** Records the release of a payment, with its own sums, under its key: so it is recorded once. */
export async function recordPayment(ledger: Ledger, { order, paidMs }: Payment): Promise<PaymentRecorded> {
  const { key, projectId, bondId, principal, interest } = order
  const fact = {
    type: 'BondReleased',
    occurredAt: utcMillis(paidMs),
    data: { bondId, principal, interest, trigger: 'automatic' },
  }
  const outcome = await ledger.submit(projectId, fact, { commandId: key, actor: RELEASER })
  if (outcome.status !== 'refused') return { status: outcome.status }
  const { code, message } = outcome.refusal
  return {
    status: 'refused',
    code,
    message: `${bondId} of ${projectId} was paid under ${key} and not recorded: ${code} ${message}`,
  }
}
