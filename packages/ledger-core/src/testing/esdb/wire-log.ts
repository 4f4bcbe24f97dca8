/** What the stand-in keeps: the rules of one log, as the server documents them, in memory. */

export interface Proposal {
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly data: Uint8Array
  readonly metadata: Uint8Array
}

export interface WireEvent extends Proposal {
  readonly stream: string
  readonly revision: bigint
  readonly position: bigint
  /** Elsewhere than the position only for what a transaction of old wrote. */
  readonly prepare: bigint
}

export type Expected = bigint | 'any' | 'none' | 'exists'

export type Appended =
  | { readonly is: 'stored' | 'repeated'; readonly revision: bigint; readonly position: bigint }
  | { readonly is: 'conflict'; readonly actual: bigint | undefined }
  | { readonly is: 'deleted' }
  /** A repeat of what is written, and not replicated yet. */
  | { readonly is: 'not ready' }

/** The revision of the event that ends a stream for ever. */
const TOMBSTONE_REVISION = 2n ** 63n - 1n
const ENCODED = new TextEncoder()
const NO_BYTES = new Uint8Array(0)
/** Of the server's own events one follows this many others. */
const OTHERS_PER_SYSTEM_EVENT = 7

export class WireLog {
  /** What reads and subscriptions are shown: what is replicated and indexed, in the order of the log. */
  readonly events: WireEvent[] = []
  /** Events that reads looked at, whether or not they let them through. */
  looked = 0
  readonly #streams = new Map<string, WireEvent[]>()
  readonly #deleted = new Set<string>()
  readonly #followers = new Set<() => void>()
  #unindexed: { readonly events: WireEvent[]; readonly indexed: PromiseWithResolvers<void> } | undefined
  #next = 0n
  #systemEvents = 0

  /** A server has written before anybody else does, though it may show nothing of it. */
  constructor({ isBare = false, startsAt = 0n } = {}) {
    this.#next = startsAt
    if (isBare) {
      this.#next = 215n
      return
    }
    this.#write('$scavenges', { ...system('$scavengeConfigured') })
    this.#write('$users', { ...system('$user-created') })
  }

  /** Position of the last event. */
  get end(): bigint {
    return this.events.at(-1)?.position ?? 0n
  }

  append(stream: string, expected: Expected, proposals: readonly Proposal[]): Appended {
    if (this.isDeleted(stream)) return { is: 'deleted' }
    const judged = this.#judge(stream, expected, proposals)
    if (judged !== undefined) return judged
    let last: WireEvent | undefined
    for (const proposal of proposals) last = this.#write(stream, proposal)
    if (this.events.length % OTHERS_PER_SYSTEM_EVENT === 0) this.writeSystemEvent()
    this.#tellFollowers()
    return { is: 'stored', revision: last?.revision ?? -1n, position: last?.position ?? 0n }
  }

  /** What the server itself writes between the events of others. */
  writeSystemEvent(): void {
    this.#write(`$stats-0.0.0.0:2113`, { ...system('$statsCollected'), id: systemId(this.#systemEvents++) })
    this.#tellFollowers()
  }

  /**
   * From here on what is written is not replicated: the writer that has its turn knows of it and answers conflicts by it,
   * nobody can read it, and its own append is not acknowledged, until `index`.
   */
  hold(): void {
    this.#unindexed ??= { events: [], indexed: Promise.withResolvers() }
  }

  index(): void {
    const { events, indexed } = this.#unindexed ?? {}
    this.#unindexed = undefined
    this.events.push(...(events ?? []))
    this.#tellFollowers()
    indexed?.resolve()
  }

  /** When everything that is written can be read. */
  get indexed(): Promise<void> {
    return this.#unindexed?.indexed.promise ?? Promise.resolve()
  }

  /** What a transaction of old left: committed at another place than it was prepared. */
  writeTransaction(stream: string, proposal: Proposal): void {
    this.#write(stream, proposal, { prepareBefore: 100n })
  }

