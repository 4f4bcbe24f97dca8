import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EventStore, Fault } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { ReadModels } from '../engine.ts'
import type { Queryable } from '../queryable.ts'
import type { Projection } from '../read-models/projection.ts'
import { correction, counted, counting } from '../testing/counting.ts'
import { ENGINES } from '../testing/engines.ts'
import { appender } from '../testing/tables.ts'
import { type Follower, type FollowOptions, follow } from './follow.ts'

describe.each(ENGINES)('with read models on $name', (engine) => {
  let folder: string
  let place: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'follower-'))
    place = engine.newPlace()
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const STORES = {
    memory: async () => memory(),
    sqlite: () => sqlite(join(folder, 'ledger.db')),
  } as const

  /** All of one test lie in one place. */
  async function open(projection: Projection): Promise<ReadModels> {
    const models = await engine.open(place, [projection])
    onTestFinished(() => models.close())
    return models
  }

  async function opened(store: Promise<EventStore>): Promise<EventStore> {
    const ready = await store
    onTestFinished(() => ready.close())
    return ready
  }

  function start(options: FollowOptions): Follower {
    const follower = follow({ leaseMs: 1_000, ...options })
    onTestFinished(() => follower.stop())
    return follower
  }

  async function sums(models: Queryable) {
    const rows = await models.query<{ projectId: string; sum: number }>('select "projectId", "sum" from "counts"')
    return Object.fromEntries(rows.map(({ projectId, sum }) => [projectId, sum]))
  }

  const until = async (isSo: () => boolean | Promise<boolean>, timeoutMs = 10_000) => {
    const end = performance.now() + timeoutMs
    while (!(await isSo())) {
      if (performance.now() > end) throw new Error('it did not come about in time')
      await sleep(5)
    }
  }

  describe.each(Object.entries(STORES))('on the %s store', (_name, openStore) => {
    test('rows follow what is appended, before and after the start', async () => {
      const store = await opened(openStore())
      const models = await open(counting())
      const append = appender(store)
      await append('ledger', [counted(100)])
      await append('project-A', [counted(1), counted(2)])
      const follower = start({ store, models })
      expect(await follower.waitFor(3n, 5_000)).toBe(true)
      expect(await sums(models)).toEqual({ A: 3 })

      const position = await append('project-B', [counted(5)])
      expect(await follower.waitFor(position, 5_000)).toBe(true)
      expect(await sums(models)).toEqual({ A: 3, B: 5 })
      // Readers may see a save before the one who saved hears of it.
      await until(() => follower.status().position === position)
      expect(follower.status()).toMatchObject({ state: 'following', position, head: position, lag: 0 })
    })

    test('what was saved is not folded again after a restart', async () => {
      const store = await opened(openStore())
      const append = appender(store)
      const models = await open(counting())
      await append('project-A', [counted(1)])
      const before = follow({ store, models })
      await before.waitFor(1n, 5_000)
      await before.stop()
      expect(before.status().state).toBe('stopped')

      const position = await append('project-A', [counted(2)])
      expect(await before.waitFor(position, 5_000)).toBe(false)
      const after = start({ store, models })
      expect(await after.waitFor(position, 5_000)).toBe(true)
      expect(await sums(models)).toEqual({ A: 3 })
    })

    test('a correction folds the whole stream again, also one that is no longer in memory', async () => {
      const store = await opened(openStore())
      const append = appender(store)
      const models = await open(counting())
      await append('project-A', [counted(1), counted(2)])
      const follower = start({ store, models, maxCachedEvents: 0 })
      await follower.waitFor(2n, 5_000)
      await follower.waitFor(await append('project-A', [correction(0, 10)]), 5_000)
      expect(await sums(models)).toEqual({ A: 12 })
      await follower.waitFor(await append('project-A', [counted(3)]), 5_000)
      expect(await sums(models)).toEqual({ A: 15 })
    })

    test('a wait ends without the position after its timeout', async () => {
      const store = await opened(openStore())
      const follower = start({ store, models: await open(counting()) })
      expect(await follower.waitFor(1n, 60)).toBe(false)
    })
  })

  test('one of several followers folds, the others stand by', async () => {
    const store = await opened(STORES.memory())
    const append = appender(store)
    const models = await open(counting())
    const others = await open(counting())
    const one = start({ store, models, owner: 'one' })
    await until(() => one.status().state === 'following')
    const other = start({ store, models: others, owner: 'other' })
    const position = await append('project-A', [counted(1)])
    // The one that stands by answers for what the other folded.
    expect(await other.waitFor(position, 5_000)).toBe(true)
    await until(() => other.status().position === position)
    expect(one.status().state).toBe('following')
    expect(other.status().state).toBe('standby')
    expect(await sums(others)).toEqual({ A: 1 })
  })

  test('one of other projections builds, whoever folds them, as long as readers see those before', async () => {
    const store = await opened(STORES.memory())
    const append = appender(store)
    const one = start({ store, models: await open(counting()), owner: 'one' })
    await until(() => one.status().state === 'following')
    const position = await append('project-A', [counted(1)])
    await one.waitFor(position, 5_000)
    await one.stop()

    const newer = await open({ ...counting(), name: 'another law' })
    await newer.claim('somebody', 60_000)
    const other = start({ store, models: newer, owner: 'other', leaseMs: 50 })
    expect(other.status().state).toBe('building')
    // Readers see all of the log, folded by the projections before.
    expect(await other.waitFor(position, 5_000)).toBe(true)
    await until(() => other.status().head === position)
    expect(other.status().state).toBe('building')
    await newer.release('somebody')
    await until(() => other.status().state === 'following')
  })

  test('the one that stands by takes over as soon as the other stops', async () => {
    const store = await opened(STORES.memory())
    const append = appender(store)
    const one = start({ store, models: await open(counting()), owner: 'one' })
    await until(() => one.status().state === 'following')
    const models = await open(counting())
    const other = start({ store, models, owner: 'other' })
    await one.stop()
    expect(await other.waitFor(await append('project-A', [counted(1)]), 5_000)).toBe(true)
    await until(() => other.status().state === 'following')
  })

  test('a follower whose lease was taken while it did not look writes nothing, and stands by', async () => {
    const store = await opened(STORES.memory())
    const append = appender(store)
    const models = await open(counting())
    await append('project-A', [counted(1)])

    // Frozen between folding and saving, for longer than its lease.
    const thawing = Promise.withResolvers<void>()
    const freezing = Promise.withResolvers<void>()
    const frozen: ReadModels = {
      ...models,
      async save(...batch) {
        freezing.resolve()
        await thawing.promise
        return models.save(...batch)
      },
    }
    const one = start({ store, models: frozen, owner: 'one', leaseMs: 50 })
    await freezing.promise
    const other = start({ store, models: await open(counting()), owner: 'other' })
    expect(await other.waitFor(1n, 5_000)).toBe(true)
    await append('project-A', [counted(2)])
    await other.waitFor(2n, 5_000)

    thawing.resolve()
    await until(() => one.status().state === 'standby')
    expect(await sums(models)).toEqual({ A: 3 })
    expect(await models.query('select "count" from "counts"')).toEqual([{ count: 2 }])
  })

  test('one that leads again goes on from what the other saved, not from what it remembers', async () => {
    const store = await opened(STORES.memory())
    const append = appender(store)
    const models = await open(counting())
    let isBeaten = false
    const contested: ReadModels = { ...models, claim: async (...lease) => !isBeaten && models.claim(...lease) }
    const one = start({ store, models: contested, owner: 'one', leaseMs: 50 })
    await one.waitFor(await append('project-A', [counted(1)]), 5_000)

    isBeaten = true
    const other = start({ store, models: await open(counting()), owner: 'other', leaseMs: 50 })
    await other.waitFor(await append('project-A', [counted(2)]), 5_000)
    await until(() => one.status().state === 'standby')
    await other.stop()
    isBeaten = false
    await until(() => one.status().state === 'following')

    // What it remembers ends before the event of the other, and would be a gap that stalls it.
    const states = new Set<string>()
    const position = await append('project-A', [counted(4)])
    await until(async () => {
      states.add(one.status().state)
      return (await models.position()) === position
    })
    expect(states).toEqual(new Set(['following']))
    expect(await sums(models)).toEqual({ A: 7 })
  })

  test('a fold that throws stops the position right before its event, is told, and goes on once it is mended', async () => {
    const store = await opened(STORES.memory())
    const append = appender(store)
    let poison = 13
    const models = await open(counting({ throwsAt: () => poison }))
    await append('project-A', [counted(1), counted(2)])
    await append('project-B', [counted(13)])
    await append('project-A', [counted(3)])
    const follower = start({ store, models })
    await until(() => follower.status().state === 'stalled' && follower.status().position === 2n)
    expect(follower.status()).toMatchObject({ head: 4n, lag: 2, error: { code: 'FOLD_FAILED' } })
    expect(follower.status().error?.message).toContain('position 3, Counted, revision 0 of project-B')
    expect(await sums(models)).toEqual({ A: 3 })
    await sleep(300)
    expect(follower.status()).toMatchObject({ state: 'stalled', position: 2n })

    poison = 0
    expect(await follower.waitFor(4n, 5_000)).toBe(true)
    expect(await sums(models)).toEqual({ A: 6, B: 13 })
    await until(() => follower.status().position === 4n)
    expect(follower.status().error).toBeUndefined()
  })

  test('a log that cannot be read stalls the follower under the code of the fault, and it recovers', async () => {
    const store = await opened(STORES.memory())
    const append = appender(store)
    let isBroken = true
    const flaky: EventStore = {
      ...store,
      async *readFacts(options) {
        if (isBroken) throw new Fault('STORE_FAILED', 'the disk is on fire')
        yield* store.readFacts(options)
      },
    }
    const follower = start({ store: flaky, models: await open(counting()) })
    const position = await append('project-A', [counted(1)])
    await until(() => follower.status().state === 'stalled')
    expect(follower.status().error).toEqual({ code: 'STORE_FAILED', message: 'the disk is on fire' })
    isBroken = false
    expect(await follower.waitFor(position, 5_000)).toBe(true)
    await until(() => follower.status().state === 'following')
  })

  test('a save that fails leaves the rows of before, and is tried again', async () => {
    const store = await opened(STORES.memory())
    const append = appender(store)
    const models = await open(counting())
    let failures = 2
    const flaky: ReadModels = {
      ...models,
      async save(...batch) {
        if (failures-- > 0) throw new Error('no room')
        return models.save(...batch)
      },
    }
    await append('project-A', [counted(1)])
    const follower = start({ store, models: flaky })
    await until(() => follower.status().state === 'stalled')
    expect(follower.status().error).toEqual({ code: 'SAVE_FAILED', message: 'no room' })
    expect(await sums(models)).toEqual({})
    expect(await follower.waitFor(1n, 5_000)).toBe(true)
    expect(await sums(models)).toEqual({ A: 1 })
  })

  test('rows that were folded from another log are not added to', async () => {
    const first = await opened(STORES.memory())
    const models = await open(counting())
    await appender(first)('project-A', [counted(1), counted(2)])
    const follower = follow({ store: first, models })
    await follower.waitFor(2n, 5_000)
    await follower.stop()

    const second = await opened(STORES.memory())
    await appender(second)('project-A', [counted(7)])
    const other = start({ store: second, models })
    await until(() => other.status().state === 'stalled')
    expect(other.status().error?.code).toBe('LOG_DIFFERS')
    expect(await sums(models)).toEqual({ A: 3 })
  })

  test('a stream with a gap is not folded over it', async () => {
    const store = await opened(STORES.memory())
    await appender(store)('project-A', [counted(1), counted(2), counted(3)])
    const gapped: EventStore = {
      ...store,
      async *readFacts(options) {
        for await (const page of store.readFacts(options)) yield page.filter(({ revision }) => revision !== 1)
      },
    }
    const follower = start({ store: gapped, models: await open(counting()) })
    await until(() => follower.status().state === 'stalled')
    expect(follower.status()).toMatchObject({ error: { code: 'FOLD_FAILED' } })
    expect(follower.status().error?.message).toContain('continues with revision 2, not 1')
  })

  test('a new version is built beside the old one, which is kept in step and answers until the switch', async () => {
    const store = await opened(STORES.memory())
    const append = appender(store)
    const oldModels = await open(counting({ version: 1 }))
    await append('project-A', [counted(1), counted(2)])
    const old = start({ store, models: oldModels })
    await old.waitFor(2n, 5_000)

    // The new one is held before its first save, and the old one goes on.
    const newModels = await open(counting({ version: 2 }))
    const holding = Promise.withResolvers<void>()
    const held: ReadModels = {
      ...newModels,
      async save(...batch) {
        await holding.promise
        return newModels.save(...batch)
      },
    }
    const young = start({ store, models: held })
    await until(() => young.status().state === 'building')
    await old.waitFor(await append('project-A', [counted(3)]), 5_000)
    const version = () => newModels.query<{ version: number; sum: number }>('select "version", "sum" from "counts"')
    expect(await version()).toEqual([{ version: 1, sum: 6 }])
    expect(await newModels.position()).toBe(3n)

    // Readers see one or the other, always whole, and never an earlier position.
    const seen: unknown[] = []
    let last = 0n
    holding.resolve()
    await until(async () => {
      const { position, rows } = await newModels.snapshot(async (at) => ({
        position: await at.position(),
        rows: await at.query('select * from "counts"'),
      }))
      expect(position).toBeGreaterThanOrEqual(last)
      last = position
      expect(rows).toHaveLength(1)
      seen.push(rows)
      return young.status().state === 'following'
    })
    expect(await version()).toEqual([{ version: 2, sum: 6 }])
    await until(() => old.status().state === 'stopped')
    expect(old.status().error?.code).toBe('SUPERSEDED')

    await young.waitFor(await append('project-A', [counted(4)]), 5_000)
    expect(await version()).toEqual([{ version: 2, sum: 10 }])
    expect(await oldModels.query('select "version" from "counts"')).toEqual([{ version: 2 }])
  })

  test('going back to the old version builds it again', async () => {
    const store = await opened(STORES.memory())
    await appender(store)('project-A', [counted(1)])
    for (const version of [1, 2, 1]) {
      const models = await open(counting({ version }))
      const follower = follow({ store, models })
      await until(() => follower.status().state === 'following')
      await follower.stop()
      expect(await models.query('select "version", "sum" from "counts"')).toEqual([{ version, sum: 1 }])
    }
  })

  test('a wait is for what readers see, not for what is built beside', async () => {
    const store = await opened(STORES.memory())
    await appender(store)('project-A', [counted(1)])
    const first = follow({ store, models: await open(counting({ version: 1 })) })
    await first.waitFor(1n, 5_000)
    await first.stop()

    const models = await open(counting({ version: 2 }))
    const unserved: ReadModels = { ...models, serve: async () => false }
    await appender(store)('project-B', [counted(1)])
    const building = start({ store, models: unserved })
    await until(() => building.status().position === 2n)
    expect(building.status().state).toBe('building')
    expect(await building.waitFor(2n, 100)).toBe(false)
  })

  test('what a leader left undone between its last save and the indexes is done by the next', async () => {
    const store = await opened(STORES.memory())
    await appender(store)('project-A', [counted(1)])
    const models = await open(counting())
    const indexes = async () => (await engine.indexes(place)).filter((name) => name.startsWith('counts__'))
    const first = start({ store, models: { ...models, serve: async () => false } })
    expect(await first.waitFor(1n, 5_000)).toBe(true)
    await first.stop()
    expect(await indexes()).toEqual([])

    const second = start({ store, models })
    await until(async () => (await indexes()).length === 1)
    await second.stop()
  })

  test('an aborted signal stops it after the transaction at hand', async () => {
    const store = await opened(STORES.memory())
    await appender(store)('project-A', [counted(1), counted(2)])
    const models = await open(counting())
    const stopping = new AbortController()
    const slow: ReadModels = {
      ...models,
      async save(...batch) {
        stopping.abort()
        await sleep(20)
        return models.save(...batch)
      },
    }
    const follower = follow({ store, models: slow, maxBatchEvents: 1, signal: stopping.signal })
    await until(() => follower.status().state === 'stopped')
    expect(await sums(models)).toEqual({ A: 1 })
    expect(await models.position()).toBe(1n)
    await follower.stop()
  })
})
