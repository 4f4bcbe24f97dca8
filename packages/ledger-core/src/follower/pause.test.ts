import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pause } from './pause.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('it lasts as long as it was asked to', async () => {
  const { signal } = new AbortController()
  let isOver = false
  const paused = pause(100, signal).then(() => {
    isOver = true
  })
  await vi.advanceTimersByTimeAsync(99)
  expect(isOver).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  await paused
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('a signal that aborts, or has aborted, ends it and leaves no timer', async () => {
  const stopping = new AbortController()
  const paused = pause(100, stopping.signal)
  stopping.abort()
  await paused
  await pause(100, stopping.signal)
  expect(vi.getTimerCount()).toBe(0)
  expect(getEventListeners(stopping.signal, 'abort')).toEqual([])
})

test('a promise that resolves ends it and leaves no timer', async () => {
  await pause(100, Promise.resolve())
  expect(vi.getTimerCount()).toBe(0)
})
