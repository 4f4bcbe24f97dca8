import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { CHAIN_START } from './chain.ts'
import { keepChainEnds } from './chain-ends.ts'

describe('the ends of streams', () => {
  test('grow with the streams where there is no overflow', () => {
    const ends = keepChainEnds(undefined, 1)
    for (let n = 0; n < 1000; n++)
      ends.set(`s-${n}`, { revision: n, recordedMs: n, leafHash: new Uint8Array(32).fill(n) })
    assert.equal(ends.get('s-1000'), CHAIN_START)
    for (let n = 0; n < 1000; n++) assert.equal(ends.get(`s-${n}`).leafHash[31], n & 0xff)
  })
})
