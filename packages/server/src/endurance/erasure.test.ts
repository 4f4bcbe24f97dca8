import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { archiveLine, openLedger, restoreArchive } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { afterAll, test } from 'vitest'
import { SECRET } from './commands.ts'

const KILLS = 20
const CHILD = fileURLToPath(new URL('./erasing-child.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ledger-erasing-'))
const path = join(folder, 'ledger.db')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One life of the erasing process: killed right after an acknowledgement. Answers what was acknowledged. */
async function liveAndDie(round: number): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, path, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const acknowledged: string[] = []
  for await (const line of createInterface({ input: child.stdout }))
    if (acknowledged.push(line) === 1 + (round % 5)) child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  assert.equal(child.signalCode, 'SIGKILL')
  return acknowledged
}

/** The files as the crash left them: nothing has opened them since. */
const filesHold = (text: string): boolean =>
  ['', '-wal', '-shm'].some((suffix) => existsSync(path + suffix) && readFileSync(path + suffix).includes(text))

test(`after ${KILLS} kills nothing of an acknowledged erasure is in the files, even before they are opened`, {
  timeout: 120_000,
}, async () => {
  const acknowledged: string[] = []
  for (let round = 0; round < KILLS; round++) {
    acknowledged.push(...(await liveAndDie(round)))
    // What came after the last acknowledgement may be there: the next enquiry, or an erasure that nobody was told of.
    for (const id of acknowledged) assert.ok(!filesHold(`${SECRET} ${id}.`), `${id} was erased`)
  }

  await using ledger = await openLedger({ store: await sqlite(path) })
  const events = await Array.fromAsync(ledger.events({ live: false }))
  const erased = new Set(events.flatMap((event) => (event.erased ? [String(event.data.enquiryId)] : [])))
  for (const id of acknowledged) assert.ok(erased.has(id))
  for (const id of erased)
    assert.ok(!filesHold(`${SECRET} ${id}.`), 'also what was not acknowledged, once it is opened')
  const lines = (await Array.fromAsync(ledger.store.readLog())).flat().map(archiveLine)
  assert.equal((await restoreArchive(memory(), () => lines)).events, events.length)
})
