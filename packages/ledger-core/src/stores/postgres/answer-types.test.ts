import { defaults, types } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { RevisionConflict } from '../../kernel/fault.ts'
import { NO_STREAM } from '../../ports/event-store.ts'
import { logOf } from '../../testing/asked-of-store.ts'
import { newLedgerUrl, openedPostgres } from '../../testing/postgres/given-ledger.ts'
import { sealTexts } from '../../testing/sealed-events.ts'

const BOOL = 16
const BYTEA = 17
const INT8 = 20
const INT4 = 23
const STREAM = 'project-JX-2023-001'

test('what others in the process told the driver of types changes nothing', async () => {
  Object.assign(defaults, { binary: true })
  onTestFinished(() => void Object.assign(defaults, { binary: false }))
  for (const [oid, parse] of [
    [BOOL, String],
    [BYTEA, String],
    [INT8, BigInt],
    [INT4, BigInt],
  ] as const) {
    const before = types.getTypeParser(oid)
    types.setTypeParser(oid, parse as (text: string) => unknown)
    onTestFinished(() => types.setTypeParser(oid, before))
  }
  const store = await openedPostgres(newLedgerUrl())
  const events = sealTexts(STREAM, [{ personal: '{"/data/contact":"Example Person (invented)"}' }, {}])
  await store.append(STREAM, NO_STREAM, events)
  const other = sealTexts(STREAM, [{ writer: 'writer-2' }])
  await expect(store.append(STREAM, NO_STREAM, other)).rejects.toBeInstanceOf(RevisionConflict)
  expect(await store.head()).toBe(2n)
  expect(await logOf(store)).toEqual(events.map((event, i) => ({ ...event, position: BigInt(i + 1) })))
})
