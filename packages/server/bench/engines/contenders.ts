import { join } from 'node:path'
import { postgres } from '@procurement-ledger/core/postgres'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { openPostgresReadModels } from '@procurement-ledger/projections/postgres'
import { openReadModels } from '@procurement-ledger/projections/sqlite'
import { barePostgres } from './bare-postgres.ts'
import { bareSqlite } from './bare-sqlite.ts'
import type { OpenContender } from './contender.ts'
import { ownLedger } from './own-ledger.ts'
import type { OpenModels } from './own-rebuild.ts'
import { ownStore } from './own-store.ts'

/** Who stands side by side on an engine. Emmett's modules are loaded where Emmett runs, and nowhere else. */

let places = 0

const inSchema = (url: string): OpenModels => {
  return (projection) => openPostgresReadModels(`${url}?schema=models_${places++}`, [projection])
}

const inFolder = (folder: string): OpenModels => {
  return (projection) => openReadModels(join(folder, `models-${places++}.db`), [projection])
}

export const CONTENDERS = {
  PostgreSQL: {
    record: async ({ main }, size) => ownLedger(await postgres(main), inSchema(main), size),
    store: async ({ main }, size) => ownStore(await postgres(main), inSchema(main), size),
    emmett: async (given, size) => (await import('./emmett.ts')).emmett(given, size),
    bare: barePostgres,
  },
  SQLite: {
    record: async ({ main }, size) => ownLedger(await sqlite(join(main, 'ledger.db')), inFolder(main), size),
    store: async ({ main }, size) => ownStore(await sqlite(join(main, 'store.db')), inFolder(main), size),
    bare: bareSqlite,
  },
} as const satisfies { readonly [engine: string]: { readonly [name in Name]?: OpenContender } }

export type Engine = keyof typeof CONTENDERS
export type Name = 'record' | 'store' | 'emmett' | 'bare'
