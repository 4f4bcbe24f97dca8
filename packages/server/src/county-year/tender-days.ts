import type { Days } from './days.ts'
import { kindOf } from './kinds.ts'
import type { Outline } from './outlines.ts'
import type { Random } from './random.ts'
import { isAnsweredSoon, workingDayFrom, workingDaysAfter, workingDaysIn, workingDayUntil } from './working-days.ts'

/** The days from notice to deadline, and what may move the deadline. */
export interface TenderDays extends Pick<Days, 'clarified' | 'objected' | 'answered'> {
  readonly noticed: number
  readonly firstDeadline: number
  readonly deadline: number
}

/** So many days before the deadline bidders come with bonds and bids; by then no suspension may last. */
const DAYS_OF_BIDDING = 8

export function tenderDays({ kind, story }: Outline, accepted: number, random: Random): TenderDays {
  const { period } = kindOf(kind)
  const noticed = workingDaysAfter(accepted, random.chance(0.75) ? 0 : 1)
  const length = random.int(...period.days)
  const lawful = period.working ? workingDaysAfter(noticed, length) : workingDayFrom(noticed + length)
  const firstDeadline = story === 'shortPeriod' ? workingDayUntil(noticed + 17) : lawful
  const announced = { noticed, firstDeadline, deadline: firstDeadline }

  if (story === 'clarified') return { ...announced, clarified: workingDayFrom(noticed + random.int(2, 4)) }
  if (story === 'extended') {
    // TBL 23: less than 15 days would be left, so the deadline moves.
    const clarified = workingDayFrom(noticed + random.int(6, 9))
    return { ...announced, clarified, deadline: workingDayFrom(Math.max(clarified + 15, firstDeadline + 1)) }
  }
  if (story === 'documentsObjection' || story === 'paperObjection' || story === 'upheldDocumentsObjection') {
    // TBR 22: at least 10 days before the deadline, answered within 3. A festival in between takes a later deadline.
    const from = noticed + random.int(2, 5)
    const objected = workingDaysIn(from, from + 14).find(isAnsweredSoon) ?? workingDayFrom(from)
    const answered = workingDaysAfter(objected, 1)
    const deadline = workingDayFrom(Math.max(firstDeadline, objected + 10, answered + DAYS_OF_BIDDING))
    if (story !== 'upheldDocumentsObjection') return { noticed, firstDeadline: deadline, deadline, objected, answered }
    const moved = workingDayFrom(Math.max(answered + 15, deadline + 1))
    return { noticed, firstDeadline: deadline, deadline: moved, objected, answered, clarified: answered }
  }
  if (story === 'documentsQuery') {
    // GPL 52, 53: within 7 working days, answered within 7.
    const objected = workingDaysAfter(noticed, random.int(2, 4))
    return { ...announced, objected, answered: workingDaysAfter(objected, random.int(2, 4)) }
  }
  if (story === 'openingObjection') return { ...announced, objected: firstDeadline, answered: firstDeadline }
  return announced
}
