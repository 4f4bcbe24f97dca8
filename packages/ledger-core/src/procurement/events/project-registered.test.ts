import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { cny, imported, projectRegistered, registration, venue } from '../../testing/histories.ts'

test('a registration begins the project', () => {
  given()
    .when(projectRegistered())
    .then(({ phase, registration }) => {
      expect(phase).toBe('registered')
      expect(registration).toEqual({
        origin: 'registered',
        title: 'Example road, section 1 (invented)',
        category: 'works',
        regime: 'TBL',
        method: 'open',
        procedure: 'openTender',
        venue,
      })
    })
})

test('a buyer may register its own project', () => {
  given()
    .when(fact('ProjectRegistered', registration(), { role: 'buyer' }))
    .then()
})

test('a project is registered once', () => {
  given(projectRegistered()).when(projectRegistered()).thenRefused('PROJECT_EXISTS')
})

test('an imported project is not registered again', () => {
  given(imported()).when(projectRegistered()).thenRefused('PROJECT_EXISTS')
})

test('whether tendering is mandatory must be said', () => {
  given()
    .when(projectRegistered({ mandatory: undefined }))
    .thenRefused('INVALID')
})

test('a price is money, not a number', () => {
  given()
    .when(projectRegistered({ budget: cny('2100000.00') }))
    .then()
  given()
    .when(projectRegistered({ budget: 2_100_000 }))
    .thenRefused('INVALID')
})

test('a method outside the list is no method', () => {
  given()
    .when(projectRegistered({ method: 'invited' }))
    .thenRefused('INVALID')
})

test('a field that the shape does not know is an error', () => {
  given()
    .when(projectRegistered({ estimate: cny('1.00') }))
    .thenRefused('INVALID')
})
