import { memory } from '@procurement-ledger/core/memory'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'
import { ENGINES, type Engine } from '../testing/engines.ts'
import { type RandomAppend, randomLog } from '../testing/random-log.ts'
import { allRows, appender } from '../testing/tables.ts'
import { follow } from './follow.ts'

/** Appends step by step, letting a follower with next to no memory keep up; then folds the same log at once. */
async function assertSameAsRebuilt(
  engine: Engine,
  appends: readonly RandomAppend[],
  maxBatchEvents: number,
  maxCachedEvents: number,
) {
  await using store = openMemory()
  await using kept = await engine.open(engine.ownPlace(), [procurementReadModels])
  const append = appender(store)
  const follower = follow({ store, models: kept, maxBatchEvents, maxCachedEvents })
  for (const [i, { stream, facts }] of appends.entries()) {
    const position = await append(stream, facts)
    if (i % 3 === 0) expect(await follower.waitFor(position, 5_000)).toBe(true)
  }
  expect(await follower.waitFor(await store.head(), 5_000)).toBe(true)
  await follower.stop()

  await using rebuilt = await engine.open(engine.ownPlace(), [procurementReadModels])
  const rebuilder = follow({ store, models: rebuilt })
  expect(await rebuilder.waitFor(await store.head(), 5_000)).toBe(true)
  await rebuilder.stop()
  expect(await allRows(kept)).toEqual(await allRows(rebuilt))
  const [{ n } = { n: 0 }] = await rebuilt.query<{ n: number }>('select count(*) as "n" from "projects"')
  expect(n).toBeGreaterThan(0)
}

const openMemory = () => {
  const store = memory()
  return { ...store, [Symbol.asyncDispose]: () => store.close() }
}

/** Making tables takes longer than folding so short a log; where that is slow, fewer logs are tried. */
const RUNS = { SQLite: 120, PostgreSQL: 15 }

describe.each(ENGINES)('with read models on $name', (engine) => {
  test('rows kept step by step equal rows folded at once, whatever the log corrects, the batches and the memory', async () => {
    const steps = fc.tuple(randomLog, fc.constantFrom(1, 2, 7, 1_000), fc.constantFrom(0, 10, 40, 1_000))
    await fc.assert(
      fc.asyncProperty(steps, ([appends, batch, cache]) => assertSameAsRebuilt(engine, appends, batch, cache)),
      { numRuns: RUNS[engine.name] },
    )
  }, 300_000)
})
