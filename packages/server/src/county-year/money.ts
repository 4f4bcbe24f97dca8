import { fromMinor, type Money } from '@procurement-ledger/core'

/** Amounts of the example are in fen until they are stated. */
export const cny = (fen: bigint): Money => fromMinor(fen, 'CNY')

/** So many ten thousandths of an amount, rounded down to whole yuan. */
export const part = (fen: bigint, tenThousandths: number): bigint => {
  const share = (fen * BigInt(tenThousandths)) / 10_000n
  return share - (share % 100n)
}
