import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { sha256 } from '../../evidence/digest.ts'
import { STREAM_START } from '../../evidence/seal.ts'
import { type LogReport, openLogVerifier } from '../../evidence/verify-log.ts'
import type { EventStore, StoredEvent } from '../../ports/event-store.ts'
import { sealRun, sealText } from '../../testing/sealed-events.ts'
import { memory } from '../memory.ts'
import type { AuditedEvent } from './audit.ts'
import { auditStore } from './audit-store.ts'

const STREAMS = 5
const EACH = 20

async function recorded(): Promise<EventStore> {
  const store = memory()
  for (let n = 0; n < STREAMS; n++) await store.append(`project-A-${n}`, -1, sealRun(`project-A-${n}`, EACH))
  return store
}

/** A store whose engine answers something else than was recorded. */
const telling = (store: EventStore, forge: (events: readonly StoredEvent[]) => readonly unknown[]): EventStore => ({
  ...store,
  async *readLog() {
    for await (const page of store.readLog()) yield forge(page) as readonly StoredEvent[]
  },
})

async function audited(
  store: EventStore,
  endsInMemory?: number,
): Promise<{ report: LogReport; events: readonly AuditedEvent[]; first: string | undefined }> {
  const audit = auditStore(store, { ...(endsInMemory && { endsInMemory }) })
  try {
    const verifier = openLogVerifier({ sha256, ends: audit.ends })
    const events: AuditedEvent[] = []
    for await (const run of audit.runs())
      for (const one of run) {
        events.push(one)
        if ('event' in one) verifier.add(one.event, one.checked)
      }
    return { report: verifier.end(), events, first: audit.first()?.eventId }
  } finally {
    await audit.close()
  }
}

describe('the audit of a store', () => {
  test.each([undefined, 1, 2])('checks every event, with %s ends in memory', async (endsInMemory) => {
    const { report, events, first } = await audited(await recorded(), endsInMemory)
    assert.deepEqual([report.verdict, report.findings, report.events], ['sound', [], STREAMS * EACH])
    const [one] = events
    assert.ok(one && 'event' in one)
    assert.equal(first, one.event.eventId)
  })

  test('finds an event that does not stand, and the chain that is broken behind one that is gone', async () => {
    const forged = telling(await recorded(), (page) =>
      page.flatMap((event, n) => (n === 7 ? [] : [n === 3 ? { ...event, data: '{}' } : event])),
    )
    const { report } = await audited(forged)
    assert.deepEqual(
      report.findings.map(({ code }) => code),
      ['PART_DIFFERS', 'REVISION_SKIPPED'],
    )
  })

  test.each([
    ['bytes for a text', { data: Buffer.from('{}') }],
    ['nothing for a leaf', { leaf: null }],
    ['a text for a revision', { revision: '3' }],
    ['no number for a time', { occurredMs: Number.NaN }],
    ['a text for a hash', { leafHash: 'hash' }],
    ['a number for a personal part', { personal: 7 }],
    ['a text of a hundred million characters', { meta: 'x'.repeat(100_000_000) }],
  ])('%s: no event, and the others are checked', async (_what, change) => {
    const forged = telling(await recorded(), (page) =>
      page.map((event, n) => (n === EACH - 1 ? { ...event, ...change } : event)),
    )
    const { report, events } = await audited(forged)
    const unreadable = events.flatMap((one) => ('unreadable' in one ? [one.unreadable] : []))
    assert.deepEqual(
      unreadable.map(({ code, position }) => [code, position]),
      [['ROW_UNREADABLE', BigInt(EACH)]],
    )
    assert.deepEqual([report.verdict, report.events], ['sound', STREAMS * EACH - 1])
  })

  test.each([
    ['positions that do not grow', (page: readonly StoredEvent[]) => page.toReversed()],
    ['events twice', (page: readonly StoredEvent[]) => [...page, ...page]],
    ['a position that is none', (page: readonly StoredEvent[]) => page.map((event) => ({ ...event, position: 'x' }))],
  ])('%s: no log of a ledger', async (_what, forge) => {
    await assert.rejects(audited(telling(await recorded(), forge)), { code: 'STORE_NOT_A_LEDGER' })
  })

  test('what a driver throws is a word on the store', async () => {
    const forged = telling(await recorded(), () => {
      throw new SyntaxError('cannot convert x to a BigInt')
    })
    await assert.rejects(audited(forged), { code: 'STORE_NOT_A_LEDGER' })
  })

  test('tells where a personal part is, once it was read', async () => {
    const store = memory()
    const event = sealText('project-A-1', STREAM_START, { personal: '{"/data/text":"somebody"}' })
    await store.append('project-A-1', -1, [event])
    const audit = auditStore(store)
    assert.equal(audit.findPersonal(event.eventId), undefined)
    for await (const run of audit.runs()) assert.equal([...run].length, 1)
    const { eventId, stream, revision } = event
    assert.deepEqual(audit.findPersonal(eventId), { eventId, stream, revision, position: 1n })
    await audit.close()
  })
})
