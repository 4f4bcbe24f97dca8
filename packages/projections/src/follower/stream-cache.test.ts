import fc from 'fast-check'
import { expect, test } from 'vitest'
import { StreamCache } from './stream-cache.ts'

test('the stream that was used longest ago goes first, by the events of those that stay', () => {
  const cache = new StreamCache<{ events: number }>(10)
  cache.put('a', { events: 4 })
  cache.put('b', { events: 4 })
  cache.put('a', cache.take('a') as { events: number })
  cache.put('c', { events: 4 })
  expect(['a', 'b', 'c'].map((stream) => cache.has(stream))).toEqual([true, false, true])
})

test('a stream that is larger than the cache is not kept', () => {
  const cache = new StreamCache<{ events: number }>(10)
  cache.put('a', { events: 11 })
  expect(cache.has('a')).toBe(false)
  cache.put('b', { events: 10 })
  expect(cache.has('b')).toBe(true)
})

test('what is taken out is gone until it is put back', () => {
  const cache = new StreamCache<{ events: number }>(10)
  cache.put('a', { events: 10 })
  expect(cache.take('a')).toEqual({ events: 10 })
  expect(cache.take('a')).toBeUndefined()
  cache.put('b', { events: 10 })
  expect(cache.has('b')).toBe(true)
})

test('whatever is taken, put back and forgotten, those that were put last stay, as many as there is room for', () => {
  const asked = fc.record({
    stream: fc.nat(12).map(String),
    events: fc.integer({ min: 1, max: 6 }),
    clears: fc.nat(40),
  })
  const property = fc.property(fc.array(asked, { maxLength: 200, size: 'max' }), (steps) => {
    const cache = new StreamCache<{ events: number }>(20)
    let kept: { stream: string; events: number }[] = []
    for (const { stream, events, clears } of steps) {
      if (clears === 0) {
        cache.clear()
        kept = []
      }
      cache.take(stream)
      cache.put(stream, { events })
      kept = [...kept.filter((one) => one.stream !== stream), { stream, events }]
      while (kept.reduce((sum, one) => sum + one.events, 0) > 20) kept.shift()
      const inCache = Array.from({ length: 13 }, (_, i) => String(i)).filter((one) => cache.has(one))
      expect(inCache).toEqual(kept.map((one) => one.stream).toSorted((a, b) => Number(a) - Number(b)))
    }
  })
  fc.assert(property, { numRuns: 200 })
})
