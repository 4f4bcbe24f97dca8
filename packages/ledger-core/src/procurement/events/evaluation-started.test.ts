import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { evaluated, opened, venue } from '../../testing/histories.ts'

const started = (sessionId = 'session-1') =>
  fact('EvaluationStarted', {
    sessionId,
    mode: 'distributed',
    overnight: false,
    sites: [{ role: 'main', venue, seats: 5 }],
  })

test('an evaluation may take several sessions', () => {
  given(...opened(), started())
    .when(started('session-2'))
    .then(({ sessions, phase }) => {
      expect([...sessions]).toEqual(['session-1', 'session-2'])
      expect(phase).toBe('opened')
    })
})

test('a session is named once', () => {
  given(...opened(), started())
    .when(started())
    .thenRefused('SESSION_EXISTS')
})

test('nothing is evaluated after the evaluation', () => {
  given(...evaluated())
    .when(started())
    .thenRefused('OUT_OF_SEQUENCE')
})
