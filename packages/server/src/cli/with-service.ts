import type { EventStore } from '@procurement-ledger/core'
import {
  type Cuts,
  type LogCut,
  type Needs,
  openCuts,
  procurementReadModelsBy,
  type Snapshots,
} from '@procurement-ledger/projections'
import { openScratch, openService, type Service } from '../service.ts'
import { type ModelsOptions, modelsOf } from './models.ts'
import { progress } from './output.ts'
import { type RulesOptions, rulesOf } from './rules.ts'
import { parseStoreUrl, type StorePlace } from './stores.ts'
import { withLedger } from './with-ledger.ts'

/** As withLedger, with read models that have folded everything the log holds. */
export async function withCaughtUpService<T>(
  asked: StorePlace & ModelsOptions & RulesOptions,
  use: (service: Service) => Promise<T>,
): Promise<T> {
  const rules = rulesOf(asked)
  const place = await parseStoreUrl(asked)
  const models = modelsOf(asked, place)
  await using service = await openService({ store: await place.open('read'), rules, ...models })
  await service.catchUp()
  return await use(service)
}

/**
 * As withCaughtUpService, for what only reads read models: what is known now, or as of a cut. For a cut nothing else is
 * folded than what the answer needs.
 */
export async function withKnown<T>(
  asked: StorePlace & ModelsOptions & RulesOptions,
  { cut, needs }: { readonly cut: LogCut | undefined; readonly needs: Needs },
  read: (models: Snapshots) => Promise<T>,
): Promise<T> {
  if (cut === undefined) return withCaughtUpService(asked, ({ models }) => read(models))
  const { update, end } = progress('folding the log:')
  const onProgress = (position: bigint, head: bigint) => update(Number(position), Number(head))
  try {
    return await withCuts(asked, (cuts) => cuts.read({ cut, needs, onProgress }, read))
  } finally {
    end()
  }
}

/** A ledger's log, and what was known of it. */
export async function withCuts<T>(
  asked: StorePlace & RulesOptions,
  use: (cuts: Cuts, log: EventStore) => Promise<T>,
): Promise<T> {
  const readModels = procurementReadModelsBy(rulesOf(asked))
  return withLedger(asked, 'read', async ({ store }) => {
    await using cuts = openCuts({ store, openModels: openScratch, readModels })
    return await use(cuts, store)
  })
}
