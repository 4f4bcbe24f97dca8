import { setTimeout as sleep } from 'node:timers/promises'
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import { Fault } from '../../kernel/fault.ts'
import { type Failure, failureOf, NoAnswer } from './failure.ts'
import { positionOf } from './recorded.ts'
import { lastOfServer } from './requests.ts'
import type { StoreAddress } from './store-url.ts'
import { type Proposed, WireClient } from './wire-client.ts'

/** An attempt has this share of the time, so that a server that freezes leaves some for another. */
const ATTEMPTS_WITHIN_TIMEOUT = 2
/** The wire's own deadline comes first; ours is for what has none, such as the search for a leader. */
const GRACE_MS = 250
/** How long a server may look through its log for one answer. */
const MAX_SCAN_MS = 15 * 60_000
const FIRST_PAUSE_MS = 25
const MAX_PAUSE_MS = 1_000

export interface ConnectionWatch {
  /** Told when the connection may be another one than before. */
  readonly onBroken: () => void
  /** Asked before anything is appended: throws where it must not be. */
  readonly assertSame: () => Promise<void>
}

export interface Answers {
  readonly responses: readonly ReadResp[]
  /** It was ended by us: there may be more. */
  readonly isCut: boolean
}

type IsEnough = (response: ReadResp) => boolean
const NEVER: IsEnough = () => false

interface Asking {
  readonly request: ReadReq
  readonly isEnough: IsEnough
  readonly deadlineMs: number
  readonly signals: readonly AbortSignal[]
}

interface Trying {
  readonly before?: () => Promise<void>
  readonly timeoutMs?: number
}

interface Attempt {
  readonly client: WireClient
  readonly deadlineMs: number
}

/**
 * The one connection of a store. Whatever passes by itself (no leader yet, a busy server, a broken connection) is asked
 * again with growing pauses until the time is up; what does not pass is a fault at once. A client that is spent is
 * replaced by a fresh one.
 */
export class Connection {
  /** The most that one append or read may take, with all its attempts. */
  readonly timeoutMs: number
  readonly #address: StoreAddress
  readonly #closing = new AbortController()
  readonly #watch: ConnectionWatch
  #client: WireClient

  constructor(address: StoreAddress, timeoutMs: number, watch: ConnectionWatch) {
    this.#address = address
    this.timeoutMs = timeoutMs
    this.#watch = watch
    this.#client = new WireClient(address)
  }

