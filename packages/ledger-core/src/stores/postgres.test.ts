import { newLedgerUrl } from '../testing/postgres/given-ledger.ts'
import { storeContract } from '../testing/store-contract.ts'
import { postgres } from './postgres.ts'

storeContract('PostgreSQL', async () => {
  const url = newLedgerUrl()
  return { store: await postgres(url), reopen: () => postgres(url) }
})
