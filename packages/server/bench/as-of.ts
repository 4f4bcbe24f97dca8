import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLedger } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { figure, needsOfStatistic, openCuts, statisticQuery } from '@procurement-ledger/projections'
import { openReadModels } from '@procurement-ledger/projections/sqlite'
import { definitionOf } from '../src/http/statistic.ts'
import { machine } from './engines/report.ts'
import { EVENTS_OF_LIFE, life } from './facts.ts'
import { timed } from './recording.ts'
import { inMs, type Measured, render } from './table.ts'
import { unkept } from './unkept.ts'

const AT_ONCE = 64
const WARM_RUNS = 9
const PERIOD = { from: '2023-01-01', to: '2023-12-31', groupBy: 'category' }

/** Figures as of a position near the end of a log of so many events: folded anew, and asked for again. */
export async function asOf(events: number): Promise<void> {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'ledger-bench-'))
  try {
    console.log(`${machine()}\n`)
    const path = join(folder, 'as-of.db')
    await recorded(path, Math.ceil(events / EVENTS_OF_LIFE))
    console.log(render(await cold(path, events)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function recorded(path: string, projects: number): Promise<void> {
  await using ledger = await openLedger({ store: await sqlite(path) })
  for (let n = 0; n < projects; n += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, projects - n) }, (_none, i) => ledger.record(`P-${n + i}`, life(n + i))),
    )
}

async function cold(path: string, events: number): Promise<Measured[]> {
  const store = await sqlite(path, { readOnly: true })
  await using cuts = openCuts({ store, openModels: (projections) => openReadModels(':memory:', projections) })
  const atPosition = (await store.head()) - 1n
  const of = `${events.toLocaleString('en')} events`
  const rows: Measured[] = []
  const began = performance.now()
  for await (const _page of store.readFacts());
  rows.push({ what: `read the facts of ${of}, and no more`, figure: inMs(performance.now() - began) })
  for (const id of ['turnover', 'cycle-time', 'bid-bonds', 'contracts']) {
    const definition = definitionOf(id)
    const query = statisticQuery(definition).parse(PERIOD)
    const request = { cut: { atPosition }, needs: needsOfStatistic(definition, query) }
    const ask = () => cuts.read(request, (models) => figure(models, definition, query))
    const [started, cpu] = [performance.now(), process.cpuUsage()]
    await ask()
    const [ms, { user }] = [performance.now() - started, process.cpuUsage(cpu)]
    rows.push({ what: `${id} as of a position, ${of}, cold`, figure: inMs(ms) })
    rows.push({ what: `${id}, the processor time of that`, figure: inMs(user / 1000) })
    const anew = () => cuts.read(request, (models) => figure(unkept(models), definition, query))
    rows.push({ what: `${id} as of that position, reckoned again`, figure: inMs(await timed(WARM_RUNS, anew)) })
    rows.push({ what: `${id} as of that position, asked again`, figure: inMs(await timed(WARM_RUNS, ask)) })
  }
  const { bytes } = cuts.status()
  rows.push({ what: 'memory of the tables of those four', figure: `${Math.round(bytes / 2 ** 20)} MiB` })
  await store.close()
  return rows
}
