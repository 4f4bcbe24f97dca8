import { expect, test } from 'vitest'
import { instantMs } from '../../kernel/calendar.ts'
import { fact, given } from '../../testing/given.ts'
import { accepted, bidderA, bidderB, bidSubmitted, DEADLINE } from '../../testing/histories.ts'

const invitation = (invited: object[], bidDeadlineAt?: string) =>
  fact('InvitationIssued', { invited, ...(bidDeadlineAt === undefined ? {} : { bidDeadlineAt }) })

test('an invitation opens the tender, and sets the deadline that it names', () => {
  given(...accepted({ method: 'selective', procedure: 'invitedTender' }))
    .when(invitation([bidderA, bidderB], DEADLINE))
    .then(({ phase, submission }) => {
      expect(phase).toBe('tendering')
      expect(submission.deadlineMs).toBe(instantMs(DEADLINE))
    })
})

test('an invitation to negotiate may name no deadline; then none is passed', () => {
  const negotiating = [...accepted({ method: 'limited', procedure: 'negotiation' }), invitation([bidderA])]
  given(...negotiating)
    .when(bidSubmitted('bid-a', bidderA, '2023-12-01T09:00:00+08:00'))
    .then(({ submission }) => expect(submission.deadlineMs).toBeUndefined())
})

test('an invitation may keep secret who is invited', () => {
  given(...accepted())
    .when(invitation([], DEADLINE))
    .then(({ phase }) => expect(phase).toBe('tendering'))
})

test('nobody is invited twice', () => {
  given(...accepted())
    .when(invitation([bidderA, { ...bidderA, name: 'Example Builders A again (invented)' }]))
    .thenRefused('INVALID')
})
