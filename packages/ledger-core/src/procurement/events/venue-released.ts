import { z } from 'zod'
import { Id } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { step } from '../step.ts'

/** A reserved room is given back (场地取消). Refuses: RESERVATION_UNKNOWN. */
export const venueReleased = step('VenueReleased', {
  data: z.strictObject({ reservationId: Id }),

  decide({ reservations }, { reservationId }) {
    const reservation = reservations.get(reservationId)
    if (reservation === undefined)
      return refuse('RESERVATION_UNKNOWN', `${reservationId} was never made; name a reservation of this project`)
    if (reservation.released) return refuse('RESERVATION_UNKNOWN', `${reservationId} was released already`)
  },

  evolve({ reservations }, { reservationId }) {
    const reservation = reservations.get(reservationId)
    if (reservation !== undefined) reservation.released = true
  },
})
