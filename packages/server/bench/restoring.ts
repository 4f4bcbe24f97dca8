import { cpus } from 'node:os'
import { archiveLine, type EventStore, openLedger, restoreArchive } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { postgres } from '@procurement-ledger/core/postgres'
import { tendering } from './facts.ts'
import { recordBids } from './recording.ts'
import { type Measured, perSecond, render } from './table.ts'

/**
 * `node packages/server/bench/restoring.ts URL [events]`: restoring an export on PostgreSQL by pages, held against the
 * same by appends; each as `ledger import ndjson` does it, every line verified, and the store's share of it alone. It
 * makes a schema for each restore.
 */

const ROUNDS = 3
const [, , url = '', asked = '100000'] = process.argv
const events = Number(asked)

const lines = await exported(events)
const rows: Measured[] = []
const whole = { pages: [] as number[], appends: [] as number[] }
const alone = { pages: [] as number[], appends: [] as number[] }
// In turn, so that a noisy moment meets both.
for (let round = 0; round < ROUNDS; round++) await restore('appends').then(() => restore('pages'))
rows.push(row('restore, with every line verified', whole), row('the calls of the store in it', alone))
console.log(`${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.version}, ${lines.length} events\n`)
console.log(render(rows, ['what', 'by pages', 'by appends', 'ratio']))

async function exported(count: number): Promise<readonly string[]> {
  const ledger = await openLedger({ store: memory() })
  const projects = 2_000
  for (let n = 0; n < projects; n++) await ledger.record(`P-${n}`, tendering(n))
  const head = Number(await ledger.store.head())
  await recordBids(ledger, 256, Math.max(0, count - head))
  return (await Array.fromAsync(ledger.store.readLog())).flat().map(archiveLine)
}

async function restore(how: 'pages' | 'appends'): Promise<void> {
  const place = new URL(url)
  place.searchParams.set('schema', `restore_${Date.now()}`)
  const store = await postgres(place.href)
  const clock = startClock()
  const { importPage, ...appending } = store
  const timed: EventStore = {
    ...appending,
    append: (...append) => clock.during(() => store.append(...append)),
    ...(how === 'pages' && importPage && { importPage: (page) => clock.during(() => importPage(page)) }),
  }
  try {
    const startedMs = performance.now()
    await restoreArchive(timed, () => lines)
    whole[how].push(lines.length / (performance.now() - startedMs))
    alone[how].push(lines.length / clock.spentMs())
  } finally {
    await store.close()
  }
}

/** The time in which at least one call was under way. */
function startClock() {
  let underWay = 0
  let sinceMs = 0
  let spentMs = 0
  return {
    spentMs: () => spentMs,
    async during<T>(call: () => Promise<T>): Promise<T> {
      if (underWay++ === 0) sinceMs = performance.now()
      try {
        return await call()
      } finally {
        if (--underWay === 0) spentMs += performance.now() - sinceMs
      }
    },
  }
}

/** The medians, and the median of the ratios of a round. */
function row(what: string, { pages, appends }: { readonly pages: number[]; readonly appends: number[] }): Measured {
  const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number
  const ratio = median(pages.map((rate, i) => rate / (appends[i] as number)))
  return { what, figure: perSecond(median(pages) * 1_000), bare: perSecond(median(appends) * 1_000), ratio }
}
