import type { EventStore } from '@procurement-ledger/core'
import { type FoldEvent, follow, type Projection, type ReadModels } from '@procurement-ledger/projections'

/** Rebuilding of our read models, from an empty place until readers see every event. */

const MAX_MS = 300_000

/** Opens them in a place where nothing is yet. */
export type OpenModels = (projection: Projection) => Promise<ReadModels>

interface Counted {
  readonly stream: string
  events: number
}

/** The same as what Emmett is given to fold: a row a stream, with the number of its events. */
export const countingProjection: Projection = {
  name: 'counting',
  version: 1,
  follows: () => true,
  start: (stream: string): Counted => ({ stream, events: 0 }),
  fold(model: Counted, _event: FoldEvent) {
    model.events++
  },
  refoldsOn: [],
  tables: [
    {
      name: 'counts',
      owner: 'stream',
      columns: { stream: 'text', key: 'text', events: 'integer' },
      nullable: [],
      indexes: [],
      rows: ({ stream, events }: Counted) => [{ stream, key: '', events }],
    },
  ],
} as Projection

export async function countsOf(models: ReadModels): Promise<number> {
  const [row] = await models.query<{ events: number }>(
    'SELECT CAST(sum("events") AS integer) AS "events" FROM "counts"',
  )
  return row?.events ?? 0
}

export async function rebuildInto(models: ReadModels, store: EventStore): Promise<void> {
  const follower = follow({ store, models })
  const isWhole = await follower.waitFor(await store.head(), MAX_MS)
  const { error } = follower.status()
  await follower.stop()
  if (!isWhole) throw new Error(`the read models were not rebuilt: ${error?.message ?? 'it took too long'}`)
}
