import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { accepted, completed, contracted, projectRegistered, tendering } from '../../testing/histories.ts'
import type { Role } from '../lifecycle.ts'

const cancelled = (role: Role = 'buyer') => fact('ProjectCancelled', { reason: 'the road is not built' }, { role })

test('the buyer gives a project up in any active phase', () => {
  for (const history of [[projectRegistered()], accepted(), tendering(), contracted()])
    given(...history)
      .when(cancelled())
      .then(({ phase }) => expect(phase).toBe('cancelled'))
})

test('the centre may end a project only before the tender begins', () => {
  given(...accepted())
    .when(cancelled('centre'))
    .then(({ phase }) => expect(phase).toBe('cancelled'))
  given(...tendering())
    .when(cancelled('centre'))
    .thenRefused('ROLE_NOT_ALLOWED')
})

test('an ended project cannot be cancelled', () => {
  given(...completed())
    .when(cancelled())
    .thenRefused('OUT_OF_SEQUENCE')
})

test('a suspended project may be cancelled, and is not suspended any more', () => {
  given(...tendering(), fact('ProcedureSuspended', { cause: 'a complaint is being handled' }))
    .when(cancelled('supervisor'))
    .then(({ suspension }) => expect(suspension).toBeUndefined())
})
