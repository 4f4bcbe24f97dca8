import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { accepted, tendering } from '../../testing/histories.ts'

const demand = (text: unknown) => fact('DemandIssued', { text })

test('the centre demands that an accepted project be traded', () => {
  given(...accepted())
    .when(demand('Publish the tender within ten days,\nor say why not.'))
    .then(({ phase }) => expect(phase).toBe('accepted'))
})

test('a demand says something', () => {
  given(...accepted())
    .when(demand(''))
    .thenRefused('INVALID')
})

test('nothing is demanded once the tender is out', () => {
  given(...tendering())
    .when(demand('Publish the tender.'))
    .thenRefused('OUT_OF_SEQUENCE')
})
