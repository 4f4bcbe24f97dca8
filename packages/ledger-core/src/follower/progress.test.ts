import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Progress } from './progress.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

test('it tells state, since when, how far it is and how far behind', () => {
  const progress = new Progress<'BROKEN'>('building')
  progress.head = 7n
  progress.reach(5n)
  expect(progress.status()).toEqual({ state: 'building', sinceMs: 1_000, position: 5n, head: 7n, lag: 2 })
  progress.reach(9n)
  expect(progress.status()).toMatchObject({ position: 9n, head: 9n, lag: 0 })
})

test('since when is when the state changed; an error stands until the next state is entered', () => {
  const progress = new Progress<'BROKEN'>('standby')
  const error = { code: 'BROKEN', message: 'no room' } as const
  vi.setSystemTime(2_000)
  progress.enter('stalled', error)
  vi.setSystemTime(3_000)
  progress.enter('stalled', error)
  expect(progress.status()).toMatchObject({ state: 'stalled', sinceMs: 2_000, error })
  progress.enter('following')
  expect(progress.status().sinceMs).toBe(3_000)
  expect(progress.status().error).toBeUndefined()
})

test('whoever waits is answered as soon as it holds', async () => {
  const progress = new Progress('following')
  const waiting = progress.waitUntil(() => progress.position >= 2n, 1_000)
  progress.reach(1n)
  progress.reach(2n)
  expect(await waiting).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
})

test('a change while it is being asked is not missed', async () => {
  const progress = new Progress('following')
  let isThere = false
  const holds = async () => {
    const answer = isThere
    isThere = true
    progress.reach(1n)
    return answer
  }
  expect(await progress.waitUntil(holds, 1_000)).toBe(true)
})

test('what others bring about is looked for now and then', async () => {
  const progress = new Progress('standby')
  let isThere = false
  const waiting = progress.waitUntil(() => isThere, 1_000, 50)
  isThere = true
  await vi.advanceTimersByTimeAsync(50)
  expect(await waiting).toBe(true)
})

test('it ends without an answer after the timeout, or when the follower has stopped', async () => {
  const progress = new Progress('following')
  const late = progress.waitUntil(() => false, 1_000)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await late).toBe(false)

  const waiting = progress.waitUntil(() => false, 1_000)
  progress.enter('stopped')
  expect(await waiting).toBe(false)
  expect(await progress.waitUntil(() => true, 1_000)).toBe(true)
})
