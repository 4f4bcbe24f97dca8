import {
  instantMs,
  type LawfulOf,
  type LoggedFact,
  type ProjectEventType,
  type SealedEvent,
} from '@procurement-ledger/core'

/** Invented facts for tests, as a store keeps them. Nothing in them is sealed: read models do not look at evidence. */

/** One fact: by its event's name, with its data as the law sees it. */
export interface Told {
  readonly type: string
  readonly data: object
  readonly occurredMs: number
  /** The caller's text; left out where nothing reads it. */
  readonly occurredAt?: string
  /** Left out: at once. */
  readonly recordedMs?: number
  /** Of what corrects or annuls: the revision of its target, whose id becomes `data.target`. */
  readonly target?: number
}

/** Noon in Shanghai unless a time is given: `on('2023-03-01')`, `on('2023-03-01T23:30:00+08:00')`. */
export const on = (when: string): number => instantMs(when.length === 10 ? `${when}T12:00:00+08:00` : when)

export const told = <T extends ProjectEventType>(type: T, when: string, data: LawfulOf<T>): Told => ({
  type,
  data: data as object,
  occurredMs: on(when),
})

/** The events of one stream from `revision` on. */
export const sealed = (stream: string, facts: readonly Told[], revision = 0): readonly SealedEvent[] =>
  facts.map((fact, i) => ({
    eventId: inventedId(stream, revision + i),
    stream,
    revision: revision + i,
    type: fact.type,
    schemaVersion: 1,
    occurredMs: fact.occurredMs,
    recordedMs: fact.recordedMs ?? fact.occurredMs,
    leaf: `${stream} ${revision + i}`,
    leafHash: new Uint8Array(32),
    data: JSON.stringify(
      fact.target === undefined ? fact.data : { target: inventedId(stream, fact.target), ...fact.data },
    ),
    dataSalt: new Uint8Array(32),
    meta: JSON.stringify({ v: 1, ...(fact.occurredAt !== undefined && { occurredAt: fact.occurredAt }) }),
    metaSalt: new Uint8Array(32),
    personal: undefined,
    personalSalt: undefined,
  }))

/** The same as a follower reads them, at positions from 1 on. */
export const logged = (stream: string, facts: readonly Told[]): readonly LoggedFact[] =>
  sealed(stream, facts).map((event, i) => ({ ...event, position: BigInt(i + 1) }))

/** A UUID for each place of each stream. */
export function inventedId(stream: string, revision: number): string {
  let hash = 0x811c9dc5
  for (const character of stream) hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193) >>> 0
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  return `${hex(hash, 8)}-0000-4000-8000-${hex(revision, 12)}`
}
