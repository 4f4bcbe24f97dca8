import { test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { completed, contracted } from '../../testing/histories.ts'

const inspected = (data: object = {}) =>
  fact('SiteInspected', { selection: 'random', result: 'in order', found: [], ...data })

test('a site is inspected while the contract runs and after it, more than once', () => {
  for (const history of [contracted(), completed()])
    given(...history, inspected())
      .when(inspected({ result: 'remedied', found: ['the works manager was absent'] }))
      .then()
})

test('an inspection has a result', () => {
  given(...contracted())
    .when(inspected({ result: undefined }))
    .thenRefused('INVALID')
})
