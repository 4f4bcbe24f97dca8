import { cpus } from 'node:os'
import {
  archiveLine,
  type EventStore,
  MAX_PAGE_EVENTS,
  openLedger,
  restoreArchive,
  type StoredEvent,
} from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { postgres } from '@procurement-ledger/core/postgres'
import { tendering } from './facts.ts'
import { PROJECTS, recordBids } from './recording.ts'
import { type Measured, perSecond, render } from './table.ts'

/**
 * `node packages/server/bench/restoring.ts URL [events]`: restoring an export on PostgreSQL by pages, held against the
 * same by appends; once as `ledger import ndjson` does it, with every line verified, and once the store alone. It makes a schema each time.
 */

const ROUNDS = 3
/** As a restore has them. */
const APPENDS_IN_FLIGHT = 500
const [, , url = '', asked = '100000'] = process.argv
const events = Number(asked)

const log = await recorded(events)
const lines = log.map(archiveLine)
const rows: Measured[] = []
const whole = { pages: [] as number[], appends: [] as number[] }
const alone = { pages: [] as number[], appends: [] as number[] }
// In turn, so that a noisy moment meets both.
for (let round = 0; round < ROUNDS; round++)
  for (const how of ['appends', 'pages'] as const) {
    whole[how].push(await inNewStore(how, async (store) => void (await restoreArchive(store, () => lines))))
    alone[how].push(await inNewStore(how, write))
  }
rows.push(row('restore, with every line verified', whole), row('the store alone', alone))
console.log(`${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.version}, ${lines.length} events\n`)
console.log(render(rows, ['what', 'by pages', 'by appends', 'ratio']))

async function recorded(count: number): Promise<readonly StoredEvent[]> {
  const ledger = await openLedger({ store: memory() })
  for (let n = 0; n < PROJECTS; n++) await ledger.record(`P-${n}`, tendering(n))
  await recordBids(ledger, 256, Math.max(0, count - Number(await ledger.store.head())))
  return (await Array.fromAsync(ledger.store.readLog())).flat()
}

/** Events a millisecond. */
async function inNewStore(how: 'pages' | 'appends', work: (store: EventStore) => Promise<void>): Promise<number> {
  const place = new URL(url)
  place.searchParams.set('schema', `restore_${Date.now()}`)
  const store = await postgres(place.href)
  const { importPage: _, ...appending } = store
  try {
    const startedMs = performance.now()
    await work(how === 'pages' ? store : appending)
    return log.length / (performance.now() - startedMs)
  } finally {
    await store.close()
  }
}

async function write(store: EventStore): Promise<void> {
  const size = store.importPage === undefined ? APPENDS_IN_FLIGHT : MAX_PAGE_EVENTS
  for (let i = 0; i < log.length; i += size) {
    const page = log.slice(i, i + size)
    if (store.importPage !== undefined) await store.importPage(page)
    else await Promise.all(page.map((event) => store.append(event.stream, event.revision - 1, [event])))
  }
}

/** The medians, and the median of the ratios of a round. */
function row(what: string, { pages, appends }: { readonly pages: number[]; readonly appends: number[] }): Measured {
  const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number
  const ratio = median(pages.map((rate, i) => rate / (appends[i] as number)))
  return { what, figure: perSecond(median(pages) * 1_000), bare: perSecond(median(appends) * 1_000), ratio }
}
