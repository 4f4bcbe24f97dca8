import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CalendarDate, openLedger } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import {
  ComplianceListQuery,
  figure,
  listCompliance,
  statisticOf,
  statisticQuery,
} from '@procurement-ledger/projections'
import { judgeProject } from '../src/compliance/judge-project.ts'
import { openService, type Service } from '../src/service.ts'
import { bare } from './bare.ts'
import { EVENTS_OF_LIFE, life } from './facts.ts'
import { timed } from './recording.ts'
import { inMs, type Measured, perSecond } from './table.ts'
import { unkept } from './unkept.ts'

/** Replay, rebuild and statistics over so many projects, held against the driver scanning as many rows. */
export async function reading(folder: string, projects: number): Promise<Measured[]> {
  const path = join(folder, 'reading.db')
  const ledger = await openLedger({ store: await sqlite(path) })
  for (let n = 0; n < projects; n += 64)
    await Promise.all(
      Array.from({ length: Math.min(64, projects - n) }, (_none, i) => ledger.record(`P-${n + i}`, life(n + i))),
    )
  await ledger.close()

  const events = projects * EVENTS_OF_LIFE + 1
  const driver = bare(join(folder, 'bare-reading.db'))
  driver.write(Math.ceil(events / 10_000) * 10_000, 10_000)

  const parsed = driver.scan(true)
  const replayed = replay(path)
  const rows: Measured[] = [
    {
      what: `replay the feed, ${events.toLocaleString('en')} events as objects`,
      figure: perSecond(replayed.perSecond),
      bare: perSecond(parsed),
      ratio: replayed.perSecond / parsed,
    },
    { what: 'memory of that replay, whole process', figure: `${replayed.peakMiB} MiB` },
  ]

  await using service = await openService({ store: await sqlite(path), modelsPath: join(folder, 'reading.models.db') })
  const started = performance.now()
  await service.catchUp()
  const rebuilt = (events / (performance.now() - started)) * 1000
  const scanned = driver.scan(true)
  rows.push({
    what: 'rebuild all read models',
    figure: perSecond(rebuilt),
    bare: perSecond(scanned),
    ratio: rebuilt / scanned,
  })

  const period = { from: '2023-01-01', to: '2023-12-31' }
  for (const [id, query] of [
    ['cycle-time', { ...period, groupBy: 'category' }],
    ['turnover', { ...period, groupBy: 'category', compare: 'previous-year' }],
    ['bid-bonds', period],
    ['contracts', { ...period, groupBy: 'month' }],
    ['backdating', { ...period, groupBy: 'type' }],
  ] as const) {
    const definition = statisticOf(id)
    if (definition === undefined) throw new Error(`${id} is no statistic`)
    const asked = statisticQuery(definition).parse(query)
    await figure(unkept(service.models), definition, asked)
    const ms = await timed(9, () => figure(unkept(service.models), definition, asked))
    rows.push({
      what: `statistic ${id} at ${projects.toLocaleString('en')} projects, reckoned again`,
      figure: inMs(ms),
    })
  }
  rows.push(...(await complying(service, projects)))
  driver.close()
  return rows
}

/** What is due over all projects, and one project judged from the log. */
async function complying({ ledger, models, rules }: Service, projects: number): Promise<Measured[]> {
  const nowMs = Date.UTC(2024, 0, 1)
  const day = { rules, on: CalendarDate.parse('2024-01-01') }
  const rows: Measured[] = []
  for (const query of [{ state: 'violated,pending' }, { state: 'pending', dueBefore: '2024-02-01' }, { rule: 'R14' }]) {
    const asked = ComplianceListQuery.parse(query)
    await listCompliance(models, asked, day)
    const ms = await timed(9, () => listCompliance(models, asked, day))
    const words = new URLSearchParams(query).toString().replaceAll('%2C', ',')
    rows.push({ what: `compliance ${words} at ${projects.toLocaleString('en')} projects, a page`, figure: inMs(ms) })
  }
  const ms = await timed(99, () => judgeProject({ store: ledger.store, rules, nowMs }, 'P-1', {}))
  return [...rows, { what: `compliance of one project, ${EVENTS_OF_LIFE} events`, figure: inMs(ms) }]
}

const REPLAY = fileURLToPath(new URL('./replay.ts', import.meta.url))

/** In a process of its own, so that its memory is its own. */
const replay = (path: string): { perSecond: number; peakMiB: number } =>
  JSON.parse(execFileSync(process.execPath, [REPLAY, path], { encoding: 'utf8' }))
