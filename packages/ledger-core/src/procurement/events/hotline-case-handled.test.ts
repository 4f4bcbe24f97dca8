import { expect, test } from 'vitest'
import { fact, given, givenOfParty } from '../../testing/given.ts'
import { completed, imported, tendering } from '../../testing/histories.ts'

const handled = (caseId = 'case-1') => fact('HotlineCaseHandled', { caseId, outcome: 'explained to the caller' })

test('cases are handled in any phase, ended ones too', () => {
  for (const history of [tendering(), completed()])
    given(...history, handled())
      .when(handled('case-2'))
      .then(({ hotlineCases }) => expect([...hotlineCases]).toEqual(['case-1', 'case-2']))
})

test('cases about an enterprise are handled too', () => {
  givenOfParty(handled())
    .when(handled('case-2'))
    .then(({ hotlineCases }) => expect([...hotlineCases]).toEqual(['case-1', 'case-2']))
})

test('a case is handled once', () => {
  givenOfParty(handled()).when(handled()).thenRefused('CASE_EXISTS')
  given(...tendering(), handled())
    .when(handled())
    .thenRefused('CASE_EXISTS')
})

test('a repeat in an imported history is recorded with its finding', () => {
  given(imported(), handled()).when(handled()).thenFound('CASE_EXISTS')
})
