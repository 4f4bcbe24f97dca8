import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { acceptedRanges } from '../accept.ts'
import type { RouteContext } from '../context.ts'
import { AFTER_HEADER, describe, EventPage, RESUME_HEADER, Text } from '../documents.ts'
import { eventStream, ndjson, readPage } from '../feed.ts'
import { logFreshness } from '../freshness.ts'
import { nextPage } from '../list.ts'
import { afterPosition, EventTypes, limit, Position, parse } from '../parameters.ts'
import { invalidProblem, serviceProblem } from '../problems.ts'

const MAX_PAGE = 1000
const DEFAULT_PAGE = 100
/** A live feed has no end, and a slow reader's NDJSON a late one; a page is bounded by what it looks at. Node's longest timer. */
const STREAM_MS = 2 ** 31 - 1

const FeedQuery = z.strictObject({
  after: Position.optional(),
  limit: limit(MAX_PAGE).optional(),
  types: EventTypes.optional(),
  afterPosition,
})

/** The whole feed in commit order, as pages, as NDJSON, or live. */
export function eventRoutes(app: FastifyInstance, { service, stopping }: RouteContext): void {
  const { ledger } = service
  app.get(
    '/v1/events',
    {
      handlerTimeout: STREAM_MS,
      schema: describe({
        tag: 'Feed',
        summary: 'The feed: JSON pages, NDJSON of everything, or server-sent events that stay live',
        query: FeedQuery,
        headers: { ...AFTER_HEADER, ...RESUME_HEADER },
        answers: {
          200: { as: { 'application/json': EventPage, 'application/x-ndjson': Text, 'text/event-stream': Text } },
        },
      }),
    },
    async (request, reply) => {
      const query = parse(FeedQuery, request.query)
      const wanted = { after: BigInt(resumed(request) ?? query.after ?? 0), types: query.types }
      const asked = mediaType(request)
      await logFreshness(service, request)
      if (asked === 'application/json') {
        const page = await readPage(ledger.store, wanted, Number(query.limit ?? DEFAULT_PAGE))
        reply.header('x-position', page.next.toString())
        return { events: page.events, links: nextPage(request, page.next.toString()) }
      }
      if (query.limit !== undefined)
        throw invalidProblem([
          { path: '/limit', message: 'a stream has no limit; leave it out, or ask for application/json' },
        ])
      const signal = AbortSignal.any([stopping, gone(reply)])
      const stream =
        asked === 'text/event-stream' ? eventStream(ledger, wanted, signal) : ndjson(ledger.store, wanted, signal)
      reply.headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
      return reply.type(`${asked}; charset=utf-8`).send(stream)
    },
  )
}

/** Last-Event-ID resumes a live reader where it stopped; it comes from the browser, so it is parsed like any input. */
function resumed(request: FastifyRequest): string | undefined {
  const header = request.headers['last-event-id']
  return header === undefined ? undefined : parse(Position, header, '/Last-Event-ID')
}

const MEDIA_TYPES = ['application/json', 'application/x-ndjson', 'text/event-stream'] as const

function mediaType(request: FastifyRequest): (typeof MEDIA_TYPES)[number] {
  const ranges = acceptedRanges(request)
  const named = MEDIA_TYPES.find((type) => ranges.includes(type))
  if (named !== undefined) return named
  if (ranges.some((range) => range === '*/*' || range === 'application/*')) return 'application/json'
  throw serviceProblem('NOT_ACCEPTABLE', `this route answers as ${MEDIA_TYPES.join(', ')}`)
}

/** Aborts when the reader is gone. */
function gone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => controller.abort())
  return controller.signal
}
