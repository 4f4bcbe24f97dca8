import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Backoff, supervise } from './supervise.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('turns follow each other until it is stopped', async () => {
  const stopping = new AbortController()
  let turns = 0
  const turn = async () => {
    if (++turns === 3) stopping.abort()
  }
  await supervise({ turn, stall: expect.unreachable, backoff: new Backoff() }, stopping.signal)
  expect(turns).toBe(3)
})

test('a turn that fails is tried again, later each time up to ten seconds, and soon again once it got on', async () => {
  const stopping = new AbortController()
  const backoff = new Backoff()
  const startsMs: number[] = []
  const stalls: unknown[] = []
  const turn = async () => {
    startsMs.push(Date.now())
    if (startsMs.length === 10) backoff.reset()
    if (startsMs.length === 12) stopping.abort()
    throw startsMs.length
  }
  const stall = (thrown: unknown) => void stalls.push(thrown)
  const ended = supervise({ turn, stall, backoff }, stopping.signal)
  await vi.runAllTimersAsync()
  await ended
  const waitsMs = startsMs.slice(1).map((ms, n) => ms - (startsMs[n] ?? 0))
  expect(waitsMs).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 100, 200])
  expect(stalls).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
})

test('what fails because it is being stopped is no stall', async () => {
  const stopping = new AbortController()
  const turn = async () => {
    stopping.abort()
    throw new Error('interrupted')
  }
  await supervise({ turn, stall: expect.unreachable, backoff: new Backoff() }, stopping.signal)
})
