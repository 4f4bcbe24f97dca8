import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { type EventTexts, sealText } from '../testing/sealed-events.ts'
import { watchBareEvents } from './bare-events.ts'
import { STREAM_START } from './seal.ts'
import type { StatedEvent } from './stated-event.ts'

const stated = (stream: string, eventId: string, texts: EventTexts = {}): StatedEvent => ({
  ...sealText(stream, STREAM_START, texts),
  eventId,
})
const erasing = (stream: string): StatedEvent => stated(stream, 'e-9', { type: 'PersonalDataErased' })

describe('events whose personal part is gone', () => {
  test('are explained by the event of their stream that names them, once', () => {
    const bare = watchBareEvents()
    assert.equal(bare.add(stated('s-1', 'e-1'), { index: 4 }), undefined)
    const told = bare.explain(erasing('s-1'), { erases: 'e-1' })
    assert.deepEqual([told?.code, told?.index, told?.message], ['PART_ERASED', 4, 'erased by event e-9'])
    assert.equal(bare.explain(erasing('s-1'), { erases: 'e-1' }), undefined)
    assert.deepEqual(bare.end(), [])
  })

  test('are missing where none does', () => {
    const bare = watchBareEvents()
    bare.add(stated('s-1', 'e-1'), { index: 4 })
    for (const [stream, erases] of [
      ['s-2', 'e-1'],
      ['s-1', 'e-2'],
      ['s-1', undefined],
    ] as const)
      assert.equal(bare.explain(erasing(stream), { erases }), undefined)
    assert.deepEqual(
      bare.end().map(({ code, index }) => [code, index]),
      [['PART_MISSING', 4]],
    )
  })

  test('that bear one id are told apart: one erasure does not explain two', () => {
    const bare = watchBareEvents()
    bare.add(stated('s-1', 'e-1'), { index: 1 })
    bare.add(stated('s-2', 'e-1'), { index: 2 })
    assert.equal(bare.add(stated('s-2', 'e-1'), { index: 3 })?.index, 2)
    assert.equal(bare.explain(erasing('s-2'), { erases: 'e-1' })?.index, 3)
    assert.deepEqual(
      bare.end().map(({ code, index }) => [code, index]),
      [['PART_MISSING', 1]],
    )
  })
})
