import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sqlite } from '@procurement-ledger/core/sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { ReadModels } from '../engine.ts'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'
import { ENGINES, type Engine } from '../testing/engines.ts'
import { type RandomAppend, randomLog } from '../testing/random-log.ts'
import { allRows, appender } from '../testing/tables.ts'
import { follow } from './follow.ts'

/** Workers are processes of their own, killed with SIGKILL: nothing of theirs runs at the end. */

const SEED = 20_230_501
const KILLS = 24
const LEASE_MS = 200

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crash-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const inFolder = (name: string) => join(folder, name)

async function spawnWorker(place: string, batch: number, leaseMs = LEASE_MS): Promise<ChildProcess> {
  const file = new URL('../testing/following-process.ts', import.meta.url)
  const child = fork(file, [inFolder('ledger.db'), place, String(batch), String(leaseMs)], {
    execArgv: [],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [message] = await once(child, 'message')
  expect(message).toBe('ready')
  return child
}

async function stateOf(child: ChildProcess): Promise<string> {
  child.send('state')
  const [state] = await once(child, 'message')
  return state as string
}

/** Many random projects, one after the other. */
function manyAppends(logs: number): RandomAppend[] {
  const sampled = fc.sample(randomLog, { seed: SEED, numRuns: logs })
  return sampled.flatMap((appends, i) =>
    appends.map(({ stream, facts }) => ({ stream: stream === 'ledger' ? stream : `${stream}-${i}`, facts })),
  )
}

async function openModels({ open }: Engine, place: string): Promise<ReadModels> {
  const models = await open(place, [procurementReadModels])
  onTestFinished(() => models.close())
  return models
}

describe.each(ENGINES)('with read models on $name', (engine) => {
  test(`every event counts exactly once, though the worker is killed ${KILLS} times while facts are recorded`, async () => {
    const store = await sqlite(inFolder('ledger.db'))
    onTestFinished(() => store.close())
    const append = appender(store)
    const appends = manyAppends(300)
    const place = engine.newPlace()
    const models = await openModels(engine, place)
    const random = mulberry(SEED)

    let isRecording = true
    const recording = (async () => {
      for (const { stream, facts } of appends) {
        await append(stream, facts)
        if (!isRecording) continue
        await sleep(random() * 8)
      }
    })()

    const reached = new Set<bigint>()
    for (let kill = 0; kill < KILLS; kill++) {
      // In every third round two workers contend for the same rows.
      const before = await models.position()
      const workers = await Promise.all(Array.from({ length: kill % 3 === 0 ? 2 : 1 }, () => spawnWorker(place, 3)))
      // Every other one is killed soon after it saved something, however slow the machine; the others at any moment.
      if (kill % 2 === 0) {
        while ((await models.position()) === before && before < (await store.head())) await sleep(1)
        await sleep(random() * 20)
      } else await sleep(random() * 250)
      const exits = workers.map((worker) => once(worker, 'exit'))
      for (const worker of workers) worker.kill('SIGKILL')
      await Promise.all(exits)
      reached.add(await models.position())
    }
    // They were killed on the way, not before it and not after it.
    expect(reached.size).toBeGreaterThanOrEqual(KILLS / 2)
    isRecording = false
    await recording

    const last = follow({ store, models, leaseMs: LEASE_MS })
    expect(await last.waitFor(await store.head(), 60_000)).toBe(true)
    await last.stop()
    const anew = await openModels(engine, engine.ownPlace())
    const rebuilding = follow({ store, models: anew })
    expect(await rebuilding.waitFor(await store.head(), 60_000)).toBe(true)
    await rebuilding.stop()

    expect(await allRows(models)).toEqual(await allRows(anew))
    const [{ n } = { n: 0 }] = await anew.query<{ n: number }>('select count(*) as "n" from "lags"')
    expect(n).toBeGreaterThan(1_000)
  }, 180_000)

  test('when the worker that follows is killed, the one that stands by takes over', async () => {
    const store = await sqlite(inFolder('ledger.db'))
    onTestFinished(() => store.close())
    const append = appender(store)
    const [first, ...rest] = manyAppends(3) as [RandomAppend, ...RandomAppend[]]
    await append(first.stream, first.facts)
    const place = engine.newPlace()
    const models = await openModels(engine, place)
    const one = await spawnWorker(place, 100, 1_000)
    const position = await store.head()
    while ((await models.position()) < position) await sleep(10)
    const other = await spawnWorker(place, 100, 1_000)
    while ((await stateOf(other)) !== 'standby') await sleep(10)

    const exit = once(one, 'exit')
    one.kill('SIGKILL')
    await exit
    for (const { stream, facts } of rest) await append(stream, facts)
    const head = await store.head()
    while ((await models.position()) < head) await sleep(10)
    expect(await stateOf(other)).toBe('following')
  }, 60_000)

  // A process that is frozen inside a write holds SQLite's lock for as long; PostgreSQL ends its transaction.
  test.runIf(engine.name === 'PostgreSQL')(
    'a worker that was frozen while another took over stands by when it wakes, and adds nothing',
    async () => {
      const store = await sqlite(inFolder('ledger.db'))
      onTestFinished(() => store.close())
      const append = appender(store)
      const [first, ...rest] = manyAppends(3) as [RandomAppend, ...RandomAppend[]]
      await append(first.stream, first.facts)
      const place = engine.newPlace()
      const models = await openModels(engine, place)
      const frozen = await spawnWorker(place, 100, 500)
      while ((await stateOf(frozen)) !== 'following') await sleep(10)
      const other = await spawnWorker(place, 100, 500)

      frozen.kill('SIGSTOP')
      for (const { stream, facts } of rest) await append(stream, facts)
      const head = await store.head()
      while ((await models.position()) < head) await sleep(10)
      expect(await stateOf(other)).toBe('following')
      frozen.kill('SIGCONT')
      while ((await stateOf(frozen)) !== 'standby') await sleep(10)
      expect(await models.position()).toBe(head)

      const anew = await openModels(engine, engine.ownPlace())
      const rebuilding = follow({ store, models: anew })
      expect(await rebuilding.waitFor(head, 30_000)).toBe(true)
      await rebuilding.stop()
      expect(await allRows(models)).toEqual(await allRows(anew))
    },
    60_000,
  )
})

/** A small seeded generator, so that a failure can be run again. */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
