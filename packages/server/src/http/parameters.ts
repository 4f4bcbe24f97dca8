import {
  type EventType,
  expertLifecycle,
  Id,
  Instant,
  ledgerLifecycle,
  lifecycle,
  parsePosition,
  partyLifecycle,
  Uuid,
} from '@procurement-ledger/core'
import { parseTreeSize } from '@procurement-ledger/core/verify'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { invalidProblem } from './problems.ts'

/** Query parameters and headers that several routes read. Unknown ones are refused. */

export const Position = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,18})$/, 'a position is a decimal string that a receipt or a feed gave')
export const Revision = z.string().regex(/^(0|[1-9][0-9]{0,8})$/, 'a revision is a whole number from 0')
/** How many events a checkpoint covers, or the place of one among them. */
export const TreeSize = z
  .string()
  .refine((text) => parseTreeSize(text) !== undefined, 'a size or an index is a whole number from 0')
  .transform(Number)
export const limit = (most: number) =>
  z
    .string()
    .regex(/^[1-9][0-9]{0,6}$/, 'a limit is a whole number from 1')
    .refine((text) => Number(text) <= most, `a limit is at most ${most}`)

/** Every event type there is, each once. */
export const EVENT_TYPES = Object.keys({
  ...lifecycle,
  ...partyLifecycle,
  ...expertLifecycle,
  ...ledgerLifecycle,
}) as readonly string[] as [EventType]

/** Names of events, comma-separated. */
export const EventTypes = z
  .string()
  .transform((text) => text.split(','))
  .pipe(
    z.array(
      z.enum(EVENT_TYPES, { error: ({ input }) => `"${String(input).slice(0, 80)}" is not the name of an event` }),
    ),
  )
  .transform((types): ReadonlySet<EventType> => new Set(types))

/** A read that must see a write names the position of its receipt; the header X-After-Position says the same. */
export const afterPosition = Position.optional()

/** Of a route without parameters. */
export const NoQuery = z.strictObject({})
export const ProjectParams = z.strictObject({ projectId: Id })
/** Of an enterprise or an expert. */
export const SubjectParams = z.strictObject({ id: Id })
export const StateQuery = z.strictObject({ asOf: Instant.optional(), revision: Revision.optional(), afterPosition })

/** Parses, or answers 400 with every issue; `at` names a header. */
export function parse<T extends z.ZodType>(schema: T, value: unknown, at = ''): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalidProblem(
    parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: `/${key}`, message: 'unknown parameter; leave it out' }))
        : [{ path: at + issue.path.map((key) => `/${String(key)}`).join(''), message: issue.message }],
    ),
  )
}

/** `afterPosition` belongs to every read, not to what is read. */
export function withoutAwaited(request: FastifyRequest): unknown {
  const { afterPosition: _awaited, ...query } = request.query as Readonly<Record<string, unknown>>
  return query
}

/** The position that the reader has seen and the answer must not be older than. */
export function awaitedPosition(request: FastifyRequest): bigint | undefined {
  const header = request.headers['x-after-position']
  const { afterPosition: parameter } = request.query as { readonly afterPosition?: unknown }
  if (header !== undefined) return parsePosition(parse(Position, header, '/X-After-Position'))
  return parameter === undefined ? undefined : parsePosition(parse(Position, parameter, '/afterPosition'))
}

/** RFC 9110 13.1.1, with the one form that a revision has: `"12"`. */
export function ifMatch(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match']
  if (header === undefined) return
  const digits = /^"(0|[1-9][0-9]{0,8})"$/.exec(header)?.[1]
  if (digits === undefined)
    throw invalidProblem([{ path: '/If-Match', message: 'If-Match is a revision in quotes, such as "12"' }])
  return Number(digits)
}

const KEY = 'Idempotency-Key'

/** The commandId. RFC 9562 section 4: letter case does not count on input; the ledger knows one spelling only. */
export function idempotencyKey(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key']
  if (header === undefined) return
  const key = Uuid.safeParse(String(header).toLowerCase())
  if (!key.success) throw invalidProblem([{ path: `/${KEY}`, message: `${KEY} is one uuid, and stands once` }])
  return key.data
}
