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
