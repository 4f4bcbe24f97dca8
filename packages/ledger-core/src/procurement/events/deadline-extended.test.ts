import { expect, test } from 'vitest'
import { instantMs } from '../../kernel/calendar.ts'
import { fact, given } from '../../testing/given.ts'
import { accepted, bidderA, bidSubmitted, DEADLINE, imported, tendering } from '../../testing/histories.ts'

const LATER = '2023-04-07T09:00:00+08:00'
const extended = (bidDeadlineAt: string, openingAt = bidDeadlineAt) =>
  fact('DeadlineExtended', { bidDeadlineAt, openingAt, reason: 'a clarification affects the bids' })

test('an extension moves the deadline and the opening', () => {
  given(...tendering())
    .when(extended(LATER, '2023-04-07T09:30:00+08:00'))
    .then(({ submission }) =>
      expect(submission).toEqual({
        deadlineMs: instantMs(LATER),
        openingMs: instantMs('2023-04-07T09:30:00+08:00'),
        closedMs: undefined,
      }),
    )
})

test('an extension opens submission again', () => {
  given(...tendering(), fact('SubmissionClosed', { bidCount: 0 }, { occurredAt: DEADLINE }), extended(LATER))
    .when(bidSubmitted('bid-a', bidderA, LATER))
    .then()
})

test('an extension is made while the procedure is suspended', () => {
  given(...tendering(), fact('ProcedureSuspended', { cause: 'objection' }))
    .when(extended(LATER))
    .then()
})

test('an extension of nothing is none', () => {
  given(...tendering())
    .when(extended('2023-03-31T01:00:00Z'))
    .thenRefused('DEADLINE_NOT_LATER')
})

test('an extension does not bring the deadline forward', () => {
  given(...tendering())
    .when(extended('2023-03-31T08:59:59+08:00'))
    .thenRefused('DEADLINE_NOT_LATER')
})

test('a second is an extension', () => {
  given(...tendering())
    .when(extended('2023-03-31T09:00:01+08:00'))
    .then()
})

test('where no deadline is known, any is an extension', () => {
  given(...accepted(), fact('InvitationIssued', { invited: [bidderA] }))
    .when(extended(DEADLINE))
    .then(({ submission }) => expect(submission.deadlineMs).toBe(instantMs(DEADLINE)))
})

test('bids are opened at the deadline or after it', () => {
  given(...tendering())
    .when(extended(LATER, '2023-04-07T08:59:59+08:00'))
    .thenRefused('INVALID')
})

test('an opening before the deadline that a source states is recorded with its finding', () => {
  given(imported(), ...tendering().slice(2))
    .when(extended(LATER, '2023-04-07T08:59:59+08:00'))
    .thenFound('DEADLINE_NOT_REACHED')
})