  /**
   * Appends once, however often it has to be sent: ids and expected revision are the same each time.
   *
   * @throws Fault APPEND_UNKNOWN where it may have taken place, another code where it did not; WrongExpectedVersionError
   */
  async append(stream: string, expected: number, events: readonly Proposed[]): Promise<void> {
    await this.#untilAnswered(true, ({ client, deadlineMs }) => client.append(stream, expected, events, deadlineMs), {
      before: this.#watch.assertSame,
    })
  }

  /** The answers of one read that ends by itself. */
  async read(request: ReadReq): Promise<readonly ReadResp[]> {
    return (await this.page(request)).responses
  }

  /** As `read`. `isEnough` cuts it short. An abort gives what came until then. */
  async page(request: ReadReq, isEnough: IsEnough = NEVER, signal?: AbortSignal): Promise<Answers> {
    return this.#untilAnswered(false, ({ client, deadlineMs }) =>
      this.#answersOf(client, { request, isEnough, deadlineMs, signals: signal === undefined ? [] : [signal] }),
    )
  }

  /**
   * As `page`, of a read that may have to look through much of the log before it finds anything behind `from`. It takes as
   * long as it takes, up to MAX_SCAN_MS, while the server answers other calls in time. What it found until a call is late
   * is given, as if cut short.
   */
  async scan(request: ReadReq, from: bigint, isEnough: IsEnough = NEVER): Promise<Answers> {
    for (let lateMs = this.timeoutMs; lateMs <= MAX_SCAN_MS; lateMs *= 2) {
      const late = new AbortController()
      const answers = await this.#untilAnswered(
        false,
        async ({ client, deadlineMs }) => {
          const timer = setTimeout(() => late.abort(), deadlineMs - Date.now())
          try {
            const signals = [late.signal]
            return await this.#answersOf(client, { request, isEnough, deadlineMs: deadlineMs + GRACE_MS, signals })
          } finally {
            clearTimeout(timer)
          }
        },
        { timeoutMs: lateMs },
      )
      const isFound = answers.responses.some((response) => (positionOf(response) ?? from) > from)
      if (isFound || !late.signal.aborted) return answers
      // Whether it is there at all, or only has much to look through.
      await this.read(lastOfServer())
    }
    throw this.#fault('STORE_BUSY', `it looked through its log for ${MAX_SCAN_MS} ms and found nothing yet`)
  }

  /** One subscription, until the server or the connection ends it: throws then. Returns when `signal` aborts. */
  async subscribe(request: ReadReq, onResponse: (response: ReadResp) => void, signal: AbortSignal): Promise<void> {
    const client = this.#client
    const more = (response: ReadResp) => {
      onResponse(response)
      return true
    }
    try {
      await this.#abortable([signal], (either) => client.read(request, { onResponse: more, signal: either }))
    } catch (error) {
      this.#afterFailure(client, failureOf(error))
      throw error
    }
  }

  /** Aborts what is read, and gives the connection back. Appends must have been answered. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#client.end()
  }

  async #untilAnswered<T>(
    isAppend: boolean,
    attempt: (attempt: Attempt) => Promise<T>,
    { before = async () => {}, timeoutMs = this.timeoutMs }: Trying = {},
  ): Promise<T> {
    const untilMs = Date.now() + timeoutMs
    let isUnknown = false
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      const client = this.#client
      const leftMs = Math.min(untilMs - Date.now(), timeoutMs / ATTEMPTS_WITHIN_TIMEOUT)
      try {
        await before()
        return await answered(leftMs + GRACE_MS, attempt({ client, deadlineMs: Date.now() + leftMs }))
      } catch (error) {
        if (this.#closing.signal.aborted) throw this.#fault('STORE_CLOSED', 'the store was closed meanwhile', error)
        const failure = failureOf(error)
        if (failure === undefined && isUnknown && isOutOfReach(error)) throw this.#unknown('nobody answers now', error)
        if (failure === undefined) throw error
        this.#afterFailure(client, failure)
        isUnknown ||= failure.isUnknown
        const isOver = !failure.isPassing || Date.now() + pauseMs >= untilMs
        if (isOver && isAppend && isUnknown) throw this.#unknown(failure.says, error)
        if (isOver) throw this.#fault(failure.code, failure.says, error)
      }
      await sleep(pauseMs)
    }
  }

  async #answersOf(client: WireClient, { request, isEnough, deadlineMs, signals }: Asking): Promise<Answers> {
    const responses: ReadResp[] = []
    let isCut = false
    const onResponse = (response: ReadResp) => {
      responses.push(response)
      isCut = isEnough(response)
      return !isCut
    }
    await this.#abortable(signals, (either) => client.read(request, { deadlineMs, onResponse, signal: either }))
    // Cut short by the end of the store: what came is not what there is.
    this.#closing.signal.throwIfAborted()
    return { responses, isCut: isCut || signals.some(({ aborted }) => aborted) }
  }

  /** Any signal ends it; none keeps a listener. */
  async #abortable(given: readonly AbortSignal[], read: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const either = new AbortController()
    const stop = () => either.abort()
    const signals = [this.#closing.signal, ...given]
    for (const each of signals) each.addEventListener('abort', stop)
    if (signals.some(({ aborted }) => aborted)) stop()
    try {
      await read(either.signal)
    } finally {
      for (const each of signals) each.removeEventListener('abort', stop)
      // Whatever ended it, the call is not left open.
      stop()
    }
  }

  #afterFailure(client: WireClient, failure: Failure | undefined): void {
    if (failure?.isPassing && failure.code !== 'STORE_BUSY') this.#watch.onBroken()
    if (!failure?.isSpent || client !== this.#client) return
    this.#client = new WireClient(this.#address)
    // What it still waits for ends by its own deadlines; nobody waits for that.
    client.end().catch(() => {})
  }

  #unknown(says: string, error: unknown): Fault {
    return this.#fault(
      'APPEND_UNKNOWN',
      `it is not known whether the append took place; send the same again (${says})`,
      error,
    )
  }

  #fault(code: Fault['code'], says: string, error?: unknown): Fault {
    const advice = ADVICE[code]
    return new Fault(code, `${this.#address.shown}: ${says}${advice === undefined ? '' : `; ${advice}`}`, error)
  }
}

const ADVICE: { readonly [C in Fault['code']]?: string } = {
  STORE_UNREACHABLE: 'check the URL, and that the server runs; nothing was written',
  STORE_BUSY: 'nothing was written; try again',
  STORE_DENIED: 'check user, password and rights',
  POSITION_INVALID:
    'use a position that a receipt or a feed of this ledger gave; if it is one, see the log of the server',
}

/** What a check before an append could not find out. */
const isOutOfReach = (error: unknown): boolean =>
  error instanceof Fault && (error.code === 'STORE_UNREACHABLE' || error.code === 'STORE_BUSY')

/** A timer of our own: the client may wait for a leader longer than anybody asked it to. */
async function answered<T>(timeoutMs: number, answer: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new NoAnswer(`no answer within ${Math.round(timeoutMs)} ms`)), timeoutMs)
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
