import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { HASH, imported, projectRegistered, venue } from '../../testing/histories.ts'

const source = { uri: 'https://publisher.invalid/releases.json', sha256: HASH, standard: 'OCDS 1.1' }

test('an imported project begins accepted, and knows no more than its source states', () => {
  given()
    .when(imported())
    .then(({ phase, registration }) => {
      expect(phase).toBe('accepted')
      expect(registration).toEqual({
        origin: 'imported',
        title: undefined,
        category: undefined,
        regime: undefined,
        method: undefined,
        procedure: undefined,
        venue,
      })
    })
})

test('what the source states of the procedure is kept', () => {
  given()
    .when(fact('ProjectImported', { source, ocid: 'ocds-example-1', category: 'goods', method: 'limited', venue }))
    .then(({ registration }) => {
      expect(registration).toMatchObject({ category: 'goods', method: 'limited' })
    })
})

test('a registered project is not imported', () => {
  given(projectRegistered()).when(imported()).thenRefused('PROJECT_EXISTS')
})

test('a project is imported once', () => {
  given(imported()).when(imported()).thenRefused('PROJECT_EXISTS')
})

test('an import names its source by its sha256', () => {
  const unnamed = { uri: source.uri, standard: source.standard }
  given()
    .when(fact('ProjectImported', { source: unnamed, ocid: 'ocds-example-1', venue }))
    .thenRefused('INVALID')
})
