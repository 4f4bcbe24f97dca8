import { type EventStore, type Fact, type Ledger, MAX_FACTS, openLedger } from '@procurement-ledger/core'
import { procurementReadModels } from '@procurement-ledger/projections'
import { bid, life, tendering } from '../facts.ts'
import { PROJECTS } from '../recording.ts'
import { BATCH_EVENTS, type Contender, during, type Size, STREAM_EVENTS, timing } from './contender.ts'
import { type OpenModels, rebuildInto } from './own-rebuild.ts'

/** The whole ledger: `record` judges, seals, hashes and chains what it appends; the feed parses what it reads. */

const CONCURRENT = 64
const BIG = 'big'

export async function ownLedger(store: EventStore, openModels: OpenModels, size: Size): Promise<Contender> {
  const { ms, logEvents } = size
  const ledger = await openLedger({ store })
  const lives = logEvents / life(0).length
  await forEach(lives, (n) => record(ledger, `L-${n}`, life(n)))
  await forEach(PROJECTS, (n) => record(ledger, `P-${n}`, tendering(n)))
  const big = projectOf(STREAM_EVENTS)
  for (let n = 0; n < big.length; n += MAX_FACTS) await record(ledger, BIG, big.slice(n, n + MAX_FACTS))
  const logged = Number(await store.head())

  let bids = 0
  async function recordBid(): Promise<number> {
    const n = bids++
    await record(ledger, `P-${n % PROJECTS}`, bid(n % PROJECTS, n))
    return 1
  }
  let batches = 0
  async function recordBatch(): Promise<number> {
    await record(ledger, `B-${batches++}`, projectOf(BATCH_EVENTS))
    return BATCH_EVENTS
  }
  const singly = (concurrent: number) => () => during(ms, concurrent, recordBid)

  return {
    stream: () => during(ms, 1, async () => ((await ledger.project(BIG))?.revision ?? 0) + 1),
    feed: () =>
      timing(async () => {
        let seen = 0
        for await (const { data } of ledger.events({ live: false })) if (data !== undefined) seen++
        if (seen !== logged) throw new Error(`${seen} of ${logged} events were read`)
        return seen
      }),
    models: () =>
      timing(async () => {
        await using models = await openModels(procurementReadModels)
        await rebuildInto(models, store)
        const [row] = await models.query<{ projects: number }>('SELECT count(*) AS "projects" FROM "projects"')
        const projects = lives + PROJECTS + 1
        if (row?.projects !== projects) throw new Error(`the rebuild holds ${row?.projects} of ${projects} projects`)
        return logged
      }),
    single1: singly(1),
    single64: singly(64),
    single256: singly(256),
    batch: () => during(ms, 1, recordBatch),
  }
}

/** A project of so many facts: its opening, and bids. */
function projectOf(facts: number): Fact[] {
  const opening = tendering(0)
  return [...opening, ...Array.from({ length: facts - opening.length }, (_none, n) => bid(0, n))]
}

async function record(ledger: Ledger, projectId: string, asked: Fact | Fact[]): Promise<void> {
  const options = { commandId: crypto.randomUUID() }
  const { refused } = Array.isArray(asked)
    ? await ledger.record(projectId, asked, options)
    : await ledger.record(projectId, asked, options)
  if (refused) throw new Error(refused.message)
}

async function forEach(count: number, work: (n: number) => Promise<void>): Promise<void> {
  const numbers = Array.from({ length: count }, (_none, n) => n).values()
  const drain = async () => {
    for (const n of numbers) await work(n)
  }
  await Promise.all(Array.from({ length: CONCURRENT }, drain))
}
