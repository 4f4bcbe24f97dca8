import { expect, test } from 'vitest'
import { instantMs } from '../../kernel/calendar.ts'
import { fact, given } from '../../testing/given.ts'
import { bidderA, bidSubmitted, completed, imported, tendering } from '../../testing/histories.ts'

const suspended = (occurredAt = '2023-03-10T09:00:00+08:00') =>
  fact('ProcedureSuspended', { cause: 'an objection to the documents awaits its answer' }, { occurredAt })

test('the phase stays, the procedure rests since that moment', () => {
  given(...tendering())
    .when(suspended())
    .then(({ phase, suspension }) => {
      expect(phase).toBe('tendering')
      expect(suspension).toEqual({ sinceMs: instantMs('2023-03-10T09:00:00+08:00') })
    })
})

test('a suspended procedure cannot be suspended again', () => {
  given(...tendering(), suspended())
    .when(suspended())
    .thenRefused('SUSPENDED')
})

test('no bid comes in while the procedure is suspended', () => {
  given(...tendering(), suspended())
    .when(bidSubmitted('bid-a', bidderA))
    .thenRefused('SUSPENDED')
})

test('an ended procedure cannot be suspended', () => {
  given(...completed())
    .when(suspended())
    .thenRefused('OUT_OF_SEQUENCE')
})

test('a repeat in an imported history does not shorten the suspension', () => {
  given(imported(), suspended(), suspended('2023-03-20T09:00:00+08:00'))
    .when(fact('VenueReleased', { reservationId: 'reservation-1' }))
    .thenFound('RESERVATION_UNKNOWN')
  given(imported(), suspended(), suspended('2023-03-20T09:00:00+08:00'))
    .when(fact('ProcedureResumed', { cause: 'answered' }))
    .then(({ suspension }) => expect(suspension).toBeUndefined())
})
