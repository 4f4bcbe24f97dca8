import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { type Ledger, openLedger } from '../ledger.ts'
import type { EventStore } from '../ports/event-store.ts'
import { memory } from '../stores/memory.ts'
import { annulling } from '../testing/corrections.ts'
import { fact } from '../testing/given.ts'
import * as histories from '../testing/histories.ts'
import { factOf } from '../testing/script.ts'
import { scriptedSources } from '../testing/sources.ts'

/** What the ledger itself notes of a project stands in nobody's way. */

const flag = (flagId: string, role: 'ledger' | 'supervisor' = 'ledger') =>
  factOf(fact('FlagRaised', { flagId, origin: 'analytics', level: 'yellow', events: [] }, { role }))
const resolved = (flagId: string) => factOf(fact('FlagResolved', { flagId, outcome: 'unfounded' }, { role: 'ledger' }))
const bid = (id: string) => factOf(histories.bidSubmitted(id, histories.bidderA))

/** A project that takes bids, and the revision at which somebody read it. */
async function tendering(store: EventStore = memory(), sources = scriptedSources()) {
  const ledger = await openLedger({ store, sources })
  const receipts = await ledger.record('P-1', histories.tendering().map(factOf))
  assert.ok(!receipts.refused)
  return { ledger, sources, read: receipts.length - 1 }
}

const refusalOf = async (recorded: ReturnType<Ledger['submit']>) => {
  const outcome = await recorded
  return outcome.status === 'refused' ? outcome.refusal.code : undefined
}

describe('between a reading and the command that was decided on it', () => {
  test('flags of the ledger may come, and the command stands', async () => {
    const { ledger, read } = await tendering()
    await ledger.record('P-1', flag('flag-1'))
    await ledger.record('P-1', [flag('flag-2'), resolved('flag-1')])
    for (const expectedRevision of [read, read + 1, read + 3])
      assert.equal(await refusalOf(ledger.submit('P-1', flag('flag-1'), { expectedRevision })), 'FLAG_EXISTS')
    const receipt = await ledger.record('P-1', bid('a'), { expectedRevision: read })
    assert.equal(receipt.refused ?? receipt.revision, read + 4)
    assert.equal(await refusalOf(ledger.submit('P-1', bid('b'), { expectedRevision: read })), 'REVISION_MISMATCH')
  })

  test('flags behind a fact of a person do not hide it', async () => {
    const { ledger, read } = await tendering()
    await ledger.record('P-1', [bid('a'), flag('flag-1')])
    assert.equal(await refusalOf(ledger.submit('P-1', bid('b'), { expectedRevision: read })), 'REVISION_MISMATCH')
    assert.equal(await refusalOf(ledger.submit('P-1', bid('b'), { expectedRevision: read + 1 })), undefined)
  })

  test('the ledger may resolve the flag that a person resolves: what a person says of it stands last, and once', async () => {
    const { ledger, sources, read } = await tendering()
    await ledger.record('P-1', flag('flag-1'))
    await ledger.record('P-1', resolved('flag-1'))
    const confirmed = factOf(fact('FlagResolved', { flagId: 'flag-1', outcome: 'confirmed' }, { role: 'supervisor' }))
    assert.equal(await refusalOf(ledger.submit('P-1', resolved('flag-1'))), 'FLAG_RESOLVED')
    assert.equal(await refusalOf(ledger.submit('P-1', confirmed, { expectedRevision: read + 1 })), undefined)
    const reopened = await openLedger({ store: ledger.store, sources })
    for (const one of [ledger, reopened]) {
      assert.deepEqual((await one.project('P-1'))?.flags, [{ flagId: 'flag-1', resolved: true }])
      for (const again of [confirmed, resolved('flag-1')])
        assert.equal(await refusalOf(one.submit('P-1', again)), 'FLAG_RESOLVED')
    }
  })

  test('a revision that the stream has not reached is none that somebody read', async () => {
    const { ledger, read } = await tendering()
    await ledger.record('P-1', flag('flag-1'))
    assert.equal(await refusalOf(ledger.submit('P-1', bid('a'), { expectedRevision: read + 2 })), 'REVISION_MISMATCH')
  })

  test('a flag of a supervisor is a fact like any other', async () => {
    const { ledger, read } = await tendering()
    await ledger.record('P-1', flag('flag-1', 'supervisor'))
    assert.equal(await refusalOf(ledger.submit('P-1', bid('a'), { expectedRevision: read })), 'REVISION_MISMATCH')
  })

  test('the same holds for a ledger that reads the stream for the first time', async () => {
    const { ledger, sources, read } = await tendering()
    await ledger.record('P-1', flag('flag-1'))
    const reopened = await openLedger({ store: ledger.store, sources })
    const receipts = await reopened.record('P-1', [bid('a'), bid('b')], { expectedRevision: read })
    assert.deepEqual(!receipts.refused && receipts.map(({ revision }) => revision), [read + 2, read + 3])
  })
})

test('a flag that the ledger resolved can be annulled by a person: its resolution goes with it', async () => {
  const { ledger, sources } = await tendering()
  const raised = await ledger.record('P-1', flag('flag-1'))
  await ledger.record('P-1', [resolved('flag-1'), flag('flag-2')])
  assert.ok(!raised.refused)
  assert.equal(await refusalOf(ledger.submit('P-1', annulling(raised.eventId))), undefined)
  const reopened = await openLedger({ store: ledger.store, sources })
  for (const one of [ledger, reopened])
    assert.deepEqual((await one.project('P-1'))?.flags, [{ flagId: 'flag-2', resolved: false }])
  // Its id is free again, as that of whatever was annulled.
  assert.equal(await refusalOf(reopened.submit('P-1', flag('flag-1'))), undefined)
})

test('what a person said of a flag keeps it from being annulled', async () => {
  const { ledger } = await tendering()
  const raised = await ledger.record('P-1', flag('flag-1'))
  const confirmed = fact('FlagResolved', { flagId: 'flag-1', outcome: 'confirmed' }, { role: 'supervisor' })
  await ledger.record('P-1', factOf(confirmed))
  assert.ok(!raised.refused)
  assert.equal(await refusalOf(ledger.submit('P-1', annulling(raised.eventId))), 'CORRECTION_CONTRADICTS')
})

test('a flag that another process appends first is not seen by whoever records at that moment', async () => {
  const shared = memory()
  const { ledger: watching, sources } = await tendering(shared)
  let raised = 0
  // Every append of the person meets a flag that was not there when it was decided; the third is left in peace.
  const contended: EventStore = {
    ...shared,
    async append(stream, expected, events) {
      if (events.some(({ type }) => type === 'BidSubmitted') && raised < 2)
        assert.ok(!(await watching.record('P-1', flag(`flag-${++raised}`))).refused)
      return shared.append(stream, expected, events)
    },
  }
  const ledger = await openLedger({ store: contended, sources })
  const read = (await ledger.project('P-1'))?.revision as number
  const receipts = await ledger.record('P-1', [bid('a'), bid('b')], { expectedRevision: read })
  assert.deepEqual(!receipts.refused && receipts.map(({ revision }) => revision), [read + 3, read + 4])
  assert.equal(raised, 2)
})
