import { test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { completed, projectRegistered, tendering } from '../../testing/histories.ts'

const checked = (selection = 'random', found: readonly string[] = []) =>
  fact('DocumentsSpotChecked', { selection, found })

test('documents are checked in any phase, again and again, and nothing may be found', () => {
  for (const history of [[projectRegistered()], tendering(), completed()])
    given(...history, checked())
      .when(checked('lead', ['a brand is named']))
      .then()
})

test('how they were selected is of a closed list', () => {
  given(...tendering())
    .when(checked('curiosity'))
    .thenRefused('INVALID')
})
