import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { accepted, bidderA } from '../../testing/histories.ts'

const publicised = (publicFrom: string, publicUntil: string) =>
  fact('SingleSourcePublicised', { supplier: bidderA, publicFrom, publicUntil, media: ['example-county.invalid'] })

const singleSource = accepted({ regime: 'GPL', method: 'direct', procedure: 'singleSource' })

test('the only supplier is named in public', () => {
  given(...singleSource)
    .when(publicised('2023-03-06', '2023-03-13'))
    .then(({ phase }) => expect(phase).toBe('accepted'))
})

test('a publicity of one day ends on the day it begins, not before', () => {
  given(...singleSource)
    .when(publicised('2023-03-06', '2023-03-06'))
    .then()
  given(...singleSource)
    .when(publicised('2023-03-06', '2023-03-05'))
    .thenRefused('INVALID')
})
