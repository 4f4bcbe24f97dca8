import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { erasedBy, isErasable } from './erasure.ts'

describe('an erasure', () => {
  test('names the event whose personal part it takes away', () => {
    const event = { type: 'PersonalDataErased', data: '{"target":"e-1","reason":"asked"}' }
    assert.equal(erasedBy(event), 'e-1')
    assert.ok(isErasable(event, 'e-1'))
    assert.ok(!isErasable(event, 'e-2'))
  })

  test('is stated by no other event', () => {
    assert.equal(erasedBy({ type: 'ContractSigned', data: '{"target":"e-1"}' }), undefined)
  })

  test.each(['', '{', 'null', '1', '[]', '{}', '{"target":1}', '{"target":{"a":1}}'])(
    'with the data %j names nothing',
    (data) => {
      assert.equal(erasedBy({ type: 'PersonalDataErased', data }), undefined)
    },
  )
})
