import assert from 'node:assert/strict'
import fc from 'fast-check'
import { v5 } from 'uuid'
import { describe, test } from 'vitest'
import { Fault, RevisionConflict } from '../kernel/fault.ts'
import { type Ledger, openLedger } from '../ledger.ts'
import type { EventStore } from '../ports/event-store.ts'
import { memory } from '../stores/memory.ts'
import * as histories from '../testing/histories.ts'
import { factOf } from '../testing/script.ts'
import { scriptedSources } from '../testing/sources.ts'
import { archiveLine, restoreArchive } from './archive.ts'

const COMMAND = '0b9fae34-4d55-4d3b-8a6f-9b0f0d2e7a01'
const bid = (id: string) => factOf(histories.bidSubmitted(id, histories.bidderA))

/** How an append fares: answered, taken but the answer lost, or lost before it was taken. */
type Fate = 'answered' | 'answer lost' | 'request lost'

const unknown = () => new Fault('APPEND_UNKNOWN', 'the answer was lost')

/** A store whose appends fare as `fateOf` says, each time it is asked; the store itself is whole. */
const faring = (store: EventStore, fateOf: () => Fate): EventStore => ({
  ...store,
  async append(stream, expected, events) {
    const fate = fateOf()
    if (fate === 'request lost') throw unknown()
    const stored = await store.append(stream, expected, events)
    if (fate === 'answer lost') throw unknown()
    return stored
  },
})

/** A ledger whose project P-1 takes bids, on a store that fares as `fates` says from then on, and answers after them. */
async function tendering(...fates: Fate[]): Promise<Ledger> {
  const store = memory()
  const sources = scriptedSources()
  const ledger = await openLedger({ store, sources })
  await ledger.record('P-1', histories.tendering().map(factOf))
  return openLedger({ store: faring(store, () => fates.shift() ?? 'answered'), sources })
}

const bidsOf = async (ledger: Ledger) => (await ledger.project('P-1'))?.bids.map(({ bidId }) => bidId)

/** Every leaf names the one before it, else a restore says which does not. */
async function assertChained({ store }: Ledger): Promise<void> {
  const lines = (await Array.fromAsync(store.readLog())).flat().map(archiveLine)
  await restoreArchive(memory(), () => lines)
}

describe('a lost acknowledgement', () => {
  test.each<[string, Fate]>([
    ['after the append', 'answer lost'],
    ['before the append', 'request lost'],
  ])('%s is made good by sending the same bytes again', async (_when, fate) => {
    const ledger = await tendering(fate)
    const receipt = await ledger.record('P-1', bid('d'))
    assert.ok(!receipt.refused)
    assert.ok(!(await ledger.record('P-1', bid('e'))).refused)
    assert.deepEqual(await bidsOf(ledger), ['d', 'e'])
    await assertChained(ledger)
  })

  test.each<[string, Fate, Fate]>([
    ['taken', 'answer lost', 'request lost'],
    ['not taken', 'request lost', 'request lost'],
  ])('that stays lost is told, and the same commandId is safe to send again: %s', async (_what, first, second) => {
    const ledger = await tendering(first, second)
    await assert.rejects(ledger.record('P-1', bid('d'), { commandId: COMMAND }), { code: 'APPEND_UNKNOWN' })
    const receipt = await ledger.record('P-1', bid('d'), { commandId: COMMAND })
    assert.ok(!receipt.refused)
    assert.deepEqual(await ledger.record('P-1', bid('d'), { commandId: COMMAND }), receipt)
    assert.deepEqual(await bidsOf(ledger), ['d'])
    await assertChained(ledger)
  })
})

test('a stream that moves on at every attempt is CONTENTION, and nothing of the command is recorded', async () => {
  const store = memory()
  const isBusy = { now: false }
  const ledger = await openLedger({
    store: {
      ...store,
      async append(stream, expected, events) {
        if (isBusy.now) throw new RevisionConflict({ stream, expected, actual: expected + 1 })
        return store.append(stream, expected, events)
      },
    },
    sources: scriptedSources(),
  })
  await ledger.record('P-1', histories.tendering().map(factOf))
  isBusy.now = true
  await assert.rejects(ledger.record('P-1', bid('d'), { commandId: COMMAND }), { code: 'CONTENTION' })
  isBusy.now = false
  assert.deepEqual(await bidsOf(ledger), [])
  assert.ok(!(await ledger.record('P-1', bid('d'), { commandId: COMMAND })).refused)
})

/** Printed in the name of the property; FC_SEED repeats it. */
const SEED = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31))

test(`two ledgers on one store, with answers lost, record each command once or not at all (seed ${SEED})`, async () => {
  const asked = fc.record({
    /** Which of the two ledgers is asked. */
    by: fc.nat(1),
    command: fc.nat(5),
    bids: fc.array(fc.constantFrom('d', 'e', 'f', 'g', 'h'), { minLength: 1, maxLength: 3 }),
    fate: fc.constantFrom<Fate>('answered', 'answered', 'answer lost', 'request lost'),
    isAwaited: fc.boolean(),
  })

  await fc.assert(
    fc.asyncProperty(fc.array(asked, { minLength: 2, maxLength: 20 }), async (commands) => {
      const fates = commands.map(({ fate }) => fate)
      const one = await tendering()
      const store = faring(one.store, () => fates.shift() ?? 'answered')
      const ledgers = [await openLedger({ store }), await openLedger({ store })] as const
      const receipts = new Map<string, unknown>()

      const ask = async ({ by, command, bids }: (typeof commands)[number]) => {
        const commandId = v5(`${command}`, COMMAND)
        const recorded = await (ledgers[by] as Ledger).record('P-1', bids.map(bid), { commandId }).catch(assertUnknown)
        if (recorded === undefined || recorded.refused?.code === 'BID_EXISTS') return
        const known = receipts.get(commandId)
        if (recorded.refused !== undefined) return assert.equal(recorded.refused.code, 'COMMAND_REUSED')
        if (known !== undefined) assert.deepEqual(recorded, known)
        receipts.set(commandId, recorded)
        const events = await Array.fromAsync(one.history('P-1', { after: (recorded[0]?.revision ?? 0) - 1 }))
        const named = events.slice(0, bids.length).map(({ data }) => data.bidId)
        assert.deepEqual(named, bids, 'a receipt is for what was asked')
      }

      const running: Promise<void>[] = []
      for (const command of commands) {
        running.push(ask(command))
        if (command.isAwaited) await Promise.all(running)
      }
      await Promise.all(running)

      const found = (await bidsOf(one)) ?? []
      assert.equal(new Set(found).size, found.length)
      assert.equal((await one.project('P-1'))?.revision, 2 + found.length)
      await assertChained(one)
    }),
    { seed: SEED, numRuns: 200 },
  )
})

function assertUnknown(fault: unknown): undefined {
  assert.ok(fault instanceof Fault && fault.code === 'APPEND_UNKNOWN', String(fault))
}
