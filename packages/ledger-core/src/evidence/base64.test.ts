import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { decodeBase64, decodeHash, encodeBase64 } from './base64.ts'

describe('base64', () => {
  test('is that of RFC 4648 section 4, with padding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9000 }), (bytes) => {
        const text = encodeBase64(bytes)
        assert.equal(text, Buffer.from(bytes).toString('base64'))
        assert.deepEqual(decodeBase64(text), bytes)
      }),
    )
  })

  test.each(['AA', 'AA=', 'AB==', 'AAB=', 'A A=', 'AA==\n', ' AA==', 'AA-_', 'AA==AA==', '====', 'A', 'ＡＡ＝＝'])(
    '%j is another spelling of some bytes, or none',
    (text) => assert.equal(decodeBase64(text), undefined),
  )

  test('of a hash has 44 characters, as that of 31 and 33 bytes has', () => {
    for (const length of [30, 31, 32, 33, 34]) {
      const bytes = new Uint8Array(length).fill(7)
      assert.deepEqual(decodeHash(encodeBase64(bytes)), length === 32 ? bytes : undefined)
    }
  })
})
