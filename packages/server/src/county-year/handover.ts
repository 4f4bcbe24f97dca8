import { dayAt, minuteOf, moment } from './moment.ts'
import type { Random } from './random.ts'
import type { Told } from './telling/chronicle.ts'
import { dayOf, workingDaysAfter } from './working-days.ts'

/** When the ledger learns of what happened: `recordedAt` lies behind `occurredAt` as it does in real offices. */

/** The ledger begins; what is older is entered from paper on its first day. */
export const LEDGER_OPENS_MS = moment(dayOf('2021-12-06'), minuteOf('8:30'))

/**
 * The centre's system hands over what it has three times a day. So facts of one round share their time, and two years
 * wait for the disk two thousand times instead of ten thousand times.
 */
const ROUNDS = ['10:30', '14:30', '18:30'].map(minuteOf)

const MINUTE_MS = 60_000

/** What the system itself knows at once; everything else is entered by somebody, who may be late. */
const AUTOMATIC: ReadonlySet<string> = new Set(['BidBondLodged', 'BidSubmitted', 'BidReplaced', 'BondReleased'])

/** What offices outside the centre enter, sometimes days later: nothing that others soon build on. */
const ENTERED_LATE: ReadonlySet<string> = new Set(['ContractFiled', 'MilestoneMet', 'PaymentMade', 'PerformanceRated'])

/** How often such a fact is days late, and how often another fact is entered hours later, or on the next working day. */
const DAYS_LATE = 0.12
const HOURS_LATE = 0.2
const NEXT_DAY = 0.06

export interface Handed extends Told {
  readonly recordedMs: number
}

/** The facts of one stream with the time of their record: never before they happened, never out of order. */
export function handOver(told: readonly Told[], random: Random): readonly Handed[] {
  let lastMs = LEDGER_OPENS_MS
  return told.map((one) => {
    lastMs = Math.max(lastMs, roundAfter(enteredAt(one, random)))
    return { ...one, recordedMs: lastMs }
  })
}

function enteredAt({ occurredMs, fact }: Told, random: Random): number {
  if (AUTOMATIC.has(fact.type)) return occurredMs
  const chance = random.next()
  if (ENTERED_LATE.has(fact.type) && chance < DAYS_LATE) return workingMorning(occurredMs, random.int(2, 8), random)
  if (chance > 1 - NEXT_DAY) return workingMorning(occurredMs, 1, random)
  return occurredMs + (chance > 1 - NEXT_DAY - HOURS_LATE ? random.int(60, 240) : random.int(2, 20)) * MINUTE_MS
}

const workingMorning = (ms: number, days: number, random: Random): number =>
  moment(workingDaysAfter(dayAt(ms), days), minuteOf('8:30') + random.int(0, 120))

function roundAfter(ms: number): number {
  const day = dayAt(ms)
  const today = ROUNDS.map((minute) => moment(day, minute)).find((roundMs) => roundMs >= ms)
  return today ?? moment(day + 1, ROUNDS[0] as number)
}
