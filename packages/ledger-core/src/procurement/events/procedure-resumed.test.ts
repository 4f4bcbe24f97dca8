import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { DEADLINE, imported, opened, tendering } from '../../testing/histories.ts'

const at = (occurredAt: string) => ({ occurredAt })
const suspended = (occurredAt = '2023-03-10T09:00:00+08:00') =>
  fact('ProcedureSuspended', { cause: 'an objection to the documents awaits its answer' }, at(occurredAt))
const resumed = (occurredAt = '2023-03-12T09:00:00+08:00') =>
  fact('ProcedureResumed', { cause: 'the objection is answered', causeRef: 'objection-1' }, at(occurredAt))

test('the procedure goes on', () => {
  given(...tendering(), suspended())
    .when(resumed())
    .then(({ suspension }) => expect(suspension).toBeUndefined())
})

test('what is not suspended cannot be resumed', () => {
  given(...tendering())
    .when(resumed())
    .thenRefused('NOT_SUSPENDED')
  given(...tendering(), suspended(), resumed())
    .when(resumed())
    .thenRefused('NOT_SUSPENDED')
})

test('a second before the deadline it may be resumed, at the deadline it must be extended first', () => {
  given(...tendering(), suspended())
    .when(resumed('2023-03-31T08:59:59+08:00'))
    .then()
  given(...tendering(), suspended())
    .when(resumed(DEADLINE))
    .thenRefused('DEADLINE_PASSED')
})

test('once extended it may be resumed', () => {
  const bidDeadlineAt = '2023-04-20T09:00:00+08:00'
  const extended = fact('DeadlineExtended', { bidDeadlineAt, openingAt: bidDeadlineAt, reason: 'time lost' })
  given(...tendering(), suspended(), extended)
    .when(resumed('2023-04-02T09:00:00+08:00'))
    .then()
})

test('a suspension that began at the deadline or after it does not ask for an extension', () => {
  given(...tendering(), suspended(DEADLINE))
    .when(resumed('2023-04-02T09:00:00+08:00'))
    .then()
})

test('closed submission does not ask for an extension', () => {
  const closed = fact('SubmissionClosed', { bidCount: 0 }, at(DEADLINE))
  // The suspension is recorded late, and lies before the deadline.
  given(...tendering(), closed, suspended())
    .when(resumed('2023-04-02T09:00:00+08:00'))
    .then()
})

test('after the opening no deadline counts', () => {
  given(...opened(), suspended())
    .when(resumed('2023-04-02T09:00:00+08:00'))
    .then()
})

test('an imported resumption without a suspension is recorded with its finding', () => {
  given(imported()).when(resumed()).thenFound('NOT_SUSPENDED')
})
