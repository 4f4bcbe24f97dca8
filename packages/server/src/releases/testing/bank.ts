import type { Payment, PaymentOrder, Payout } from '../payout.ts'
import { NOW_MS } from './owed-project.ts'

/** A bank in memory, which does to a new order what the test says before it takes it on, and after. */
export interface Bank extends Payout {
  readonly taken: readonly Payment[]
}

type Doing = (order: PaymentOrder) => void | Promise<void>

export function bank(before: Doing = () => {}, after: Doing = () => {}): Bank {
  const taken: Payment[] = []
  const placeOf = (reference: string | undefined) => taken.findIndex((payment) => payment.reference === reference)
  return {
    taken,
    async pay(order) {
      const known = taken[placeOf(order.key)]
      if (known !== undefined) return known
      await before(order)
      const payment = { reference: order.key, order, paidMs: NOW_MS }
      taken.push(payment)
      await after(order)
      return payment
    },
    async *payments(reference) {
      yield* taken.slice(placeOf(reference) + 1)
    },
  }
}
