import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { awarded, contracted, evaluated } from '../../testing/histories.ts'

const closed = (reason = 'frameworkEnded') => fact('ProjectClosed', { reason })

test('the centre closes a project whose framework has ended', () => {
  given(...contracted({ procedure: 'framework' }))
    .when(closed())
    .then(({ phase }) => expect(phase).toBe('completed'))
})

test('the centre closes a project whose contract is kept elsewhere', () => {
  given(...awarded())
    .when(closed('contractElsewhere'))
    .then(({ phase }) => expect(phase).toBe('completed'))
})

test('nothing is closed before an award', () => {
  given(...evaluated())
    .when(closed())
    .thenRefused('OUT_OF_SEQUENCE')
})

test('the reason is one of three', () => {
  given(...awarded())
    .when(closed('late'))
    .thenRefused('INVALID')
})
