import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Ledger, openLedger } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { buildApp } from '../src/app.ts'
import { openService } from '../src/service.ts'
import { type Bare, bare } from './bare.ts'
import { bid, tendering } from './facts.ts'
import { inMs, type Measured, perSecond } from './table.ts'

export const PROJECTS = 1000
const BIDS_OF_ONE = 1000

/** Recording, held against the driver writing rows of the same size in the same number of transactions. */
export async function recording(folder: string): Promise<Measured[]> {
  const driver = bare(join(folder, 'bare.db'))
  const ledger = await openLedger({ store: await sqlite(join(folder, 'recording.db')) })
  for (let n = 0; n < PROJECTS; n++) await ledger.record(`P-${n}`, tendering(n))
  await recordBids(ledger, 64, 5_000)
  driver.write(5_000, 64)

  const rows: Measured[] = []
  const measure = async (concurrent: number, count: number) => {
    const [rate = 0, bareRate = 0, ratio = 0] = await alternate(ledger, driver, concurrent, count)
    rows.push({
      what: `record single facts, ${concurrent} at once`,
      figure: perSecond(rate),
      bare: perSecond(bareRate),
      ratio,
    })
  }
  await measure(1, 600)
  await measure(64, 8_000)
  await measure(512, 12_000)

  const one = await recordOneProject(ledger)
  const bareOne = driver.write(BIDS_OF_ONE, BIDS_OF_ONE)
  rows.push({
    what: `a project of ${BIDS_OF_ONE} bids, asked for at once`,
    figure: perSecond(one),
    bare: perSecond(bareOne),
    ratio: one / bareOne,
  })

  const load = await timed(20, () => ledger.project('big'))
  rows.push({ what: `load that project from the store`, figure: inMs(load) })
  await ledger.close()

  const http = await overHttp(folder)
  const bareHttp = driver.write(20_000, 64)
  rows.push(
    {
      what: 'record over HTTP, 64 connections',
      figure: perSecond(http.perSecond),
      bare: perSecond(bareHttp),
      ratio: http.perSecond / bareHttp,
    },
    { what: 'an answer of these, p99', figure: inMs(http.p99Ms) },
  )
  driver.close()
  return rows
}

const ROUNDS = 5

/** Ledger and driver in turn, so that a noisy moment meets both; the medians, and the median of the ratios. */
async function alternate(ledger: Ledger, driver: Bare, concurrent: number, count: number): Promise<number[]> {
  const rounds: (readonly [rate: number, bare: number, ratio: number])[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const bareRate = driver.write(count, concurrent)
    const rate = await recordBids(ledger, concurrent, count)
    rounds.push([rate, bareRate, rate / bareRate])
  }
  return [0, 1, 2].map((at) => rounds.map((round) => round[at] as number).sort((a, b) => a - b)[ROUNDS >> 1] as number)
}

let nextBid = 0

export async function recordBids(ledger: Ledger, concurrent: number, count: number): Promise<number> {
  const started = performance.now()
  await Promise.all(
    Array.from({ length: concurrent }, async () => {
      for (let i = 0; i < count / concurrent; i++) {
        const n = nextBid++
        const { refused } = await ledger.record(`P-${n % PROJECTS}`, bid(n % PROJECTS, n), {
          commandId: crypto.randomUUID(),
        })
        if (refused) throw new Error(refused.message)
      }
    }),
  )
  return (count / (performance.now() - started)) * 1000
}

async function recordOneProject(ledger: Ledger): Promise<number> {
  await ledger.record('big', tendering(0))
  const started = performance.now()
  await Promise.all(
    Array.from({ length: BIDS_OF_ONE }, (_none, n) =>
      ledger.record('big', bid(0, n), { commandId: crypto.randomUUID() }),
    ),
  )
  return (BIDS_OF_ONE / (performance.now() - started)) * 1000
}

async function overHttp(folder: string): Promise<{ perSecond: number; p99Ms: number }> {
  const service = await openService({
    store: await sqlite(join(folder, 'http.db')),
    modelsPath: join(folder, 'http.models.db'),
  })
  for (let n = 0; n < PROJECTS; n++) await service.ledger.record(`P-${n}`, tendering(n))
  const app = await buildApp({ service })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const { stdout } = await promisify(execFile)(process.execPath, [LOAD, url, `${PROJECTS}`, '64', '5'])
  await app.close()
  return JSON.parse(stdout)
}

const LOAD = fileURLToPath(new URL('./load.ts', import.meta.url))

/** Milliseconds of one call, the median of several. */
export async function timed(times: number, call: () => unknown): Promise<number> {
  const taken: number[] = []
  for (let i = 0; i < times; i++) {
    const started = performance.now()
    await call()
    taken.push(performance.now() - started)
  }
  return taken.sort((a, b) => a - b)[Math.floor(times / 2)] as number
}
