import { parse, v5 } from 'uuid'
import { Fault } from '../kernel/fault.ts'
import { commitAsked, commitPart, hashLeaf, MAX_LEAF_BYTES, NO_PREVIOUS, writeLeaf } from './leaf.ts'
import type { SealedEvent } from './sealed-event.ts'

/** An event that was decided, ready to be written once. */
export interface Unsealed {
  readonly type: string
  readonly schemaVersion: number
  readonly occurredMs: number
  readonly data: object
  readonly personal: object | undefined
  /** Everything of the envelope but the command. */
  readonly meta: object
  /** The request without its personal fields, as text: what `asked` is made over. */
  readonly request: string
  readonly command: { readonly id: string; readonly index: number; readonly of: number } | undefined
}

/** Where the stream stands: its last event, or its beginning. */
export interface StreamEnd {
  readonly revision: number
  readonly leafHash: Uint8Array
  readonly recordedMs: number
}

export const STREAM_START: StreamEnd = { revision: -1, leafHash: NO_PREVIOUS, recordedMs: 0 }

/** The fixed namespace of event ids, so that one command names the same events on every engine. */
const EVENT_NAMESPACE = parse('a1ec8b7e-6f0b-5e0c-9b1d-3d5c2c9f7a10')

const utf8 = new TextEncoder()

/** The id of the fact at `index` of a command, counted from 0: who knows the command knows its events. */
export const eventIdOf = (stream: string, commandId: string, index: number): string =>
  v5(utf8.encode(`${stream}\n${commandId}\n${index}`), EVENT_NAMESPACE)

/**
 * Seals one event behind `end`: exact bytes, salted commitments, the chain and the leaf. Pure but for the salts and ids
 * that it is given, and never done twice for one event: the sealed bytes are sent again instead.
 */
export function seal(
  stream: string,
  end: StreamEnd,
  event: Unsealed,
  { nowMs, newId, newSalt }: { nowMs: number; newId: () => string; newSalt: () => Uint8Array },
): SealedEvent {
  const { type, schemaVersion, occurredMs, command } = event
  const dataSalt = newSalt()
  const metaSalt = newSalt()
  const personalSalt = event.personal && newSalt()
  const data = JSON.stringify(event.data)
  const personal = event.personal && JSON.stringify(event.personal)
  const meta = JSON.stringify(
    command ? { ...event.meta, command: { ...command, asked: commitAsked(dataSalt, event.request) } } : event.meta,
  )
  const eventId = command ? eventIdOf(stream, command.id, command.index) : newId()
  const revision = end.revision + 1
  // A clock set back must not reorder a stream: never earlier than the previous event.
  const recordedMs = Math.max(nowMs, end.recordedMs)
  const leaf = writeLeaf({
    eventId,
    stream,
    revision,
    type,
    schemaVersion,
    occurredMs,
    recordedMs,
    previous: end.leafHash,
    commitments: {
      data: commitPart(dataSalt, data),
      meta: commitPart(metaSalt, meta),
      personal: personal && personalSalt ? commitPart(personalSalt, personal) : undefined,
    },
  })
  if (leaf.length > MAX_LEAF_BYTES)
    throw new Fault('APPEND_INVALID', `a leaf of ${leaf.length} bytes exceeds ${MAX_LEAF_BYTES}`)
  return {
    eventId,
    stream,
    revision,
    type,
    schemaVersion,
    occurredMs,
    recordedMs,
    leaf,
    leafHash: hashLeaf(leaf),
    data,
    dataSalt,
    meta,
    metaSalt,
    personal,
    personalSalt,
  }
}
