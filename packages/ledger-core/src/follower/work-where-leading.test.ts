import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { type LedWork, type Worked, workWhereLeading } from './work-where-leading.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const world = { isLeading: true, head: 7n, isCaughtUp: true }

function working(work: LedWork<'BROKEN' | 'ODD'>['work']) {
  Object.assign(world, { isLeading: true, head: 7n, isCaughtUp: true })
  const follower = workWhereLeading({
    leader: {
      isLeading: () => world.isLeading,
      head: async () => world.head,
      caughtUp: async () => world.isCaughtUp,
    },
    work,
    failed: 'BROKEN',
  })
  onTestFinished(() => follower.stop())
  return follower
}

test('it works while the rows are kept here, and stands by while another keeps them', async () => {
  let turns = 0
  const follower = working(async () => {
    turns += 1
    return {}
  })
  await vi.advanceTimersByTimeAsync(2_500)
  expect([turns, follower.status()]).toMatchObject([3, { state: 'following', position: 7n, lag: 0 }])
  world.isLeading = false
  await vi.advanceTimersByTimeAsync(3_000)
  expect([turns, follower.status().state]).toEqual([3, 'standby'])
})

test('nothing is done by rows that are behind', async () => {
  let turns = 0
  const follower = working(async () => {
    turns += 1
    return {}
  })
  Object.assign(world, { isCaughtUp: false, head: 9n })
  await vi.advanceTimersByTimeAsync(3_000)
  expect([turns, follower.status().lag]).toEqual([0, 9])
  world.isCaughtUp = true
  await vi.advanceTimersByTimeAsync(1_000)
  expect([turns, follower.status().position]).toEqual([1, 9n])
})

test('where there is more, the next turn follows at once', async () => {
  let turns = 0
  working(async () => ({ isMore: ++turns < 5 }))
  await vi.advanceTimersByTimeAsync(500)
  expect(turns).toBe(5)
})

test('a problem is told while the work goes on, and what is thrown stalls it; both are tried again, later each time', async () => {
  const startsMs: number[] = []
  const told: (Worked<'BROKEN' | 'ODD'> | Error)[] = [
    { problem: { code: 'ODD', message: 'look' } },
    new Error('not there'),
    new Error('not there'),
    {},
  ]
  const follower = working(async () => {
    startsMs.push(Date.now())
    const next = told[startsMs.length - 1] ?? {}
    if (next instanceof Error) throw next
    return next
  })
  await vi.advanceTimersByTimeAsync(50)
  expect(follower.status()).toMatchObject({ state: 'following', error: { code: 'ODD', message: 'look' } })
  await vi.advanceTimersByTimeAsync(100)
  expect(follower.status()).toMatchObject({ state: 'stalled', error: { code: 'BROKEN', message: 'not there' } })
  await vi.advanceTimersByTimeAsync(650)
  expect(follower.status().state).toBe('following')
  expect(startsMs.slice(1).map((ms, n) => ms - (startsMs[n] ?? 0))).toEqual([100, 200, 400])
})

test('it ends after the piece of work that it is at', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const follower = working(async () => {
    await promise
    return {}
  })
  await vi.advanceTimersByTimeAsync(10)
  const stopped = follower.stop()
  resolve()
  await stopped
  expect(follower.status().state).toBe('stopped')
})
