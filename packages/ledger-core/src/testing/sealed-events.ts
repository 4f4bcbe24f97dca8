import { createHash } from 'node:crypto'
import { commitPart, hashLeaf, writeLeaf } from '../evidence/leaf.ts'
import { eventIdOf, STREAM_START, type StreamEnd } from '../evidence/seal.ts'
import type { SealedEvent } from '../ports/event-store.ts'

/** What a test of a store says of an event; the rest is made up, the same at every run. */
export interface EventTexts {
  readonly type?: string
  /** The exact text, which need not be what JSON.stringify writes. */
  readonly data?: string
  readonly personal?: string
  /** Tells apart the events that several writers seal for one revision. */
  readonly writer?: string
}

/** 2023-03-01T01:00:00Z, and a second more for each revision. */
const FIRST_MS = 1_677_632_400_000
const META = '{"v":1,"occurredAt":"2023-03-01T09:00:00+08:00","actor":{"id":"buyer-1","role":"buyer"}}'

/** Seals one event behind `end`, over texts that stay as they are. Its leaf, chain and commitments are real. */
export function sealText(stream: string, end: StreamEnd, texts: EventTexts = {}): SealedEvent {
  const revision = end.revision + 1
  const {
    type = 'ContractSigned',
    data = `{"contractId":"contract-${revision}"}`,
    personal,
    writer = 'writer-1',
  } = texts
  const eventId = eventIdOf(stream, `${writer} ${revision}`, 0)
  const dataSalt = saltOf(eventId, 'data')
  const metaSalt = saltOf(eventId, 'meta')
  const personalSalt = personal === undefined ? undefined : saltOf(eventId, 'personal')
  const occurredMs = FIRST_MS + revision * 1_000
  const leaf = writeLeaf({
    eventId,
    stream,
    revision,
    type,
    schemaVersion: 1,
    occurredMs,
    recordedMs: occurredMs,
    previous: end.leafHash,
    commitments: {
      data: commitPart(dataSalt, data),
      meta: commitPart(metaSalt, META),
      personal: personal === undefined || personalSalt === undefined ? undefined : commitPart(personalSalt, personal),
    },
  })
  return {
    eventId,
    stream,
    revision,
    type,
    schemaVersion: 1,
    occurredMs,
    recordedMs: occurredMs,
    leaf,
    leafHash: hashLeaf(leaf),
    data,
    dataSalt,
    meta: META,
    metaSalt,
    personal,
    personalSalt,
  }
}

/** Several events, one behind the other. */
export function sealTexts(
  stream: string,
  texts: readonly EventTexts[],
  after: StreamEnd = STREAM_START,
): SealedEvent[] {
  let end = after
  return texts.map((text) => {
    const event = sealText(stream, end, text)
    end = event
    return event
  })
}

/** `count` events that differ in their revision only. */
export const sealRun = (stream: string, count: number, after?: StreamEnd, writer?: string): SealedEvent[] =>
  sealTexts(stream, new Array<EventTexts>(count).fill(writer === undefined ? {} : { writer }), after)

/** A PersonalDataErased that names `target`, behind `after`. */
export function erasureOf(target = '', after: StreamEnd & { readonly stream: string }): readonly [SealedEvent] {
  return [sealText(after.stream, after, { type: 'PersonalDataErased', data: JSON.stringify({ target }) })]
}

const saltOf = (eventId: string, part: string): Uint8Array =>
  new Uint8Array(createHash('sha256').update(`${eventId} ${part}`).digest())
