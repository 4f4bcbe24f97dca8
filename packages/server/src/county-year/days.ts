import { dayOf } from './working-days.ts'

/** The days of one project: numbers of civil days, all of them working days but the ends of periods. */
export interface Days {
  readonly registered: number
  readonly accepted: number
  /** Notice and documents, or the invitation. */
  readonly noticed?: number
  readonly clarified?: number
  /** As it was first announced. */
  readonly firstDeadline?: number
  readonly deadline?: number
  readonly evaluated?: number
  readonly publicFrom?: number
  readonly publicUntil?: number
  readonly objected?: number
  readonly answered?: number
  readonly complaint?: { readonly filed: number; readonly accepted: number; readonly ended: number }
  /** A first evaluation and its publicity that did not stand. */
  readonly earlier?: { readonly evaluated: number; readonly publicFrom: number; readonly publicUntil: number }
  /** A first award that did not stand. */
  readonly lost?: { readonly decided: number; readonly notified: number; readonly cancelled: number }
  readonly decided?: number
  readonly notified?: number
  readonly signed?: number
  readonly closed?: number
  /** Failed, cancelled, or given up after the demand. */
  readonly ended?: number
  readonly demanded?: number
}

/** The books are closed at the end of this day: what would come later has not happened yet. */
export const LAST_DAY = dayOf('2023-11-30')
