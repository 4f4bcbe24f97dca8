import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { sha256 } from '../../../evidence/digest.ts'
import { type LogReport, openLogVerifier } from '../../../evidence/verify-log.ts'
import { Fault } from '../../../kernel/fault.ts'
import { sealRun } from '../../../testing/sealed-events.ts'
import type { AuditedEvent } from '../../audit/audit.ts'
import { sqlite } from '../../sqlite.ts'
import { auditSqlite } from './audit-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledger-audit-'))
const path = join(folder, 'ledger.db')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const STREAMS = 5
const EACH = 1_000

beforeAll(async () => {
  const store = await sqlite(path)
  for (let n = 0; n < STREAMS; n++) await store.append(`project-A-${n}`, -1, sealRun(`project-A-${n}`, EACH))
  await store.close()
  const db = new Database(path)
  db.exec('DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_deleted')
  // One event that does not stand, one that is gone, a wide gap, and a row that is none.
  db.exec(`UPDATE events SET data = '{}' WHERE position = 1500; DELETE FROM events WHERE position = 2500;
    UPDATE events SET position = position + 7000000000 WHERE position > 4000`)
  db.close()
})

async function audited(threads: number, endsInMemory?: number): Promise<{ report: LogReport; events: AuditedEvent[] }> {
  const audit = auditSqlite(path, { threads, ...(endsInMemory && { endsInMemory }) })
  try {
    const verifier = openLogVerifier({ sha256, ends: audit.ends })
    const events: AuditedEvent[] = []
    for await (const run of audit.runs())
      for (const one of run) {
        events.push(one)
        if ('checked' in one) verifier.add(one.event, one.checked)
      }
    return { report: verifier.end(), events }
  } finally {
    await audit.close()
  }
}

describe('an audit', () => {
  test.each([1, 2, 3])('with %d threads finds what one thread finds, in the same order', async (threads) => {
    const alone = await audited(0)
    const together = await audited(threads)
    assert.equal(alone.events.length, STREAMS * EACH - 1)
    assert.deepEqual(together.report, alone.report)
    assert.deepEqual(
      alone.report.findings.map(({ code, position }) => [code, position]),
      [
        ['PART_DIFFERS', 1500n],
        ['REVISION_SKIPPED', 2501n],
      ],
    )
    const positions = together.events.map((one) => 'event' in one && one.event.position)
    assert.deepEqual(
      positions,
      alone.events.map((one) => 'event' in one && one.event.position),
    )
  })

  test.each([1, 2, 4])('with room for the ends of %d streams finds the same', async (endsInMemory) => {
    assert.deepEqual((await audited(0, endsInMemory)).report, (await audited(0)).report)
  })

  test('is left at any moment, and closes', async () => {
    const audit = auditSqlite(path, { threads: 2 })
    for await (const _run of audit.runs()) break
    await audit.close()
  })

  test('of a file that goes bad under way ends in a fault', async () => {
    const audit = auditSqlite(path, { threads: 1 })
    const db = new Database(path)
    db.exec('ALTER TABLE events RENAME COLUMN leaf TO foliage')
    db.close()
    await assert.rejects(async () => {
      for await (const run of audit.runs()) for (const _one of run);
    }, Fault)
    await audit.close()
    const back = new Database(path)
    back.exec('ALTER TABLE events RENAME COLUMN foliage TO leaf')
    back.close()
  })
})
