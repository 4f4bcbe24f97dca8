import { expect, test } from 'vitest'
import { fact, given, idAt } from '../../testing/given.ts'
import { completed, imported, tendering } from '../../testing/histories.ts'

const rule = { id: 'R4', version: 1 }
const raised = (data: object = {}) =>
  fact('FlagRaised', { flagId: 'flag-1', origin: 'rule', rule, level: 'yellow', events: [], ...data })
const suspended = fact('ProcedureSuspended', { cause: 'complaint' })
const archived = fact('ProjectArchived', { items: [], retainUntil: '2038-12-31' })

test('the ledger raises a flag in any phase, while suspended and after the archive', () => {
  for (const history of [tendering(), [...tendering(), suspended], [...completed(), archived]])
    given(...history)
      .when(raised())
      .then(({ flags }) => expect(flags.get('flag-1')).toEqual({ resolved: false }))
})

test('a supervisor raises a flag of an analysis or a report', () => {
  for (const origin of ['analytics', 'report'])
    given(...tendering())
      .when({ ...raised({ origin, rule: undefined }), role: 'supervisor' })
      .then()
})

test('a flag names its rule exactly when a rule raised it', () => {
  for (const data of [{ rule: undefined }, { origin: 'analytics' }, { origin: 'report' }])
    given(...tendering())
      .when(raised(data))
      .thenRefused('INVALID')
})

test('a flag is named once, even after it was resolved', () => {
  const resolved = fact('FlagResolved', { flagId: 'flag-1', outcome: 'unfounded' })
  for (const history of [[raised()], [raised(), resolved]])
    given(...tendering(), ...history)
      .when(raised())
      .thenRefused('FLAG_EXISTS')
})

test('a flag rests on events of its own project', () => {
  const history = tendering()
  given(...history)
    .when(raised({ events: [idAt(0), idAt(history.length - 1)] }))
    .then()
  given(...history)
    .when(raised({ events: [idAt(0), idAt(history.length)] }))
    .thenRefused('TARGET_UNKNOWN')
})

test('on an imported project it is refused like on any other: no source names events of this ledger', () => {
  given(imported(), raised()).when(raised()).thenRefused('FLAG_EXISTS')
  given(imported())
    .when({ ...raised(), role: 'buyer' })
    .thenRefused('ROLE_NOT_ALLOWED')
})
