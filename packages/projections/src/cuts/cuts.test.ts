import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { expect, onTestFinished, test } from 'vitest'
import type { FactSource } from '../follower/fact-source.ts'
import type { Snapshots } from '../queryable.ts'
import { openReadModels } from '../sqlite/index.ts'
import type { Told } from '../testing/invented.ts'
import { awarded, imported } from '../testing/project-facts.ts'
import { appender } from '../testing/tables.ts'
import { type CutLimits, openCuts } from './cuts.ts'
import type { Needs } from './needs.ts'

const NEEDS: Needs = { tables: ['awards'], isStateRead: false }
const facts = (awards: number): Told[] => [
  imported('2023-01-01'),
  ...Array.from({ length: awards }, (_none, n) => awarded('2023-02-01', `award-${n}`)),
]
const count = async (models: Snapshots) =>
  (await models.query<{ n: number }>('select count(*) as "n" from "awards"'))[0]?.n

/** A log whose reading can be held, and cut off. */
class HeldLog implements FactSource {
  readonly store = memory()
  reads = 0
  fault: Fault | undefined
  #open: Promise<void> = Promise.resolve()

  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#open = promise
    return resolve
  }

  head = () => this.store.head()
  readStream = (stream: string, options: object = {}) => this.store.readStream(stream, options)

  async *readFacts(options: object = {}) {
    this.reads++
    await this.#open
    if (this.fault) throw this.fault
    yield* this.store.readFacts(options)
  }
}

async function opened(limits: Partial<CutLimits> = {}, awards = 3) {
  const log = new HeldLog()
  const append = appender(log.store)
  await append('project-P-1', facts(awards))
  const cuts = openCuts({
    store: log,
    openModels: (projections) => openReadModels(':memory:', projections),
    limits,
  })
  onTestFinished(() => cuts.close())
  const at = (position: bigint, waitMs?: number) =>
    cuts.read({ cut: { atPosition: position }, needs: NEEDS, ...(waitMs !== undefined && { waitMs }) }, count)
  return { log, append, cuts, at }
}

const code = (of: Promise<unknown>) =>
  of.then(
    () => 'answered',
    ({ code }: { readonly code: string }) => code,
  )

test('a cut is folded once for all that ask for it, and again when it is asked for other tables', async () => {
  const { log, cuts, at } = await opened()
  const release = log.hold()
  const answers = [at(2n), at(2n), at(2n)]
  await sleep(20)
  expect([log.reads, cuts.status().building]).toEqual([1, 1])
  release()
  expect(await Promise.all(answers)).toEqual([1, 1, 1])
  expect(await at(2n)).toBe(1)
  expect(log.reads).toBe(1)
  await cuts.read({ cut: { atPosition: 2n }, needs: { ...NEEDS, tables: ['contracts'] } }, async () => {})
  expect([log.reads, cuts.status().cuts]).toEqual([2, 2])
})

test('who does not wait any longer leaves the fold to the others', async () => {
  const { log, at } = await opened()
  const release = log.hold()
  const patient = at(4n)
  expect(await code(at(4n, 10))).toBe('CUT_NOT_READY')
  release()
  expect(await patient).toBe(3)
  expect(await at(4n, 10)).toBe(3)
  expect(log.reads).toBe(1)
})

test('a position that the log does not reach is refused, and answered once it does', async () => {
  const { append, at } = await opened()
  expect(await code(at(5n))).toBe('POSITION_AHEAD')
  await append('project-P-2', facts(1))
  expect(await at(6n)).toBe(4)
})

test('as many are folded at once as the limit says; others wait, and beyond the queue are told to come again', async () => {
  const { log, cuts, at } = await opened({ builds: 1, queue: 1 })
  const release = log.hold()
  const first = at(2n)
  await sleep(10)
  const second = at(3n)
  await sleep(10)
  expect(await code(at(4n))).toBe('CUTS_BUSY')
  expect(cuts.status().building).toBe(1)
  release()
  expect([await first, await second]).toEqual([1, 2])
  expect(await at(4n)).toBe(3)
})

test('what is kept already is read while another cut is folded', async () => {
  const { log, at } = await opened({ builds: 1 })
  expect(await at(2n)).toBe(1)
  const release = log.hold()
  const building = at(3n)
  expect(await at(2n)).toBe(1)
  release()
  expect(await building).toBe(2)
})

test('the one that was read longest ago goes when there are too many', async () => {
  const { log, cuts, at } = await opened({ cuts: 2 })
  for (const position of [1n, 2n, 1n, 3n]) await at(position)
  expect([cuts.status().cuts, log.reads]).toEqual([2, 3])
  await at(1n)
  expect(log.reads).toBe(3)
  await at(2n)
  expect(log.reads).toBe(4)
})

test('one that nobody reads any longer goes by itself', async () => {
  const { cuts, at } = await opened({ idleMs: 100 })
  await at(4n)
  expect(cuts.status()).toMatchObject({ cuts: 1, bytes: expect.any(Number) })
  expect(cuts.status().bytes).toBeGreaterThan(0)
  while (cuts.status().cuts > 0) await sleep(20)
  expect(cuts.status()).toEqual({ cuts: 0, bytes: 0, building: 0 })
})

test('one that is read stays, though others need its room', async () => {
  const { cuts, at } = await opened({ cuts: 1 })
  const leave = Promise.withResolvers<void>()
  const reading = cuts.read({ cut: { atPosition: 2n }, needs: NEEDS }, async (models) => {
    await leave.promise
    return count(models)
  })
  await sleep(20)
  expect(await at(4n)).toBe(3)
  leave.resolve()
  expect(await reading).toBe(1)
  expect(cuts.status().cuts).toBe(1)
})

test('one that takes more room than there is ends with a code, and leaves nothing', async () => {
  const { cuts, at } = await opened({ bytes: 100_000 }, 990)
  expect(await code(at(991n))).toBe('CUT_TOO_LARGE')
  expect(cuts.status()).toEqual({ cuts: 0, bytes: 0, building: 0 })
  expect(await at(10n)).toBe(9)
})

test('a store that fails says so to all that wait, and the next asks it again', async () => {
  const { log, cuts, at } = await opened()
  log.fault = new Fault('STORE_UNREACHABLE', 'gone')
  expect(await Promise.all([code(at(4n)), code(at(4n))])).toEqual(['STORE_UNREACHABLE', 'STORE_UNREACHABLE'])
  expect(cuts.status().cuts).toBe(0)
  log.fault = undefined
  expect(await at(4n)).toBe(3)
})

test('closed while folding, it tells whoever waits', async () => {
  const { log, cuts, at } = await opened({ builds: 1 })
  const release = log.hold()
  const waiting = [code(at(3n)), code(at(4n))]
  await sleep(10)
  const closed = cuts.close()
  release()
  await closed
  for (const one of await Promise.all(waiting)) expect(one).not.toBe('answered')
  expect(await code(at(3n))).toBe('CUT_NOT_READY')
})

test('whoever needs the event loop has it while a log is folded', async () => {
  const { log, append, at } = await opened()
  for (let n = 0; n < 20; n++) await append(`project-L-${n}`, facts(990))
  let turns = 0
  let isDone = false
  const tick = () => {
    turns++
    if (!isDone) setImmediate(tick)
  }
  setImmediate(tick)
  expect(await at(await log.head())).toBe(19_803)
  isDone = true
  // Twenty thousand events are nine batches and a rest, each with a turn behind it.
  expect(turns).toBeGreaterThanOrEqual(9)
})
