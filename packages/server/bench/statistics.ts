import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { instantMs, type LoggedFact, projectStream } from '@procurement-ledger/core'
import { figure, needsOfStatistic, openCuts, statisticQuery } from '@procurement-ledger/projections'
import { openReadModels } from '@procurement-ledger/projections/sqlite'
import { definitionOf } from '../src/http/statistic.ts'
import { machine } from './engines/report.ts'
import { EVENTS_OF_LIFE, life } from './facts.ts'
import { timed } from './recording.ts'
import { inMs, type Measured, render } from './table.ts'
import { unkept } from './unkept.ts'

const PAGE_PROJECTS = 100
const WARM_RUNS = 9
const YEAR = { from: '2023-01-01', to: '2023-12-31' }

/**
 * Figures over so many projects, each statistic on its own tables in a SQLite file. The facts are made as they are folded:
 * recording them would take an hour and change no row.
 */
export async function statistics(projects: number): Promise<void> {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'ledger-bench-'))
  try {
    console.log(`${machine()}\n`)
    const rows: Measured[] = []
    for (const [id, query] of [
      ['cycle-time', { ...YEAR, groupBy: 'category' }],
      ['turnover', { ...YEAR, groupBy: 'category', compare: 'previous-year' }],
      ['bid-bonds', YEAR],
      ['contracts', { ...YEAR, groupBy: 'month' }],
    ] as const)
      rows.push(...(await measured(join(folder, `${id}.db`), id, query, projects)))
    console.log(render(rows))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measured(path: string, id: string, parameters: object, projects: number): Promise<Measured[]> {
  const definition = definitionOf(id)
  const query = statisticQuery(definition).parse(parameters)
  const head = BigInt(projects * EVENTS_OF_LIFE)
  const request = { cut: { atPosition: head }, needs: needsOfStatistic(definition, query) }
  const limits = { bytes: Number.POSITIVE_INFINITY }
  const store = { head: async () => head, readFacts: () => factsOf(projects), readStream: noStream }
  await using cuts = openCuts({ store, limits, openModels: (projections) => openReadModels(path, projections) })
  const ask = () => cuts.read(request, (models) => figure(models, definition, query))
  const anew = () => cuts.read(request, (models) => figure(unkept(models), definition, query))
  const started = performance.now()
  await cuts.read(request, async () => {})
  const folded = performance.now() - started
  const first = await timed(1, ask)
  const what = `${id} at ${projects.toLocaleString('en')} projects`
  return [
    { what: `${what}: fold its tables`, figure: `${(folded / 1000).toFixed(1)} s` },
    { what: `${what}: asked for first`, figure: inMs(first) },
    { what: `${what}: reckoned again, as after another fact`, figure: inMs(await timed(WARM_RUNS, anew)) },
    { what: `${what}: asked again`, figure: inMs(await timed(WARM_RUNS, ask)) },
  ]
}

/** As a store would hand them out; every project is whole before the next, so no stream is read again. */
async function* factsOf(projects: number): AsyncGenerator<readonly LoggedFact[]> {
  let position = 0n
  for (let n = 0; n < projects; n += PAGE_PROJECTS) {
    const page: LoggedFact[] = []
    for (let i = n; i < Math.min(projects, n + PAGE_PROJECTS); i++)
      for (const [revision, { type, occurredAt, data }] of life(i).entries()) {
        const occurredMs = instantMs(occurredAt as never)
        const event = { eventId: `${i}-${revision}`, stream: projectStream(`P-${i}`), revision, type, schemaVersion: 1 }
        page.push({ ...event, position: ++position, occurredMs, recordedMs: occurredMs, data: JSON.stringify(data) })
      }
    yield page
  }
}

function noStream(): never {
  throw new Error('a stream was read again; fold more projects at once')
}
