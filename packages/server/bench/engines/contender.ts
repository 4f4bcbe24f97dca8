/** What is asked of everybody who stands side by side. */

/** One thing that is measured; the text is the row of the table. */
export const MEASURES = {
  stream: 'load a stream of 1000 events',
  replay: 'replay the log, every part as stored',
  facts: 'replay the log, what folds need',
  feed: 'replay the log as objects',
  rebuild: 'rebuild a projection that counts events by stream',
  hasty: "the same, Emmett's consumer with pages of 500 and waits of 1 ms",
  models: 'rebuild the read models of procurement',
  single1: 'append single events, 1 at once',
  single64: 'append single events, 64 at once',
  each64: 'the same, the driver with a transaction each over 64 connections',
  single256: 'append single events, 256 at once',
  batch: 'append 100 events at once, one after another',
} as const

export type Measure = keyof typeof MEASURES

/** Where a row is about somebody else's other way, the figures of those who have one way only are those of this row. */
export const SAME_AS: { readonly [measure in Measure]?: Measure } = {
  hasty: 'rebuild',
  each64: 'single64',
}

/** How much is done, so that a run ends in minutes. */
export interface Size {
  /** Appends and loads go on for so long, in milliseconds. */
  readonly ms: number
  /** Events in the log that is read. */
  readonly logEvents: number
  /** Events in the log of which Emmett rebuilds: it is slower by far. */
  readonly emmettRebuildEvents: number
}

/** Where a contender may keep things: a URL of an empty database, or an empty folder. */
export interface Places {
  readonly main: string
  /** Another one of the same kind. */
  readonly second: string
}

/** Events a second, and what must be said of them. */
export interface Result {
  readonly perSecond: number
  readonly remark?: string
}

/** What it cannot do, or what would say nothing, is left out. */
export type Contender = { readonly [measure in Measure]?: () => Promise<Result> }

export type OpenContender = (places: Places, size: Size) => Promise<Contender>

/** So many at once, each asking again when it was answered, until the time is over. `once` answers how many events. */
export async function during(ms: number, concurrent: number, once: () => Promise<number>): Promise<Result> {
  const started = performance.now()
  let events = 0
  const ask = async () => {
    do {
      // Not `events += await`: that adds to what stood there before the wait.
      const more = await once()
      events += more
    } while (performance.now() - started < ms)
  }
  await Promise.all(Array.from({ length: concurrent }, ask))
  return { perSecond: (events / (performance.now() - started)) * 1000 }
}

/** Once through; `work` answers how many events. */
export async function timing(work: () => Promise<number>): Promise<Result> {
  const started = performance.now()
  const events = await work()
  return { perSecond: (events / (performance.now() - started)) * 1000 }
}

export const STREAM_EVENTS = 1_000
export const BATCH_EVENTS = 100
const FILLERS = 8

/** Fills a log with streams of a thousand events, a hundred an append, eight streams at a time. */
export async function fill(
  logEvents: number,
  append: (stream: number, firstRevision: number) => Promise<unknown>,
): Promise<void> {
  const streams = Array.from({ length: logEvents / STREAM_EVENTS }, (_none, n) => n).values()
  const fillStreams = async () => {
    for (const stream of streams)
      for (let revision = 0; revision < STREAM_EVENTS; revision += BATCH_EVENTS) await append(stream, revision)
  }
  await Promise.all(Array.from({ length: FILLERS }, fillStreams))
}
