import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { evaluated, opened } from '../../testing/histories.ts'

const delivered = (data: object = { to: 'Example Bureau of Roads (invented)' }) =>
  fact('EvaluationReportDelivered', data)

test('the report reaches the buyer after the evaluation', () => {
  given(...evaluated())
    .when(delivered())
    .then(({ phase }) => expect(phase).toBe('evaluated'))
})

test('there is no report before the evaluation', () => {
  given(...opened())
    .when(delivered())
    .thenRefused('OUT_OF_SEQUENCE')
})

test('a delivery names whom it reaches', () => {
  given(...evaluated())
    .when(delivered({}))
    .thenRefused('INVALID')
})
