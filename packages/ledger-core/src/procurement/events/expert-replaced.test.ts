import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { imported, tendering } from '../../testing/histories.ts'

const drawn = fact('ExpertsDrawn', {
  drawId: 'draw-1',
  rule: 'random within discipline',
  pool: 'Example provincial pool (invented)',
  experts: [
    { pseudonym: 'expert-1', discipline: 'roads' },
    { pseudonym: 'expert-2', discipline: 'costs' },
  ],
})
const replaced = (override: object = {}) =>
  fact('ExpertReplaced', {
    drawId: 'draw-1',
    replaced: 'expert-2',
    by: { pseudonym: 'expert-9', discipline: 'costs' },
    reason: 'recusal',
    ...override,
  })

test('another expert takes the place of one who steps aside', () => {
  given(...tendering(), drawn)
    .when(replaced())
    .then(({ draws }) => expect(draws.get('draw-1')).toEqual(new Set(['expert-1', 'expert-9'])))
})

test('the one who came may be replaced in turn', () => {
  given(...tendering(), drawn, replaced())
    .when(replaced({ replaced: 'expert-9', by: { pseudonym: 'expert-7', discipline: 'costs' }, reason: 'absence' }))
    .then(({ draws }) => expect(draws.get('draw-1')).toEqual(new Set(['expert-1', 'expert-7'])))
})

test('the one who left is not replaced again', () => {
  given(...tendering(), drawn, replaced())
    .when(replaced())
    .thenRefused('EXPERT_UNKNOWN')
})

test('only a drawn expert is replaced', () => {
  given(...tendering(), drawn)
    .when(replaced({ replaced: 'expert-5' }))
    .thenRefused('EXPERT_UNKNOWN')
})

test('only in a known draw is anybody replaced', () => {
  given(...tendering(), drawn)
    .when(replaced({ drawId: 'draw-2' }))
    .thenRefused('DRAW_UNKNOWN')
  given(imported(), replaced()).when(replaced()).thenFound('OUT_OF_SEQUENCE', 'DRAW_UNKNOWN')
})

test('a reason outside the list is none', () => {
  given(...tendering(), drawn)
    .when(replaced({ reason: 'preference' }))
    .thenRefused('INVALID')
})
