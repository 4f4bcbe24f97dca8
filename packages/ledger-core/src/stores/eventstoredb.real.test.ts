import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, test } from 'vitest'
import {
  containedServer,
  EVENTSTOREDB,
  freshLedger,
  KURRENTDB,
  namedServer,
  type RealServer,
} from '../testing/esdb/real-server.ts'
import { serverRules } from '../testing/esdb/server-rules.ts'
import { storeContract } from '../testing/store-contract.ts'
import { eventStoreDb, sqliteVault } from './eventstoredb.ts'

/** What the stand-in cannot prove: the same contract, and the same rules, asked of servers of the real kind where there are any. */

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

  serverRules(name, server.url, freshLedger)
}
