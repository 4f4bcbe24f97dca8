import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openLedger } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { afterAll, test } from 'vitest'
import { EACH, ON_ONE_PROJECT, PROJECTS, SHARED, WRITERS } from './commands.ts'

const CHILD = fileURLToPath(new URL('./racing-child.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ledger-race-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('two processes on one ledger: nothing lost, nothing doubled, no refusal decided on an old state', {
  timeout: 120_000,
}, async () => {
  const path = join(folder, 'ledger.db')
  const run = promisify(execFile)
  const race = (name: string) => run(process.execPath, [CHILD, path, name], { timeout: 100_000 })
  for (const { stdout } of await Promise.all(['A', 'B'].map(race))) assert.deepEqual(JSON.parse(stdout), [])

  await using ledger = await openLedger({ store: await sqlite(path) })
  const events = (await Array.fromAsync(ledger.store.readLog())).flat()
  const perProject = 3
  const expected = 1 + (1 + PROJECTS) * perProject + 2 * (2 * ON_ONE_PROJECT + WRITERS * EACH)
  assert.equal(events.length, expected)
  assert.equal(new Set(events.map(({ eventId }) => eventId)).size, expected)
  const project = await ledger.project(SHARED)
  assert.equal(project?.revision, perProject + 4 * ON_ONE_PROJECT - 1)
  assert.ok(project?.enquiries.every(({ answered }) => answered))
})
