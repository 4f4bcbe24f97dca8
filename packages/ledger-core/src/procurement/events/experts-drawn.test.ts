import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { evaluated, opened, tendering } from '../../testing/histories.ts'

const drawn = (drawId: string, ...pseudonyms: string[]) =>
  fact('ExpertsDrawn', {
    drawId,
    rule: 'random within discipline',
    pool: 'Example provincial pool (invented)',
    experts: pseudonyms.map((pseudonym) => ({ pseudonym, discipline: 'roads' })),
  })

test('experts are drawn before the opening or after it, and in several draws', () => {
  given(...tendering(), drawn('draw-1', 'expert-1', 'expert-2'))
    .when(drawn('draw-2', 'expert-3'))
    .then(({ draws }) => {
      expect(draws.get('draw-1')).toEqual(new Set(['expert-1', 'expert-2']))
      expect(draws.get('draw-2')).toEqual(new Set(['expert-3']))
    })
  given(...opened())
    .when(drawn('draw-1', 'expert-1'))
    .then()
})

test('a drawId names one draw for ever', () => {
  given(...tendering(), drawn('draw-1', 'expert-1'))
    .when(drawn('draw-1', 'expert-2'))
    .thenRefused('DRAW_EXISTS')
})

test('no expert is drawn twice in one draw', () => {
  given(...tendering())
    .when(drawn('draw-1', 'expert-1', 'expert-1'))
    .thenRefused('INVALID')
})

test('a draw that found nobody is a draw', () => {
  given(...tendering())
    .when(drawn('draw-1'))
    .then(({ draws }) => expect(draws.get('draw-1')).toEqual(new Set()))
})

test('nobody is drawn after the evaluation', () => {
  given(...evaluated())
    .when(drawn('draw-1', 'expert-1'))
    .thenRefused('OUT_OF_SEQUENCE')
})
