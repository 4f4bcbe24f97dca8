import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import {
  containedServer,
  EVENTSTOREDB,
  freshLedger,
  KURRENTDB,
  namedServer,
  type RealServer,
} from '../testing/esdb/real-server.ts'
import { sealRun, sealText } from '../testing/sealed-events.ts'
import { storeContract } from '../testing/store-contract.ts'
import { MAX_APPEND_BYTES } from './eventstoredb/log-writer.ts'
import { eventStoreDb, sqliteVault } from './eventstoredb.ts'

/** What the stand-in cannot prove: the same contract, asked of servers of the real kind where there are any. */

const named = namedServer()
const servers: readonly (readonly [string, RealServer | string])[] =
  typeof named === 'string'
    ? [
        ['EventStoreDB 24.10', await containedServer(EVENTSTOREDB)],
        ['KurrentDB 26.0', await containedServer(KURRENTDB)],
      ]
    : [['the server that LEDGER_TEST_ESDB_URL names', named]]

for (const [name, server] of servers) {
  if (typeof server === 'string') {
    console.info(`skipped: the contract on ${name}, because ${named} and ${server}`)
    test.skip(`${name}: ${server}`)
  } else suite(name, server)
}

function suite(name: string, server: RealServer): void {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-esdb-real-'))
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const openedAs = async (ledger: string) =>
    eventStoreDb(server.url(ledger), { vault: await sqliteVault(join(folder, `${ledger}.keys.db`)) })

  storeContract(name, async () => {
    const ledger = freshLedger()
    return { store: await openedAs(ledger), reopen: () => openedAs(ledger) }
  })

  describe(`${name} does what the stand-in says that it does`, () => {
    test('a position at which no record begins is refused', async () => {
      await using server = await disposable(openedAs(freshLedger()))
      const stored = await server.store.append('project-a', -1, sealRun('project-a', 3))
      const after = (stored[0]?.position ?? 0n) + 1n
      await expect(Array.fromAsync(server.store.readLog({ after }))).rejects.toMatchObject({ code: 'POSITION_INVALID' })
    })

    test('the most that an append may hold is taken, and more is not sent', async () => {
      await using server = await disposable(openedAs(freshLedger()))
      const start = { revision: -1, leafHash: new Uint8Array(32), recordedMs: 0 }
      const sized = (bytes: number) => [sealText('project-a', start, { data: `{"a":"${'x'.repeat(bytes)}"}` })]
      await expect(server.store.append('project-a', -1, sized(MAX_APPEND_BYTES))).rejects.toMatchObject({
        code: 'APPEND_TOO_LARGE',
      })
      expect(await server.store.append('project-a', -1, sized(MAX_APPEND_BYTES - 2_000))).toHaveLength(1)
    })
  })
}

async function disposable(opening: ReturnType<typeof eventStoreDb>) {
  const store = await opening
  return { store, [Symbol.asyncDispose]: () => store.close() }
}
