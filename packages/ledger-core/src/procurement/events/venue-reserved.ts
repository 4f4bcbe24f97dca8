import { z } from 'zod'
import { Instant, instantMs } from '../../kernel/calendar.ts'
import { Id, Line } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { step } from '../step.ts'

/** A room is reserved for the opening, the evaluation or a night (场地预约). Refuses: RESERVATION_EXISTS. */
export const venueReserved = step('VenueReserved', {
  data: z
    .strictObject({
      reservationId: Id,
      room: Line,
      purpose: z.enum(['opening', 'evaluation', 'overnight']),
      fromAt: Instant,
      untilAt: Instant,
    })
    .refine(({ fromAt, untilAt }) => instantMs(fromAt) <= instantMs(untilAt), {
      path: ['untilAt'],
      error: 'lies before fromAt; state an instant at or after it',
    }),

  decide({ reservations }, { reservationId }) {
    if (reservations.has(reservationId))
      return refuse('RESERVATION_EXISTS', `${reservationId} names an earlier reservation; take another reservationId`)
  },

  evolve({ reservations }, { reservationId }) {
    if (!reservations.has(reservationId)) reservations.set(reservationId, { released: false })
  },
})
