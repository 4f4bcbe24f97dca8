import { cpus } from 'node:os'
import { type EventStore, openLedger } from '@procurement-ledger/core'
import { postgres } from '@procurement-ledger/core/postgres'
import { barePostgres } from './bare-postgres.ts'
import { tendering } from './facts.ts'
import { PROJECTS, recordBids } from './recording.ts'
import { type Measured, perSecond, render } from './table.ts'

/**
 * `node packages/server/bench/postgres.ts URL`: recording and replaying on PostgreSQL, held against the driver doing the
 * same durable writes. It makes two schemas there, `bench` and `bare`, anew; give it a database that has nothing else.
 */

const ROUNDS = 5
const IMPORTED = 50_000
const FACTS = 'position, event_id, stream, revision, type, schema_version, occurred_ms, recorded_ms, data'
const [, , url = ''] = process.argv
const ledgerUrl = new URL(url)
ledgerUrl.searchParams.set('schema', `bench_${Date.now()}`)

const driver = await barePostgres(url)
const ledger = await openLedger({ store: await postgres(ledgerUrl.href) })
const rows: Measured[] = []
try {
  for (let n = 0; n < PROJECTS; n++) await ledger.record(`P-${n}`, tendering(n))
  await recordBids(ledger, 64, 3_000)
  await driver.write(3_000, 64)
  for (const [concurrent, count] of [
    [1, 300],
    [64, 6_400],
    [256, 12_800],
  ] as const)
    await compare(
      `record single facts, ${concurrent} at once`,
      () => recordBids(ledger, concurrent, count),
      () => driver.write(count, concurrent),
    )
  const connections = 64
  await compare(
    `the same, held against ${connections} connections that write a row each`,
    () => recordBids(ledger, connections, 3_200),
    () => driver.writeSingly(3_200, connections),
  )
  await fill()
  await compare(
    'replay, what folds need',
    () => scan(ledger.store.readFacts()),
    () => driver.scan(FACTS),
  )
  await compare(
    'replay, every part',
    () => scan(ledger.store.readLog()),
    () => driver.scan('*'),
  )
  console.log(`${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.version}\n\n${render(rows)}`)
} finally {
  await ledger.close()
  await driver.close()
}

/** In turn, so that a noisy moment meets both; the medians, and the median of the ratios. */
async function compare(what: string, own: () => Promise<number>, bare: () => Promise<number>): Promise<void> {
  const rounds: (readonly [rate: number, bare: number, ratio: number])[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const bareRate = await bare()
    const rate = await own()
    rounds.push([rate, bareRate, rate / bareRate])
  }
  const median = (at: 0 | 1 | 2) => rounds.map((round) => round[at]).sort((a, b) => a - b)[ROUNDS >> 1] as number
  rows.push({ what, figure: perSecond(median(0)), bare: perSecond(median(1)), ratio: median(2) })
}

async function scan(pages: ReturnType<EventStore['readFacts']>): Promise<number> {
  const started = performance.now()
  let seen = 0
  for await (const page of pages) seen += page.length
  return (seen / (performance.now() - started)) * 1000
}

/** As many rows on both sides, so that a scan is worth measuring. */
async function fill(): Promise<void> {
  await recordBids(ledger, 256, IMPORTED)
  await driver.write(IMPORTED, 500)
}
