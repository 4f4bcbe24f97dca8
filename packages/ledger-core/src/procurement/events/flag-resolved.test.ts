import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { completed, imported, tendering } from '../../testing/histories.ts'

const raised = fact('FlagRaised', { flagId: 'flag-1', origin: 'analytics', level: 'red', events: [] })
const resolved = (flagId = 'flag-1') =>
  fact('FlagResolved', { flagId, outcome: 'confirmed', text: 'The bids share a typist.' }, { role: 'supervisor' })
const archived = fact('ProjectArchived', { items: [], retainUntil: '2038-12-31' })

test('a flag is resolved, even after the archive', () => {
  for (const history of [
    [...tendering(), raised],
    [...completed(), raised, archived],
  ])
    given(...history)
      .when(resolved())
      .then(({ flags }) => expect(flags.get('flag-1')).toEqual({ resolved: true }))
})

test('a flag that was never raised cannot be resolved', () => {
  given(...tendering())
    .when(resolved())
    .thenRefused('FLAG_UNKNOWN')
})

test('a flag is resolved once', () => {
  given(...tendering(), raised, resolved())
    .when(resolved())
    .thenRefused('FLAG_RESOLVED')
})

test('on an imported project it is refused like on any other', () => {
  given(imported()).when(resolved()).thenRefused('FLAG_UNKNOWN')
})
