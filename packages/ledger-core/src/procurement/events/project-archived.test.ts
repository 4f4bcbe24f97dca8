import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import {
  awarded,
  cny,
  complaintFiled,
  completed,
  failed,
  HASH,
  objectionRaised,
  performanceBondLodged,
} from '../../testing/histories.ts'

const archived = fact('ProjectArchived', {
  items: [{ title: 'Tender documents (invented)', sha256: HASH }],
  retainUntil: '2038-12-31',
})

test('an ended project is put away', () => {
  for (const history of [completed(), failed()])
    given(...history)
      .when(archived)
      .then((project) => expect(project.archived).toBe(true))
})

test('nothing of the procedure follows', () => {
  given(...completed(), archived)
    .when(objectionRaised())
    .thenRefused('PROJECT_ARCHIVED')
  given(...completed(), archived)
    .when(archived)
    .thenRefused('PROJECT_ARCHIVED')
})

test('an active project cannot be put away', () => {
  given(...awarded())
    .when(archived)
    .thenRefused('OUT_OF_SEQUENCE')
})

test('no bond is forgotten', () => {
  const released = (amount: string) =>
    fact('BondReleased', { bondId: 'bond-1', principal: cny(amount), interest: cny('0'), trigger: 'automatic' })

  given(...completed(), performanceBondLodged(), released('189999.99'))
    .when(archived)
    .thenRefused('BONDS_HELD')
  given(...completed(), performanceBondLodged(), released('190000.00'))
    .when(archived)
    .then()
})

test('no complaint is left open', () => {
  const complaintId = 'complaint-1'
  const accepted = fact('ComplaintAccepted', { complaintId })
  const decided = fact('ComplaintDecided', { complaintId, upheld: false, measures: [] })

  given(...completed(), complaintFiled())
    .when(archived)
    .thenRefused('COMPLAINT_OPEN')
  given(...completed(), complaintFiled(), accepted)
    .when(archived)
    .thenRefused('COMPLAINT_OPEN')
  given(...completed(), complaintFiled(), accepted, decided)
    .when(archived)
    .then()
})
