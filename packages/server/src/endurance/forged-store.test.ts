import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { makeKeyFile, openFileFolder, readKeyFile } from '@procurement-ledger/core/notary'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { openService, type Service } from '../service.ts'
import { ORIGIN } from '../testing/example-ledger.ts'
import { type ForgedRow, rechained, rewrite } from '../testing/forgery.ts'
import { verify } from '../verify/verify.ts'
import { enquiry, tenderingProject } from './commands.ts'

/** A store that was forged under the events that its notary signed: the same ids in the same places, another content. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-forged-'))
const KEY = join(folder, 'ledger.key')
const GENUINE = join(folder, 'genuine.db')
const WAIT_MS = 10_000
let copies = 0
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const serve = async (path: string): Promise<Service> =>
  openService({
    store: await sqlite(path),
    evidence: { folder: openFileFolder(`${path}.evidence`), signers: [readKeyFile(KEY)] },
  })

beforeAll(async () => {
  await makeKeyFile(KEY, ORIGIN)
  await using service = await serve(GENUINE)
  const { ledger, notary } = service
  for (const { projectId, facts, commandId } of [
    tenderingProject('F-1'),
    ...[1, 2, 3].map((n) => enquiry('F-1', `q-${n}`)),
  ])
    await ledger.record(projectId, facts, { commandId })
  // Behind its first checkpoint the notary states its key in the log, and signs that too.
  while ((await ledger.keys.stated()).length === 0) await setTimeout(5)
  assert.ok(await notary?.waitFor(await ledger.store.head(), WAIT_MS))
})

function forged(change: (rows: ForgedRow[]) => readonly ForgedRow[]): string {
  const path = join(folder, `copy-${++copies}.db`)
  cpSync(GENUINE, path)
  cpSync(`${GENUINE}.evidence`, `${path}.evidence`, { recursive: true })
  rewrite(path, change)
  return path
}

const noteOf = (path: string) => readFileSync(join(`${path}.evidence`, 'checkpoint'), 'utf8')

describe('a notary', () => {
  test('goes on with what nobody touched', async () => {
    const path = forged((rows) => rows)
    await using service = await serve(path)
    assert.equal(service.notary?.status().error, undefined)
    const { facts, commandId } = enquiry('F-1', 'more')
    await service.ledger.record('F-1', facts, { commandId })
    assert.ok(await service.notary?.waitFor(await service.ledger.store.head(), WAIT_MS))
    assert.notEqual(noteOf(path), noteOf(GENUINE))
  })

  test.each([0, 1, 4, -1])('signs and records nothing where event %d was sealed anew under its id', async (at) => {
    const path = forged((rows) =>
      rechained(
        rows.map((row, n) => (n === (at + rows.length) % rows.length ? { ...row, meta: `${row.meta} ` } : row)),
      ),
    )
    await using service = await serve(path)
    assert.equal(service.notary?.status().error?.code, 'LEDGER_ROLLED_BACK')
    const { facts, commandId } = enquiry('F-1', 'more')
    await assert.rejects(service.ledger.record('F-1', facts, { commandId }), { code: 'LEDGER_ROLLED_BACK' })
    assert.equal(noteOf(path), noteOf(GENUINE))
    assert.equal((await verify(path, { keys: [] }))?.verdict, 'altered')
  })
})
