import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, test } from 'vitest'
import { base64, fromBase64, sha256 } from '../evidence/digest.ts'
import { rootOf } from '../evidence/verify.ts'
import { openLedger } from '../ledger.ts'
import type { EventStore } from '../ports/event-store.ts'
import { memory } from '../stores/memory.ts'
import { postgres } from '../stores/postgres.ts'
import { sqlite } from '../stores/sqlite.ts'
import { eventStoreDbStore } from '../testing/esdb/scene.ts'
import { newLedgerUrl } from '../testing/postgres/given-ledger.ts'
import { scriptedCommands } from '../testing/script.ts'
import { scriptedSources } from '../testing/sources.ts'

/**
 * With clock, ids and salts injected, one script gives the same leaves everywhere. The vector is language neutral: a
 * verifier in another language reads leaf, parts and salts from it. `UPDATE_VECTORS=1` writes it anew; a leaf that
 * changes means a new format, so think before you do.
 */
const VECTOR = fileURLToPath(new URL('../../vectors/leaves.json', import.meta.url))
const ROOTS = fileURLToPath(new URL('../../vectors/roots.json', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ledger-leaves-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function leavesOf(store: EventStore): Promise<readonly { readonly leafHash: string }[]> {
  await using ledger = await openLedger({ store, sources: scriptedSources() })
  for (const { projectId, facts, commandId } of scriptedCommands()) {
    const { refused } = await ledger.record(projectId, facts, { commandId })
    assert.equal(refused, undefined, refused?.message)
  }
  const events = (await Array.fromAsync(store.readLog())).flat()
  return events.map(({ leaf, leafHash, data, dataSalt, meta, metaSalt, personal, personalSalt }) => ({
    leaf,
    leafHash: base64(leafHash),
    data: { text: data, salt: base64(dataSalt) },
    meta: { text: meta, salt: base64(metaSalt) },
    ...(personal !== undefined && personalSalt && { personal: { text: personal, salt: base64(personalSalt) } }),
  }))
}

describe('one script gives the committed leaves', () => {
  const stores: readonly (readonly [string, () => Promise<EventStore>])[] = [
    ['in memory', async () => memory()],
    ['in memory, again', async () => memory()],
    ['on SQLite', () => sqlite(join(folder, 'ledger.db'))],
    ['on PostgreSQL', () => postgres(newLedgerUrl())],
    ['on the wire of EventStoreDB', eventStoreDbStore],
  ]
  test.each(stores)('%s', async (_name, open) => {
    const events = await leavesOf(await open())
    if (process.env.UPDATE_VECTORS) {
      const about =
        'Sealed events of one script, in commit order: leaf, its RFC 9162 leaf hash, and each part with its salt (base64).'
      writeFileSync(VECTOR, `${JSON.stringify({ about, events }, null, 1)}\n`)
    }
    assert.deepEqual(events, JSON.parse(readFileSync(VECTOR, 'utf8')).events)
    const { size, root } = JSON.parse(readFileSync(ROOTS, 'utf8')).script
    const hashes = events.map(({ leafHash }) => fromBase64(leafHash))
    assert.deepEqual([String(hashes.length), base64(rootOf(sha256, hashes))], [size, root])
  })
})
