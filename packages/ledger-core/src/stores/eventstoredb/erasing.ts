import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import { erasedBy, isErasable, isErasure } from '../../evidence/erasure.ts'
import { Fault } from '../../kernel/fault.ts'
import type { SealedEvent } from '../../ports/event-store.ts'
import type { KeyVault } from '../../ports/key-vault.ts'
import type { Answers } from './connection.ts'
import { type Framed, framed } from './event-codec.ts'
import type { LogReader, Surroundings } from './log-reader.ts'
import { keyIdOf } from './personal-parts.ts'
import { isUnder, positionOf, recordedIn, recordedOf } from './recorded.ts'
import { logFrom, typeFrom } from './requests.ts'

const ERASURE = 'PersonalDataErased'
/** Erasures that one call asks for, while they are carried out at opening. */
const PAGE_ERASURES = 100

/** Erases by destroying keys. What the log says is to be gone decides, never what somebody asks for. */
export class Erasing {
  readonly #in: Surroundings
  readonly #reader: LogReader
  readonly #vault: KeyVault | undefined

  constructor(surroundings: Surroundings, reader: LogReader, vault: KeyVault | undefined) {
    this.#in = surroundings
    this.#reader = reader
    this.#vault = vault
  }

  /**
   * The keys that have to go once these events are in the stream. Asked before they are appended, so that what cannot be
   * erased is not said to be.
   *
   * @throws Fault ERASURE_UNSUPPORTED
   */
  async keysErasedBy(stream: string, events: readonly SealedEvent[]): Promise<readonly string[]> {
    const erasures = events.filter(isErasure)
    if (erasures.length === 0) return []
    this.#vaultOrThrow()
    return this.#keysOf(stream, erasures)
  }

  async erase(eventId: string): Promise<void> {
    const vault = this.#vaultOrThrow()
    const { prefix } = this.#in
    // An event that never had a key has no personal part that could go.
    const names = (await vault.streamsOf(eventId)).filter((name) => name.startsWith(prefix))
    for (const name of names) await this.#eraseIn(name.slice(prefix.length), eventId, vault)
  }

  /**
   * Carries out what the log says and the vault does not know yet: after a crash, or where an older vault was put back.
   * It remembers how far it came, so each stretch of the log is looked through once.
   */
  async finish(): Promise<number> {
    const log = this.#vault && (await this.#nameOfBegunLog())
    if (this.#vault === undefined || log === undefined) return 0
    const end = await this.#in.end.ofServer()
    const known = await this.#vault.erasedUpTo(log)
    let count = 0
    // A server that ends before what was carried out is an older copy: from its beginning.
    for await (const [stream, erasures] of this.#erasuresAfter(known > end ? 0n : known))
      count += await this.#vault.destroy(await this.#keysOf(stream, erasures))
    if (known !== end) await this.#vault.setErasedUpTo(log, end)
    return count
  }

  async #eraseIn(stream: string, eventId: string, vault: KeyVault): Promise<void> {
    const keyIds: string[] = []
    let isNamed = false
    for await (const page of this.#reader.framedStream(stream, 0))
      for (const event of page) {
        if (event.eventId === eventId) keyIds.push(...(keyIdOf(event) ?? []))
        isNamed ||= isErasable({ type: event.type, data: event.frame.data }, eventId)
      }
    if (keyIds.length === 0) return
    if (!isNamed) throw new Fault('ERASURE_REFUSED', `no ${ERASURE} in ${stream} names ${eventId}`)
    await vault.destroy(keyIds)
  }

  /** Keys of the events that these erasures name: earlier ones of the same stream. */
  async #keysOf(
    stream: string,
    erasures: readonly Pick<SealedEvent, 'type' | 'data' | 'revision'>[],
  ): Promise<string[]> {
    const byTarget = new Map(erasures.map((erasure) => [erasedBy(erasure), erasure.revision]))
    const last = Math.max(...byTarget.values())
    const keyIds: string[] = []
    for await (const page of this.#reader.framedStream(stream, 0)) {
      for (const event of page)
        if (event.revision < (byTarget.get(event.eventId) ?? -1)) keyIds.push(...keysToDestroy(event))
      if ((page.at(-1)?.revision ?? last) >= last) break
    }
    return keyIds
  }

  async *#erasuresAfter(after: bigint): AsyncGenerator<readonly [stream: string, erasures: readonly Erasure[]]> {
    const { prefix } = this.#in
    for (let from = after; ; ) {
      const { responses, isCut } = await this.#erasuresFrom(from)
      const found = responses.filter((response) => response.hasEvent())
      // By its type alone: other ledgers of the server have such events too, and so may anybody.
      const own = found.filter((response) => isUnder(prefix, response) && (positionOf(response) ?? 0n) > from)
      for (const recorded of recordedIn(own).filter(({ type }) => type === ERASURE)) {
        const { stream, type, revision, frame } = framed(recorded, prefix)
        yield [stream, [{ type, revision, data: frame.data }]]
      }
      if (!isCut && found.length <= PAGE_ERASURES) return
      from = positionOf(found.at(-1)) ?? from
    }
  }

  /** Asked twice where it may be the last page: how far erasures were carried out is never looked through again. */
  async #erasuresFrom(position: bigint): Promise<Answers> {
    const ask = () => this.#in.connection.scan(typeFrom(position, ERASURE, PAGE_ERASURES + 1), position)
    const found = await ask()
    return found.isCut || found.responses.length > PAGE_ERASURES ? found : ask()
  }

  /**
   * The id of its first event. Behind a log that holds no other there is no erasure, and no vault is asked for yet: so
   * that there is no second is asked twice.
   */
  async #nameOfBegunLog(): Promise<string | undefined> {
    const first = await this.#nextOwn(0n)
    if (first === undefined) return
    const after = positionOf(first) ?? 0n
    const second = (await this.#nextOwn(after)) ?? (await this.#nextOwn(after))
    return second && recordedOf(first)?.eventId
  }

  /** The next event of this ledger: only the server takes the others under its prefix for some of ours. */
  async #nextOwn(after: bigint): Promise<ReadResp | undefined> {
    const { connection, prefix } = this.#in
    for (let from = after; ; ) {
      // One more, because reads begin at their position, inclusive.
      const { responses } = await connection.scan(logFrom(from, [prefix], from === 0n ? 1 : 2), from)
      const next = responses.find((response) => (positionOf(response) ?? 0n) > from)
      if (next === undefined || isUnder(prefix, next)) return next
      from = positionOf(next) ?? from
    }
  }

  #vaultOrThrow(): KeyVault {
    if (this.#vault !== undefined) return this.#vault
    throw new Fault('ERASURE_UNSUPPORTED', 'EventStoreDB takes nothing back; to erase, open the store with a key vault')
  }
}

type Erasure = Pick<SealedEvent, 'type' | 'data' | 'revision'>

function keysToDestroy(event: Framed): readonly string[] {
  if (event.frame.personal.kind === 'clear')
    throw new Fault(
      'ERASURE_UNSUPPORTED',
      `${event.name} at ${event.revision} was recorded without a key vault, so its personal part lies in the clear and cannot go`,
    )
  return [keyIdOf(event) ?? []].flat()
}
