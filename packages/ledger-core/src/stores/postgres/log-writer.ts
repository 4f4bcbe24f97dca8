import type { Client } from 'pg'
import { erasedBy } from '../../evidence/erasure.ts'
import type { SealedEvent } from '../../ports/event-store.ts'
import { byteas, int4s, int8s, texts } from './array-parameters.ts'
import { answered, type Limits, unwarned } from './connection.ts'

/** One append of a group. */
export interface Append {
  readonly stream: string
  readonly expected: number
  readonly events: readonly SealedEvent[]
}

/** Where its events stand: behind `before`. Or that they do not, since its stream was at `actual`. */
export type Answer = { readonly before: bigint } | { readonly actual: number }

const APPEND = `SELECT actual, before FROM append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
  $15, $16, $17, $18, $19, $20, $21, $22)`

/** One call of the server, one transaction, one flush of its disk: an answer for each append. */
export async function writeAppends(
  client: Client,
  limits: Limits,
  appends: readonly Append[],
): Promise<readonly Answer[]> {
  const { rows } = await unwarned(client, () =>
    answered<[actual: number, before: string]>(client, limits, {
      name: 'append_events',
      text: APPEND,
      rowMode: 'array',
      values: argumentsOf(appends),
    }),
  )
  return rows.map(([actual, before]) => (before === NOT_APPENDED ? { actual } : { before: BigInt(before) }))
}

const NOT_APPENDED = '-1'

/** What an erasure names. An id has nothing that JSON escapes: what stands otherwise in the text names no event. */
export function namedBy(event: SealedEvent): string | undefined {
  const target = erasedBy(event)
  return target !== undefined && event.data.includes(target) ? target : undefined
}

/** As append_events takes them (migrations/001-log.ts): arrays, of which the server counts from 1. */
function argumentsOf(appends: readonly Append[]): unknown[] {
  const streams = [...new Set(appends.map(({ stream }) => stream))]
  const places = new Map(streams.map((stream, i) => [stream, i + 1]))
  const events = appends.flatMap((append) => append.events)
  const parts = events.flatMap(({ personal, personalSalt }, i) =>
    personal === undefined ? [] : [{ event: i + 1, personal, salt: personalSalt }],
  )
  const erasures = events.flatMap((event, i) => {
    const target = namedBy(event)
    return target === undefined ? [] : [{ event: i + 1, target }]
  })
  return [
    texts(streams),
    int4s(appends.map(({ stream }) => places.get(stream) as number)),
    int4s(appends.map(({ expected }) => expected)),
    int4s(appends.map((append) => append.events.length)),
    int4s(appends.flatMap((append, i) => append.events.map(() => i + 1))),
    int4s(appends.flatMap((append) => append.events.map((_, i) => i + 1))),
    texts(events.map(({ eventId }) => eventId)),
    texts(events.map(({ type }) => type)),
    int4s(events.map(({ schemaVersion }) => schemaVersion)),
    int8s(events.map(({ occurredMs }) => occurredMs)),
    int8s(events.map(({ recordedMs }) => recordedMs)),
    texts(events.map(({ data }) => data)),
    byteas(events.map(({ dataSalt }) => dataSalt)),
    texts(events.map(({ meta }) => meta)),
    byteas(events.map(({ metaSalt }) => metaSalt)),
    texts(events.map(({ leaf }) => leaf)),
    byteas(events.map(({ leafHash }) => leafHash)),
    int4s(parts.map(({ event }) => event)),
    texts(parts.map(({ personal }) => personal)),
    byteas(parts.map(({ salt }) => salt)),
    int4s(erasures.map(({ event }) => event)),
    texts(erasures.map(({ target }) => target)),
  ]
}
