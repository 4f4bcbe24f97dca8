import { openPostgresReadModels } from '@procurement-ledger/projections/postgres'
import { openReadModels } from '@procurement-ledger/projections/sqlite'
import { type Command, Option } from 'commander'
import type { ServiceOptions } from '../service.ts'
import { type StoreUrl, UsageError } from './stores.ts'

/** Options of the commands that read figures and lists. */
export interface ModelsOptions {
  readonly models?: string
}

export const withModels = (command: Command): Command =>
  command.addOption(
    // What the environment says may hold a password, and help shows defaults.
    new Option('--models <url>', 'where the read models lie: sqlite:FILE or postgres://...').default(
      process.env.LEDGER_MODELS,
      'LEDGER_MODELS, or a file beside the ledger',
    ),
  )

const SQLITE = 'sqlite:'

/** What a service is told of its read models. */
export function modelsOf(
  { models: url = '' }: ModelsOptions,
  { modelsPath }: Pick<StoreUrl, 'modelsPath'>,
): Pick<ServiceOptions, 'modelsPath' | 'openModels'> {
  if (url === '') return modelsPath === undefined ? {} : { modelsPath }
  if (/^postgres(ql)?:/.test(url)) return { openModels: (projections) => openPostgresReadModels(url, projections) }
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(url)?.[0]
  const path = scheme === SQLITE ? url.slice(SQLITE.length).replace(/^\/\/(?=\/)/, '') : url
  if ((scheme !== undefined && scheme !== SQLITE) || path === '')
    throw new UsageError('the read models lie in sqlite:FILE or postgres://...; write one of them')
  return { openModels: (projections) => openReadModels(path, projections) }
}
