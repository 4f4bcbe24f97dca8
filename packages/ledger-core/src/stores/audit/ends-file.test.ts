import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { CHAIN_START, type ChainEnd } from '../../evidence/chain.ts'
import { keepChainEnds } from '../../evidence/chain-ends.ts'
import { openEndsFile } from './ends-file.ts'

const end = fc.record({
  revision: fc.nat(),
  recordedMs: fc.integer({ min: -1e12, max: 1e13 }),
  leafHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
})
const steps = fc.array(fc.tuple(fc.nat({ max: 20 }), fc.option(end)), { maxLength: 200 })
const copyOf = ({ revision, recordedMs, leafHash }: ChainEnd): ChainEnd => ({
  revision,
  recordedMs,
  leafHash: new Uint8Array(leafHash),
})

describe('the ends of streams', () => {
  test('are those that were set last, however few of them find room in memory', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 30 }), (steps, most) => {
        const file = openEndsFile()
        try {
          const known = new Map<string, ChainEnd>()
          const bounded = keepChainEnds(file, most)
          const unbounded = keepChainEnds()
          for (const [nth, next] of steps) {
            const stream = `project-P-${nth}`
            if (next) {
              known.set(stream, copyOf(next))
              bounded.set(stream, next)
              unbounded.set(stream, next)
            }
            const expected = known.get(stream) ?? CHAIN_START
            assert.deepEqual(copyOf(bounded.get(stream)), expected)
            assert.deepEqual(copyOf(unbounded.get(stream)), expected)
          }
        } finally {
          file.close()
        }
      }),
    )
  })
})
