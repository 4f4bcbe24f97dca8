import type { Projection, ReadModels } from '@procurement-ledger/projections'
import { openReadModels } from '@procurement-ledger/projections/sqlite'
import { type Command, Option } from 'commander'
import type { ServiceOptions } from '../service.ts'
import { isPostgres, parseFileUrl, type StoreUrl, UsageError } from './stores.ts'

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

/** What a service is told of its read models. */
export function modelsOf(
  { models: url = '' }: ModelsOptions,
  { modelsPath }: Pick<StoreUrl, 'modelsPath'>,
): Pick<ServiceOptions, 'modelsPath' | 'openModels'> {
  if (url === '') return modelsPath === undefined ? {} : { modelsPath }
  if (isPostgres(url)) return { openModels: (projections) => inPostgres(url, projections) }
  const { path = '' } = parseFileUrl(url)
  if (path === '') throw new UsageError('the read models lie in sqlite:FILE or postgres://...; write one of them')
  return { openModels: (projections) => openReadModels(path, projections) }
}

/** Its driver is loaded by whoever keeps read models there. */
const inPostgres = async (url: string, projections: readonly Projection[]): Promise<ReadModels> => {
  const { openPostgresReadModels } = await import('@procurement-ledger/projections/postgres')
  return openPostgresReadModels(url, projections)
}
