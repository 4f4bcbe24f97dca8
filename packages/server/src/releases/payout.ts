import type { Money } from '@procurement-ledger/core'

/** What is to be paid for one bond. */
export interface PaymentOrder {
  /** A UUID that stands for this bond's release for ever. */
  readonly key: string
  readonly projectId: string
  readonly bondId: string
  /** The id of the bidder. */
  readonly payee: string
  readonly principal: Money
  readonly interest: Money
}

/** An order that was taken on. */
export interface Payment {
  /** Names it among all payments. */
  readonly reference: string
  /** As it was taken on the first time, whatever was asked for later under its key. */
  readonly order: PaymentOrder
  /** When it was taken on first: epoch milliseconds. */
  readonly paidMs: number
}

/**
 * Who pays bonds back: a bank, or a queue that a bank empties.
 *
 * It MUST, for one key, pay once: asked again it answers with the payment that it took on first, with that one's amounts.
 * It MUST have taken the payment on durably before `pay` resolves, so that it is there after a crash of either side.
 * It MUST throw `PayoutRefused` where it will not pay, and then not have paid. Whatever else it throws leaves the outcome
 * open: it is asked again, with the same key.
 * `payments` MUST list every payment that was taken on, whichever process asked for it: it is what the log is held against
 * (对账), so one that it leaves out may be paid and never recorded.
 *
 * It need not pay at once, and does not promise that the money arrives.
 */
export interface Payout {
  pay(order: PaymentOrder): Promise<Payment>
  /** In the order in which they were taken on, after the one of that reference; from the first where it is left out. */
  payments(after?: string): AsyncIterable<Payment>
  close?(): Promise<void>
}

/** The payee, the account or the sum is not accepted; a person has to look at it. */
export class PayoutRefused extends Error {
  override readonly name = 'PayoutRefused'
}
