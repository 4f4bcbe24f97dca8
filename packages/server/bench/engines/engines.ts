import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { MEASURES, type Measure, type Places, type Size } from './contender.ts'
import { CONTENDERS, type Engine, type Name } from './contenders.ts'
import { openDatabases } from './databases.ts'
import { type Measurement, machine, NOTES, report, versions } from './report.ts'
import { type Running, run } from './running.ts'

/**
 * `pnpm bench engines [--short]`: this ledger, Emmett and the bare drivers side by side, on one PostgreSQL and on SQLite.
 * Each has a process and a database of its own; one at a time works. EventStoreDB is left out: the stand-in that its store
 * is tried against has no figures of a server to give.
 */

const WHOLE = { rounds: 3, size: { ms: 1_000, logEvents: 30_000, emmettRebuildEvents: 4_000 } }
const SHORT = { rounds: 1, size: { ms: 400, logEvents: 10_000, emmettRebuildEvents: 1_000 } }

export async function engines(options: { readonly isShort: boolean }): Promise<void> {
  const { rounds, size } = options.isShort ? SHORT : WHOLE
  const started = performance.now()
  const databases = await openDatabases()
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'ledger-bench-'))
  try {
    const loadBefore = loadavg()
    const placesOn = {
      PostgreSQL: async (name) => ({
        main: await databases.make(name),
        second: await databases.make(`${name}_second`),
      }),
      SQLite: async (name) => ({
        main: mkdtempSync(join(folder, name)),
        second: mkdtempSync(join(folder, name)),
      }),
    } satisfies { [engine in Engine]: (name: Name) => Promise<Places> }

    const measured: Measurement[] = []
    for (const engine of Object.keys(CONTENDERS) as Engine[])
      measured.push(...(await onEngine(engine, placesOn[engine], rounds, size)))

    const [before, after] = [loadBefore, loadavg()].map(([minute = 0]) => minute.toFixed(1))
    console.log(
      `${machine()}, ${new Date().toISOString().slice(0, 10)}; load of the machine ${before} before and ${after} after.`,
    )
    console.log(`${versions()}. ${databases.settings}; SQLite: WAL, synchronous FULL.`)
    console.log(
      `${rounds === 1 ? 'One round' : `Medians of ${rounds} rounds, in turn`}; ${size.logEvents.toLocaleString('en')} events in each log.\n`,
    )
    console.log(report(measured))
    console.log(`\n${NOTES}\n\n${Math.round((performance.now() - started) / 1000)} s in all.`)
  } finally {
    await databases.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function onEngine(
  engine: Engine,
  placesOf: (name: Name) => Promise<Places>,
  rounds: number,
  size: Size,
): Promise<Measurement[]> {
  const running: Running[] = []
  try {
    for (const name of Object.keys(CONTENDERS[engine]) as Name[]) {
      console.error(`${engine}: filling a log for ${name}`)
      running.push(await run(engine, name, await placesOf(name), size))
    }
    const measured: Measurement[] = []
    // Reading comes first, while every log is of the same size.
    for (const measure of Object.keys(MEASURES) as Measure[]) {
      const able = running.filter(({ can }) => can(measure))
      if (able.length === 0) continue
      console.error(`${engine}: ${MEASURES[measure]}`)
      // In turn, so that a noisy moment meets all.
      for (let round = 0; round < rounds; round++)
        for (const { name, measure: ask } of able)
          measured.push({ engine, measure, name, round, ...(await ask(measure)) })
    }
    return measured
  } finally {
    for (const each of running) await each.stop()
  }
}