  setMetadata(stream: string, metadata: object): void {
    const data = ENCODED.encode(JSON.stringify(metadata))
    this.append(`$$${stream}`, 'any', [
      { ...system('$metadata'), contentType: 'application/json', data, id: systemId(this.#systemEvents++) },
    ])
  }

  /** For ever. What says so stands in the log, and what was there does too, until a scavenge. */
  deleteStream(stream: string): void {
    this.#write(stream, system('$streamDeleted'), { revision: TOMBSTONE_REVISION })
    this.#deleted.add(stream)
    this.#tellFollowers()
  }

  /** What an older copy of the server holds: nothing behind the position. */
  rollBackTo(position: bigint): void {
    this.replaceBy(this.events.filter((event) => event.position <= position))
  }

  /** Another copy of the log. */
  replaceBy(kept: readonly WireEvent[]): void {
    this.events.splice(0, this.events.length, ...kept)
    this.#streams.clear()
    for (const event of kept) this.#streams.set(event.stream, [...(this.#streams.get(event.stream) ?? []), event])
    this.#next = (kept.at(-1)?.position ?? 0n) + 100n
  }

  /** The settings of a stream are deleted with it. */
  isDeleted(stream: string): boolean {
    return this.#deleted.has(stream.replace(/^\$\$/, ''))
  }

  /** A stream as it is read: without what its metadata lets go. */
  stream(name: string): readonly WireEvent[] {
    const events = (this.#streams.get(name) ?? []).filter((event) => !this.#unindexed?.events.includes(event))
    if (name.startsWith('$$')) return events
    const { $maxCount, $tb } = this.#metadataOf(name)
    const from = Math.max(0, Number($tb ?? 0), $maxCount === undefined ? 0 : events.length - Number($maxCount))
    return events.slice(from)
  }

  /** Calls back whenever something was written, until the answer is called. */
  follow(onWritten: () => void): () => void {
    this.#followers.add(onWritten)
    return () => this.#followers.delete(onWritten)
  }

  #metadataOf(name: string): { readonly [key: string]: unknown } {
    const last = this.#streams.get(`$$${name}`)?.at(-1)
    return last === undefined ? {} : Object(JSON.parse(new TextDecoder().decode(last.data)))
  }

  /** Undefined where the events are to be written. Idempotent by id, as far as the expected revision says where to look. */
  #judge(stream: string, expected: Expected, proposals: readonly Proposal[]): Appended | undefined {
    const events = this.#streams.get(stream) ?? []
    const actual = BigInt(events.length) - 1n
    const conflict = { is: 'conflict', actual: actual < 0n ? undefined : actual } as const
    if (expected === 'any') return undefined
    if (expected === 'exists') return actual < 0n ? conflict : undefined
    const behind = expected === 'none' ? -1n : expected
    if (behind === actual) return undefined
    if (behind > actual) return conflict
    const there = events.slice(Number(behind) + 1, Number(behind) + 1 + proposals.length)
    const isRepeat = there.length === proposals.length && there.every(({ id }, i) => id === proposals[i]?.id)
    const last = there.at(-1)
    if (!isRepeat || last === undefined) return conflict
    if (this.#unindexed?.events.includes(last)) return { is: 'not ready' }
    return { is: 'repeated', revision: last.revision, position: last.position }
  }

  #tellFollowers(): void {
    for (const follow of [...this.#followers]) follow()
  }

  #write(stream: string, proposal: Proposal, { prepareBefore = 0n, revision = -1n } = {}): WireEvent {
    const events = this.#streams.get(stream) ?? []
    const position = this.#next + prepareBefore
    const event = {
      ...proposal,
      stream,
      revision: revision === -1n ? BigInt(events.length) : revision,
      position,
      prepare: this.#next,
    }
    // Offsets in a file: as far apart as the records are long.
    this.#next =
      position +
      BigInt(proposal.data.length + proposal.metadata.length + 2 * proposal.type.length + 2 * stream.length + 96)
    events.push(event)
    this.#streams.set(stream, events)
    const shown = this.#unindexed?.events ?? this.events
    shown.push(event)
    return event
  }
}

const system = (type: string): Proposal => ({
  id: '00000000-0000-4000-8000-000000000000',
  type,
  contentType: 'application/json',
  data: ENCODED.encode('{}'),
  metadata: NO_BYTES,
})

const systemId = (number: number): string => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
