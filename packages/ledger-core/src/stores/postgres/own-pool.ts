import { Pool, type PoolClient, type PoolConfig } from 'pg'
import { closed } from './connection-end.ts'

/** A pool that is closed by whoever made it. */
export interface OwnPool {
  readonly pool: Pool
  /** Resolves when its connections are gone; one whose server says nothing is cut. Ask nothing more. */
  close(): Promise<void>
}

export function openPool(config: PoolConfig): OwnPool {
  const pool = new Pool(config)
  const clients = new Set<PoolClient>()
  // A connection that breaks while nobody uses it is replaced when somebody does.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    clients.add(client)
    client.once('end', () => clients.delete(client))
  })
  return {
    pool,
    async close() {
      const gone = Promise.all(Array.from(clients, closed))
      await pool.end()
      await gone
    },
  }
}
