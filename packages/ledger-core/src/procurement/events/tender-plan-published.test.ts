import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { accepted, projectRegistered } from '../../testing/histories.ts'

const planned = (expectedOn: string) => fact('TenderPlanPublished', { expectedOn, media: ['example-county.invalid'] })

test('the buyer announces what it means to tender', () => {
  given(...accepted())
    .when(planned('2023-03-06'))
    .then(({ phase }) => expect(phase).toBe('accepted'))
})

test('a plan has a day, not an instant', () => {
  given(...accepted())
    .when(planned('2023-03-06T09:00:00+08:00'))
    .thenRefused('INVALID')
})

test('nothing is announced before the registration is accepted', () => {
  given(projectRegistered()).when(planned('2023-03-06')).thenRefused('OUT_OF_SEQUENCE')
})
