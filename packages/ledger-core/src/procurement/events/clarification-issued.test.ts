import { expect, test } from 'vitest'
import { instantMs } from '../../kernel/calendar.ts'
import { fact, given } from '../../testing/given.ts'
import { accepted, bidderA, DEADLINE, tendering } from '../../testing/histories.ts'

const clarified = (override: object = {}) =>
  fact('ClarificationIssued', { changes: ['Chapter 4: grade 70 is acceptable.'], affectsBids: true, ...override })

const closed = fact('SubmissionClosed', { bidCount: 0 }, { occurredAt: DEADLINE })

test('a clarification leaves the deadline where it is', () => {
  given(...tendering())
    .when(clarified({ affectsBids: false }))
    .then(({ submission }) => expect(submission.deadlineMs).toBe(instantMs(DEADLINE)))
})

test('a clarification may move the deadline, which opens submission again', () => {
  given(...tendering(), closed)
    .when(clarified({ bidDeadlineAt: '2023-04-07T09:00:00+08:00' }))
    .then(({ submission }) => {
      expect(submission.deadlineMs).toBe(instantMs('2023-04-07T09:00:00+08:00'))
      expect(submission.closedMs).toBeUndefined()
    })
})

test('a clarification may repeat the deadline, which opens nothing', () => {
  given(...tendering(), closed)
    .when(clarified({ bidDeadlineAt: '2023-03-31T01:00:00Z' }))
    .then(({ submission }) =>
      expect(submission).toMatchObject({ deadlineMs: instantMs(DEADLINE), closedMs: instantMs(DEADLINE) }),
    )
})

test('a clarification does not bring the deadline forward', () => {
  given(...tendering())
    .when(clarified({ bidDeadlineAt: '2023-03-31T08:59:59+08:00' }))
    .thenRefused('DEADLINE_NOT_LATER')
})

test('where no deadline is known, a clarification may set one', () => {
  given(...accepted(), fact('InvitationIssued', { invited: [bidderA] }))
    .when(clarified({ bidDeadlineAt: DEADLINE }))
    .then(({ submission }) => expect(submission.deadlineMs).toBe(instantMs(DEADLINE)))
})

test('a clarification is issued while the procedure is suspended', () => {
  given(...tendering(), fact('ProcedureSuspended', { cause: 'objection' }))
    .when(clarified())
    .then()
})

test('whether bids are affected must be said', () => {
  given(...tendering())
    .when(clarified({ affectsBids: undefined }))
    .thenRefused('INVALID')
})
