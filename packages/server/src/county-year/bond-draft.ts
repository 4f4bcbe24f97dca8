import type { Price } from './amounts.ts'
import type { Days } from './days.ts'
import type { Outline } from './outlines.ts'
import type { Security } from './securities.ts'

export interface Biddable {
  readonly outline: Outline
  readonly days: Days
  readonly price: Price
}

/** Numbers of one project's bonds while they are still being settled. */
export interface BondDraft extends Biddable {
  readonly security: Security
  /** For a sale (竞买保证金): a transfer in proportion to the reserve, which stays as it is. */
  readonly isDeposit: boolean
  /** How many bid. */
  count: number
  /** One bidder's bond; what it would be where it is waived. */
  amount: bigint
  /** The most it may be. */
  readonly most: bigint
  /** How many bonds are guarantees or insurances. */
  guaranteed: number
}
