import { type CalendarDate, dayNumber } from '../kernel/calendar-date.ts'
import { Fault } from '../kernel/fault.ts'

/** A yearly rate in percent, such as `0.35`, from a day on, until the next one begins. */
export interface YearlyRate {
  readonly from: CalendarDate
  readonly percent: string
}

const DAYS_OF_YEAR = 365n
/** Percent, with four decimals. */
const PARTS = 1_000_000n
const PERCENT = /^\d{1,2}(?:\.(\d{1,4}))?$/

/**
 * Simple interest on a sum that lay from one day to another: the sum times the rate of each day, over 365, rounded once,
 * to the minor unit, half up. The first day counts, the last does not. Undefined where no rate is known for one of the
 * days: it is then not computed.
 *
 * Source: 招标投标法实施条例 art. 57 owes 银行同期存款利息 and leaves the rate to the bank; the table says which.
 *
 * @throws Fault PACK_INVALID where a rate is no number from 0 to 99.9999
 */
export function simpleInterest365(
  principalMinor: bigint,
  { fromOn, untilOn }: { readonly fromOn: number; readonly untilOn: number },
  rates: readonly YearlyRate[],
): bigint | undefined {
  const known = rates
    .map(({ from, percent }) => ({ from: dayNumber(from), parts: partsOf(percent) }))
    .toSorted((a, b) => a.from - b.from)
  if (untilOn > fromOn && (known[0]?.from ?? Number.POSITIVE_INFINITY) > fromOn) return undefined
  let weighted = 0n
  for (const [index, { from, parts }] of known.entries()) {
    const until = known[index + 1]?.from ?? untilOn
    const days = Math.min(until, untilOn) - Math.max(from, fromOn)
    if (days > 0) weighted += parts * BigInt(days)
  }
  const divisor = PARTS * DAYS_OF_YEAR
  return (2n * principalMinor * weighted + divisor) / (2n * divisor)
}

/** Of a million: 0.35 % is 3500. */
function partsOf(percent: string): bigint {
  const match = PERCENT.exec(percent)
  if (match === null)
    throw new Fault('PACK_INVALID', `"${percent}" is no yearly rate in percent; write one such as 0.35`)
  const [whole = '0'] = percent.split('.')
  return BigInt(whole) * 10_000n + BigInt((match[1] ?? '').padEnd(4, '0'))
}
