import type { BondMovement, ProjectHistory } from './project-history.ts'
import type { Stamp } from './stamp.ts'
import { takenFromBonds } from './taken-from-bonds.ts'

/**
 * The books of bonds, in double entry: every fact is an entry, and the debits of an entry are its credits, in one
 * currency. So lodged = released + forfeited + claimed + held at every position of every log: what is lodged is credited
 * to `lodged` and debited to `held`, and what leaves a bond is credited to `held`.
 *
 * An imported history may move more than was lodged, other money, or a bond that nobody lodged. That much of it is
 * debited to `suspense` and credited to `unlodged`, and stands there until somebody corrects the history.
 */
export const ACCOUNTS = [
  ...(['lodged', 'held', 'released', 'forfeited', 'claimed'] as const),
  /** Interest is not part of what was lodged; `payer` is whoever paid it. */
  ...(['interest', 'payer'] as const),
  ...(['suspense', 'unlodged'] as const),
] as const
export type Account = (typeof ACCOUNTS)[number]

/** One side of an entry, in minor units; one of the two is 0. */
export interface Posting extends Stamp {
  readonly bondId: string
  /** Of the bond; '' where it was never lodged, or where nobody guarantees it. */
  readonly bidder: string
  readonly bank: string
  readonly account: Account
  readonly currency: string
  readonly debitMinor: bigint
  readonly creditMinor: bigint
  /** The day from which it counts: a movement that occurred before its bond was lodged counts with it. */
  readonly postedOn: number
}

export function bondJournal(history: ProjectHistory): readonly Posting[] {
  const taken = takenFromBonds(history)
  const lodgings = [...history.bonds].flatMap(([bondId, { bidder, bank, currency, amountMinor, ...stamp }]) =>
    entry(
      { ...stampOf(stamp), bondId, bidder, bank, currency, postedOn: stamp.occurredOn },
      'held',
      'lodged',
      amountMinor,
    ),
  )
  const movements = history.movements.flatMap((one) => moved(history, one, taken.get(one)?.takenMinor ?? 0n))
  return [...lodgings, ...movements]
}

type Words = Omit<Posting, 'account' | 'debitMinor' | 'creditMinor'>

function moved({ bonds }: ProjectHistory, movement: BondMovement, takenMinor: bigint): Posting[] {
  const { bondId, currency, amountMinor, interestMinor, occurredOn } = movement
  const bond = bonds.get(bondId)
  const postedOn = Math.max(occurredOn, bond?.occurredOn ?? occurredOn)
  const words = { ...stampOf(movement), bondId, bidder: bond?.bidder ?? '', bank: bond?.bank ?? '', currency, postedOn }
  return [
    ...entry(words, movement.movement, 'held', takenMinor),
    ...entry(words, 'suspense', 'unlodged', amountMinor - takenMinor),
    ...entry(words, 'interest', 'payer', interestMinor),
  ]
}

/** Nothing is posted for nothing. */
const entry = (words: Words, debit: Account, credit: Account, minor: bigint): Posting[] =>
  minor === 0n
    ? []
    : [
        { ...words, account: debit, debitMinor: minor, creditMinor: 0n },
        { ...words, account: credit, debitMinor: 0n, creditMinor: minor },
      ]

const stampOf = ({ eventId, occurredMs, occurredOn }: Stamp): Stamp => ({ eventId, occurredMs, occurredOn })
