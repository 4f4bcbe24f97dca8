import { randomUUID } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import { STREAM_START, type StreamEnd } from '../../evidence/seal.ts'
import type { EventStore, SealedEvent, StoredEvent } from '../../ports/event-store.ts'
import { type EventStoreDbOptions, eventStoreDb, memoryVault } from '../../stores/eventstoredb.ts'
import { type EventTexts, sealText } from '../sealed-events.ts'
import type { Proposal } from './wire-log.ts'
import { EsdbWireStandIn, type StandInOptions } from './wire-stand-in.ts'

/** The most that one append or read may take in a test, with all its attempts. */
export const TIMEOUT_MS = 1_500
export const LEDGER = 'jx'
export const STREAM = 'project-JX-2023-001'

/** A stand-in that stops with its test. */
export async function standIn(options: StandInOptions = {}): Promise<EsdbWireStandIn> {
  const server = await EsdbWireStandIn.start(options)
  onTestFinished(() => server.stop())
  return server
}

/** A store that closes with its test, before its server stops. */
export async function openedAt(url: string, options: EventStoreDbOptions = {}): Promise<EventStore> {
  const store = await eventStoreDb(url, { timeoutMs: TIMEOUT_MS, ...options })
  onTestFinished(() => store.close())
  return store
}

export interface Scene {
  readonly server: EsdbWireStandIn
  readonly store: EventStore
  /** Appends the next event of the stream; what is acknowledged is remembered. */
  readonly append: (texts?: EventTexts, stream?: string) => Promise<StoredEvent>
  /** The next event of the stream, sealed and not sent. */
  readonly next: (texts?: EventTexts, stream?: string) => SealedEvent
  /** Every event that was acknowledged is there, once and in order, also for a store that is opened anew. */
  readonly assertWhole: () => Promise<void>
}

/**
 * A server with a store on it. When the test ends, no promise may have been left unhandled, and no append may have gone
 * the way of the client that is broken.
 */
export async function scene(options: EventStoreDbOptions = {}, server?: EsdbWireStandIn): Promise<Scene> {
  const running = server ?? (await standIn())
  expectNothingUnhandled(running)
  const vault = options.vault ?? memoryVault()
  const store = await openedAt(running.url(LEDGER), { ...options, vault })
  const acknowledged: StoredEvent[] = []
  const ends = new Map<string, StreamEnd>()
  const next = (texts: EventTexts = {}, stream = STREAM) => sealText(stream, ends.get(stream) ?? STREAM_START, texts)

  async function append(texts: EventTexts = {}, stream = STREAM): Promise<StoredEvent> {
    const event = next(texts, stream)
    const [stored] = await store.append(stream, event.revision - 1, [event])
    if (stored === undefined) throw new Error('nothing was acknowledged')
    ends.set(stream, stored)
    acknowledged.push(stored)
    return stored
  }

  async function assertWhole(): Promise<void> {
    expect(await logOf(store)).toStrictEqual(acknowledged)
    const again = await eventStoreDb(running.url(LEDGER), {
      readOnly: true,
      vault: { ...vault, close: async () => {} },
    })
    onTestFinished(() => again.close())
    expect(await logOf(again)).toStrictEqual(acknowledged)
  }

  return { server: running, store, append, next, assertWhole }
}

/** Listens until the test ends, and a little longer: what is unhandled is told a turn later. */
export function expectNothingUnhandled(...servers: readonly EsdbWireStandIn[]): void {
  const unhandled: unknown[] = []
  const listen = (reason: unknown) => void unhandled.push(reason)
  process.on('unhandledRejection', listen)
  process.on('uncaughtException', listen)
  onTestFinished(async () => {
    for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', listen)
    process.off('uncaughtException', listen)
    expect(unhandled).toEqual([])
    for (const server of servers) {
      expect(server.calls).not.toContain('batchAppend')
      expect(server.calls.filter((call) => /^(append|read|subscribe)$/.test(call))).toEqual([])
    }
  })
}

export const logOf = async (store: EventStore): Promise<readonly StoredEvent[]> =>
  (await Array.fromAsync(store.readLog())).flat()

export const streamOf = async (store: EventStore, stream = STREAM): Promise<readonly StoredEvent[]> =>
  (await Array.fromAsync(store.readStream(stream))).flat()

/** A guard and no measure: a wait that has no end fails the test instead of hanging it. */
export async function bounded<T>(promise: Promise<T>, timeoutMs = 15_000): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`nothing happened for ${timeoutMs} ms`)), timeoutMs)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** What another program writes. */
export function foreignEvent(): Proposal {
  const data = new TextEncoder().encode('{"a":1}')
  return { id: randomUUID(), type: 'Noted', contentType: 'application/json', data, metadata: new Uint8Array(0) }
}

export const writeForeign = (server: EsdbWireStandIn, stream: string, event = foreignEvent()): void =>
  void server.log.append(stream, 'any', [event])

/** An empty store on a server of its own, for what is the same on every engine. Both end with the test. */
export async function eventStoreDbStore(): Promise<EventStore> {
  const server = await standIn()
  return openedAt(server.url(LEDGER), { vault: memoryVault(), timeoutMs: 10_000 })
}
