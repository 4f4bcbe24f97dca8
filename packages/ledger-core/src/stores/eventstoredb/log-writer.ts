import { setTimeout as sleep } from 'node:timers/promises'
import { Fault, RevisionConflict } from '../../kernel/fault.ts'
import type { SealedEvent, StoredEvent } from '../../ports/event-store.ts'
import type { KeyVault, PartKey } from '../../ports/key-vault.ts'
import { isRepeat } from '../append-rules.ts'
import type { Erasing } from './erasing.ts'
import { assertStated, eventsOf, type Framed } from './event-codec.ts'
import { actualRevision } from './failure.ts'
import { encodeFrame } from './frame.ts'
import type { LogReader, Surroundings } from './log-reader.ts'
import { keyIdOf } from './personal-parts.ts'
import type { Proposed } from './wire-client.ts'

/** What servers up to 25.0 take in one append: data, and two bytes a letter of the type. */
export const MAX_APPEND_BYTES = 1024 * 1024

const FIRST_PAUSE_MS = 5
const MAX_PAUSE_MS = 250

interface Writing {
  readonly in: Surroundings
  readonly reader: LogReader
  readonly erasing: Erasing
  readonly vault: KeyVault | undefined
  readonly onStored: (last: StoredEvent | undefined) => void
}

/** Where an append was to go, and where the stream is instead, if the server said so. */
interface Place {
  readonly stream: string
  readonly expected: number
  readonly actual: number | undefined
  readonly count: number
}

/** Appends to one stream after another's turn: the wire keeps no order between calls. */
export class LogWriter {
  readonly #writing: Writing
  readonly #turns = new Map<string, Promise<void>>()

  constructor(writing: Writing) {
    this.#writing = writing
  }

  async append(stream: string, expected: number, events: readonly SealedEvent[]): Promise<readonly StoredEvent[]> {
    const before = this.#turns.get(stream)
    const { promise: turn, resolve } = Promise.withResolvers<void>()
    this.#turns.set(stream, turn)
    try {
      await before
      return await this.#appendNow(stream, expected, events)
    } finally {
      resolve()
      if (this.#turns.get(stream) === turn) this.#turns.delete(stream)
    }
  }

  /** Resolves when everything that was accepted is answered. */
  async settle(): Promise<void> {
    while (this.#turns.size > 0) await Promise.all(this.#turns.values())
  }

  async #appendNow(stream: string, expected: number, events: readonly SealedEvent[]): Promise<readonly StoredEvent[]> {
    const { in: surroundings, erasing, vault, onStored } = this.#writing
    const name = surroundings.prefix + stream
    for (const event of events) assertStated(event)
    const { fields, keys } = surroundings.parts.prepare(name, events)
    const proposed = events.map((event, i): Proposed => {
      const { eventId: id, type } = event
      return { id, type, data: encodeFrame(event, fields[i] ?? { kind: 'none' }) }
    })
    assertSize(stream, proposed)
    await surroundings.settings.assertKept(name)
    const erased = await erasing.keysErasedBy(stream, events)
    // Durable before the event that needs it: after a crash a key opens nothing, and never a part that nothing opens.
    if (keys.length > 0) await vault?.keep(keys)

    const actual = await this.#send(name, expected, proposed)
    const stored = await this.#readBack({ stream, expected, actual, count: events.length })
    const isStored = isRepeat(stored, events)
    // The place is taken, so what was drawn for it opens nothing, and never will.
    if (isStored || (actual !== undefined && stored.length > 0)) await this.#destroyUnused(keys, stored)
    if (!isStored) throw notStored(stream, expected, actual)
    if (erased.length > 0) await vault?.destroy(erased)
    const answer = await eventsOf(stored, surroundings.parts)
    onStored(answer.at(-1))
    return answer
  }

  /** Where the stream is instead; undefined when the server took the append, now or before. */
  async #send(name: string, expected: number, proposed: readonly Proposed[]): Promise<number | undefined> {
    try {
      await this.#writing.in.connection.append(name, expected, proposed)
      return undefined
    } catch (error) {
      const actual = actualRevision(error)
      if (actual === undefined) throw error
      return actual
    }
  }

  /**
   * What is stored at the place: an append of several events says only where the last one is, and a repeat may have been
   * stored with other bytes. A server answers conflicts by what it has written and not replicated yet, and shows it only
   * then: until it can be seen who has the place, nobody may be told that it is taken.
   */
  async #readBack(place: Place): Promise<readonly Framed[]> {
    const { stream, expected, actual, count } = place
    const untilMs = Date.now() + this.#writing.in.connection.timeoutMs
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      const stored = await this.#read(place)
      const isShown = actual === undefined ? stored.length >= count : actual <= expected || stored.length > 0
      if (isShown) return stored
      if (Date.now() + pauseMs < untilMs) await sleep(pauseMs)
      else if (actual === undefined) return stored
      else throw unknown(stream, `the server says that it is at ${actual}, and shows nothing behind ${expected}`)
    }
  }

  async #read({ stream, expected, count }: Place): Promise<readonly Framed[]> {
    const stored: Framed[] = []
    try {
      for await (const page of this.#writing.reader.framedStream(stream, expected + 1)) {
        stored.push(...page)
        if (stored.length >= count) break
      }
    } catch (error) {
      if (!(error instanceof Fault) || !PASSING.has(error.code)) throw error
      throw unknown(stream, 'what was appended could not be read back', error)
    }
    return stored.slice(0, count)
  }

  async #destroyUnused(keys: readonly PartKey[], stored: readonly Framed[]): Promise<void> {
    const used = new Set(stored.map(keyIdOf))
    const unused = keys.map(({ keyId }) => keyId).filter((keyId) => !used.has(keyId))
    if (unused.length > 0) await this.#writing.vault?.destroy(unused)
  }
}

const unknown = (stream: string, says: string, cause?: unknown): Fault =>
  new Fault('APPEND_UNKNOWN', `${stream}: ${says}; send the same again`, cause)

function notStored(stream: string, expected: number, actual: number | undefined): Fault {
  if (actual !== undefined) return new RevisionConflict({ stream, expected, actual })
  return new Fault('LEDGER_ALTERED', `${stream} does not hold behind ${expected} what the server acknowledged`)
}

/** Faults after which nobody knows what the stream holds. */
const PASSING: ReadonlySet<Fault['code']> = new Set(['STORE_UNREACHABLE', 'STORE_BUSY', 'STORE_CLOSED', 'STORE_FAILED'])

function assertSize(stream: string, proposed: readonly Proposed[]): void {
  const bytes = proposed.reduce((sum, { data, type }) => sum + data.length + 2 * type.length, 0)
  if (bytes <= MAX_APPEND_BYTES) return
  throw new Fault(
    'APPEND_TOO_LARGE',
    `an append of ${bytes} bytes to ${stream} exceeds the ${MAX_APPEND_BYTES} that EventStoreDB takes; split the command`,
  )
}
