import type { EventStore, SealedEvent } from '@procurement-ledger/core'
import { DATA, LEAF, META } from '../bare.ts'
import { BATCH_EVENTS, type Contender, during, fill, type Size, STREAM_EVENTS, timing } from './contender.ts'
import { countingProjection, countsOf, type OpenModels, rebuildInto } from './own-rebuild.ts'

/** Our store alone: events that are sealed already go through `EventStore.append`. Nothing is hashed and nothing judged. */

const SALT = new Uint8Array(32).fill(7)

/** The bytes of a sealed event; a store looks at no hash. */
const sealed = (stream: string, revision: number): SealedEvent => ({
  eventId: crypto.randomUUID(),
  stream,
  revision,
  type: 'BidSubmitted',
  schemaVersion: 1,
  occurredMs: 1_700_000_000_000,
  recordedMs: 1_700_000_000_000,
  data: DATA,
  dataSalt: SALT,
  meta: META,
  metaSalt: SALT,
  leaf: LEAF,
  leafHash: SALT,
  personal: undefined,
  personalSalt: undefined,
})

const run = (stream: string, from: number, count: number): SealedEvent[] =>
  Array.from({ length: count }, (_none, i) => sealed(stream, from + i))

export async function ownStore(store: EventStore, openModels: OpenModels, size: Size): Promise<Contender> {
  const { ms, logEvents } = size
  await fill(logEvents, (n, from) => store.append(`read-${n}`, from - 1, run(`read-${n}`, from, BATCH_EVENTS)))

  let streams = 0
  async function append(count: number): Promise<number> {
    const stream = `written-${streams++}`
    return (await store.append(stream, -1, run(stream, 0, count))).length
  }
  const singly = (concurrent: number) => () => during(ms, concurrent, () => append(1))

  return {
    stream: () => during(ms, 1, () => counted(store.readStream('read-0'), STREAM_EVENTS)),
    replay: () => timing(() => counted(store.readLog(), logEvents)),
    facts: () => timing(() => counted(store.readFacts(), logEvents)),
    rebuild: () =>
      timing(async () => {
        await using models = await openModels(countingProjection)
        await rebuildInto(models, store)
        const found = await countsOf(models)
        if (found !== logEvents) throw new Error(`the rebuild counted ${found} of ${logEvents} events`)
        return found
      }),
    single1: singly(1),
    single64: singly(64),
    single256: singly(256),
    batch: () => during(ms, 1, () => append(BATCH_EVENTS)),
  }
}

/** How many events came; all must have. */
async function counted(pages: AsyncIterable<readonly unknown[]>, all: number): Promise<number> {
  let seen = 0
  for await (const page of pages) seen += page.length
  if (seen !== all) throw new Error(`${seen} of ${all} events were read`)
  return seen
}
