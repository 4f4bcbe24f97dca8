import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { HASH, projectRegistered } from '../../testing/histories.ts'

const permit = { material: 'planning permit', dueOn: '2023-03-20' }
const funds = { material: 'proof of funds', dueOn: '2023-03-27' }
const commitment = { signedBy: 'Example Person (invented)', sha256: HASH }

const acceptance = (deferred: object[], rest: object = {}) =>
  fact('RegistrationAccepted', { greenChannel: true, deferred, ...rest })

test('a complete registration is accepted without a commitment', () => {
  given(projectRegistered())
    .when(acceptance([]))
    .then(({ phase, deferred }) => {
      expect(phase).toBe('accepted')
      expect(deferred.size).toBe(0)
    })
})

test('materials are deferred against a signed commitment, each with its day', () => {
  given(projectRegistered())
    .when(acceptance([permit, funds], { commitment }))
    .then(({ deferred }) =>
      expect([...deferred]).toEqual([
        ['planning permit', { dueOn: '2023-03-20', supplied: false }],
        ['proof of funds', { dueOn: '2023-03-27', supplied: false }],
      ]),
    )
})

test('nothing is deferred without a commitment', () => {
  given(projectRegistered())
    .when(acceptance([permit]))
    .thenRefused('INVALID')
})

test('a material is deferred once', () => {
  given(projectRegistered())
    .when(acceptance([permit, { ...permit, dueOn: '2023-04-01' }], { commitment }))
    .thenRefused('INVALID')
})

test('a material is due on a day that exists', () => {
  given(projectRegistered())
    .when(acceptance([{ ...permit, dueOn: '2023-02-30' }], { commitment }))
    .thenRefused('INVALID')
})
