import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { accepted, projectRegistered } from '../../testing/histories.ts'

const returned = (...reasons: string[]) => fact('RegistrationReturned', { reasons })

test('a registration is returned with everything that is missing, and may be returned again', () => {
  given(projectRegistered(), returned('no approval document'))
    .when(returned('the section code is missing', 'the budget is missing'))
    .then(({ phase }) => expect(phase).toBe('registered'))
})

test('a return without a reason is none', () => {
  given(projectRegistered()).when(returned()).thenRefused('INVALID')
})

test('an accepted registration is not returned', () => {
  given(...accepted())
    .when(returned('too late'))
    .thenRefused('OUT_OF_SEQUENCE')
})
