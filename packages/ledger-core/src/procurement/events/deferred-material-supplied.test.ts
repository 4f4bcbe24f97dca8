import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { accepted, HASH, imported, projectRegistered } from '../../testing/histories.ts'

const deferring = [
  projectRegistered(),
  fact('RegistrationAccepted', {
    greenChannel: true,
    deferred: [{ material: 'planning permit', dueOn: '2023-03-20' }],
    commitment: { signedBy: 'Example Person (invented)', sha256: HASH },
  }),
]
const supplied = (material = 'planning permit') => fact('DeferredMaterialSupplied', { material })

test('a deferred material is supplied', () => {
  given(...deferring)
    .when(supplied())
    .then(({ deferred }) => expect(deferred.get('planning permit')).toEqual({ dueOn: '2023-03-20', supplied: true }))
})

test('a material is supplied once', () => {
  given(...deferring, supplied())
    .when(supplied())
    .thenRefused('MATERIAL_UNKNOWN')
})

test('what was not deferred is not supplied afterwards', () => {
  given(...deferring)
    .when(supplied('proof of funds'))
    .thenRefused('MATERIAL_UNKNOWN')
  given(...accepted())
    .when(supplied())
    .thenRefused('MATERIAL_UNKNOWN')
})

test('an imported history may supply what it never deferred', () => {
  given(imported(), supplied()).when(supplied()).thenFound('MATERIAL_UNKNOWN')
})
