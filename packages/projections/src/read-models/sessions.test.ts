import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { inventedId, on, told } from '../testing/invented.ts'
import { registered, rowsIn, STREAM } from '../testing/project-facts.ts'
import { sessions } from './sessions.ts'

const started = (when: string, sessionId: string, mode: 'onsite' | 'remote' | 'distributed', overnight = false) =>
  told('EvaluationStarted', when, { sessionId, mode, overnight, sites: [] })

test('every session of a project has a row', () => {
  const facts = [started('2023-03-31', 's-1', 'remote', true), started('2023-04-01', 's-2', 'onsite')]
  expect(rowsIn(sessions, registered('2023-03-01'), ...facts)).toEqual([
    {
      key: 's-1',
      eventId: inventedId(STREAM, 1),
      occurredMs: on('2023-03-31'),
      occurredOn: dayNumber('2023-03-31' as never),
      sessionId: 's-1',
      mode: 'remote',
      overnight: 1,
    },
    {
      key: 's-2',
      eventId: inventedId(STREAM, 2),
      occurredMs: on('2023-04-01'),
      occurredOn: dayNumber('2023-04-01' as never),
      sessionId: 's-2',
      mode: 'onsite',
      overnight: 0,
    },
  ])
})

test('a session that an imported history starts twice counts once', () => {
  const twice = [started('2023-03-31', 's-1', 'remote'), started('2023-04-01', 's-1', 'onsite')]
  expect(rowsIn(sessions, registered('2023-03-01'), ...twice)).toMatchObject([{ mode: 'remote' }])
})
