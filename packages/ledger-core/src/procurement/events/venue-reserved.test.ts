import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { accepted } from '../../testing/histories.ts'

const reserved = (override: object = {}) =>
  fact('VenueReserved', {
    reservationId: 'reservation-1',
    room: 'R1',
    purpose: 'opening',
    fromAt: '2023-03-31T08:30:00+08:00',
    untilAt: '2023-03-31T12:00:00+08:00',
    ...override,
  })

test('a room is reserved', () => {
  given(...accepted())
    .when(reserved())
    .then(({ reservations }) => expect(reservations.get('reservation-1')).toEqual({ released: false }))
})

test('a reservationId names one reservation for ever', () => {
  given(...accepted(), reserved())
    .when(reserved({ room: 'R2' }))
    .thenRefused('RESERVATION_EXISTS')
  given(...accepted(), reserved(), fact('VenueReleased', { reservationId: 'reservation-1' }))
    .when(reserved())
    .thenRefused('RESERVATION_EXISTS')
})

test('a reservation does not end before it begins, whatever its offsets', () => {
  given(...accepted())
    .when(reserved({ untilAt: '2023-03-31T08:29:59+08:00' }))
    .thenRefused('INVALID')
  given(...accepted())
    .when(reserved({ untilAt: '2023-03-31T01:00:00Z' }))
    .then()
})

test('a purpose outside the list is none', () => {
  given(...accepted())
    .when(reserved({ purpose: 'meeting' }))
    .thenRefused('INVALID')
})
