import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { accepted } from '../../testing/histories.ts'

const reserved = fact('VenueReserved', {
  reservationId: 'reservation-1',
  room: 'R1',
  purpose: 'overnight',
  fromAt: '2023-03-31T20:00:00+08:00',
  untilAt: '2023-04-01T08:00:00+08:00',
})
const released = (reservationId = 'reservation-1') => fact('VenueReleased', { reservationId })
const suspended = fact('ProcedureSuspended', { cause: 'complaint' })

test('a reserved room is given back', () => {
  given(...accepted(), reserved)
    .when(released())
    .then(({ reservations }) => expect(reservations.get('reservation-1')).toEqual({ released: true }))
})

test('a room is given back while the procedure is suspended', () => {
  given(...accepted(), reserved, suspended)
    .when(released())
    .then()
})

test('a room is given back once', () => {
  given(...accepted(), reserved, released())
    .when(released())
    .thenRefused('RESERVATION_UNKNOWN')
})

test('what was not reserved is not given back', () => {
  given(...accepted(), reserved)
    .when(released('reservation-2'))
    .thenRefused('RESERVATION_UNKNOWN')
})
