import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EsdbWireStandIn } from '../testing/esdb/wire-stand-in.ts'
import { storeContract } from '../testing/store-contract.ts'
import { eventStoreDb } from './eventstoredb.ts'
import { sqliteVault } from './vault/sqlite-vault.ts'

storeContract('EventStoreDB on the wire stand-in', async () => {
  const server = await EsdbWireStandIn.start()
  const folder = mkdtempSync(join(tmpdir(), 'ledger-esdb-'))
  const open = async () => eventStoreDb(server.url('jx'), { vault: await sqliteVault(join(folder, 'keys.db')) })
  return {
    store: await open(),
    reopen: open,
    cleanup: () => {
      server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
})
