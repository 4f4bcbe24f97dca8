import { courses } from './courses.ts'
import type { Days } from './days.ts'
import { kindOf } from './kinds.ts'
import type { Outline } from './outlines.ts'
import type { Random } from './random.ts'
import { tenderDays } from './tender-days.ts'
import { dayOf, workingDayFrom, workingDaysAfter, workingDaysIn, workingDayUntil } from './working-days.ts'

/** The last day of the year's eleven months, and what must still fit in before it. */
const lastDayOf = (year: number): number => dayOf(`${year}-11-30`)
const DAYS_FOR_CONTRACT = 26
const DAYS_FOR_CLOSING = 12
/** How much longer than the least a procedure may take. */
const SLACK_DAYS = 9
/** From a first tender to the registration of the second. */
const DAYS_BEFORE_RETENDER = 37
/** Local packs: accepted but not traded, ended after 90 days and an unanswered demand (催告). */
const DAYS_BEFORE_DEMAND = 92
const DAYS_AFTER_DEMAND = 12
/** The days of a project, all lawful unless its story says otherwise. `registered` is accepted's own day for now. */
export const schedule = (outline: Outline, random: Random): Days =>
  scheduleFrom(outline, acceptanceOf(outline, random), random)

/** The same for a project whose acceptance is known. */
export function scheduleFrom(outline: Outline, accepted: number, random: Random): Days {
  const { ending, kind, year } = outline
  const { course } = kindOf(kind)
  const opening = { registered: accepted, accepted }
  if (ending === 'demanded') {
    const demanded = workingDayFrom(accepted + DAYS_BEFORE_DEMAND)
    return { ...opening, demanded, ended: workingDayFrom(demanded + DAYS_AFTER_DEMAND) }
  }

  const tender = course === 'direct' ? undefined : tenderDays(outline, accepted, random)
  const begun = { ...opening, ...tender }
  const begins = tender?.deadline ?? accepted
  if (ending === 'open') return begun
  if (ending === 'failed') return { ...begun, ended: begins }
  if (ending === 'cancelled') return { ...begun, ended: workingDaysAfter(tender?.noticed ?? accepted, 3) }

  const awarded = courses[course](outline, begins, random)
  const { notified } = awarded
  if (ending === 'contract') return { ...begun, ...awarded, signed: signingAfter(outline, notified, random) }
  const closed = Math.min(workingDaysAfter(notified, random.int(4, 12)), lastDayOf(year))
  return { ...begun, ...awarded, closed: workingDayUntil(closed) }
}

/** Evenly over the eleven months, so that what begins is awarded, and signed, within them. */
function acceptanceOf({ kind, year, ending, position }: Outline, random: Random): number {
  const { leastDays } = kindOf(kind)
  if (ending === 'open') return workingDayFrom(dayOf(`${year}-11-17`) + Math.round(position * 10))
  const first = dayOf(`${year}-01-03`) - leastDays
  const after = ending === 'contract' ? DAYS_FOR_CONTRACT : DAYS_FOR_CLOSING
  const last = lastDayOf(year) - after - leastDays - SLACK_DAYS
  const day = Math.round(first + position * (last - first)) + random.int(-2, 2)
  return workingDayFrom(Math.max(first, ending === 'failed' ? day - DAYS_BEFORE_RETENDER : day))
}

/** TBL 46, GPL 46: within 30 days of the notice; and early enough to be published in the same eleven months. */
function signingAfter({ kind, story, year }: Outline, notified: number, random: Random): number {
  if (story === 'lateContract') return workingDayFrom(notified + 36)
  const [least, most] = kindOf(kind).regime === 'GPL' ? [2, 14] : [5, 24]
  const last = lastDayOf(year) - (kindOf(kind).regime === 'GPL' ? 4 : 6)
  const possible = workingDaysIn(notified + least, Math.min(notified + most, last))
  return possible.length > 0 ? random.pick(possible) : workingDaysAfter(notified, 2)
}
