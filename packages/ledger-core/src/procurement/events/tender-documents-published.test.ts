import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { HASH, tendering } from '../../testing/histories.ts'

const documents = [{ title: 'Tender documents (invented)', sha256: HASH }]
const published = (version: number, override: object = {}) =>
  fact('TenderDocumentsPublished', { version, documents, ...override })

test('each version is greater than the last, and may leave numbers out', () => {
  given(...tendering(), published(1), published(2))
    .when(published(5))
    .then(({ documentsVersion }) => expect(documentsVersion).toBe(5))
})

test('a version is published once', () => {
  given(...tendering(), published(2))
    .when(published(2))
    .thenRefused('VERSION_EXISTS')
})

test('no version comes after a greater one', () => {
  given(...tendering(), published(2))
    .when(published(1))
    .thenRefused('VERSION_EXISTS')
})

test('versions count from one', () => {
  for (const version of [0, -1, 1.5]) {
    given(...tendering())
      .when(published(version))
      .thenRefused('INVALID')
  }
})

test('a version without a document is none', () => {
  given(...tendering())
    .when(published(1, { documents: [] }))
    .thenRefused('INVALID')
})
