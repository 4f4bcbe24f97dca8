import { expect, test } from 'vitest'
import { instantMs } from '../../kernel/calendar.ts'
import { fact, given } from '../../testing/given.ts'
import { accepted, bidderA, DEADLINE, tendering } from '../../testing/histories.ts'

const closed = (occurredAt: string, bidCount = 0) => fact('SubmissionClosed', { bidCount }, { occurredAt })

test('submission is closed at the deadline', () => {
  given(...tendering())
    .when(closed(DEADLINE))
    .then(({ phase, submission }) => {
      expect(phase).toBe('tendering')
      expect(submission.closedMs).toBe(instantMs(DEADLINE))
    })
})

test('submission is not closed one second before the deadline', () => {
  given(...tendering())
    .when(closed('2023-03-31T08:59:59+08:00'))
    .thenRefused('DEADLINE_NOT_REACHED')
})

test('where no deadline is known, submission is closed at any time', () => {
  given(...accepted({ method: 'limited' }), fact('InvitationIssued', { invited: [bidderA] }))
    .when(closed('2023-03-10T09:00:00+08:00', 1))
    .then(({ submission }) => expect(submission.closedMs).toBeDefined())
})

test('bids are counted in whole numbers from zero', () => {
  for (const bidCount of [-1, 1.5]) {
    given(...tendering())
      .when(closed(DEADLINE, bidCount))
      .thenRefused('INVALID')
  }
})
