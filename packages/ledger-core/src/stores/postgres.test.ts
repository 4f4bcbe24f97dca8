import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { storeContract } from '../testing/store-contract.ts'
import { postgres } from './postgres.ts'

const ledgerUrl = (): string => `${inject('postgresUrl')}?schema=test_${randomBytes(8).toString('hex')}`

storeContract('PostgreSQL', async () => {
  const url = ledgerUrl()
  return { store: await postgres(url), reopen: () => postgres(url) }
})
