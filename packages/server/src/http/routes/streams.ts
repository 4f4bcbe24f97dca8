import {
  type Fact,
  instantMs,
  type LedgerEvent,
  parsePosition,
  type Subject,
  type SubjectKind,
} from '@procurement-ledger/core'
import {
  assertReached,
  cutOf,
  cutParameters,
  EVERYTHING,
  holdsFact,
  type LogCut,
  oneCut,
} from '@procurement-ledger/projections'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { RouteContext } from '../context.ts'
import {
  AFTER_HEADER,
  CommandBody,
  describe,
  EventPage,
  KEY_HEADER,
  MATCH_HEADER,
  ReceiptAnswer,
} from '../documents.ts'
import { logFreshness } from '../freshness.ts'
import { withActor } from '../identity.ts'
import { listAnswers, nextPage, sendEvents } from '../list.ts'
import { missingSubject } from '../missing-subject.ts'
import {
  afterPosition,
  idempotencyKey,
  ifMatch,
  limit,
  NoQuery,
  ProjectParams,
  parse,
  Revision,
  SubjectParams,
} from '../parameters.ts'
import { refusedProblem } from '../problems.ts'

const MAX_EVENTS_PAGE = 1000
const DEFAULT_PAGE = 100

const HistoryQuery = z.strictObject({
  ...cutParameters,
  after: Revision.optional(),
  limit: limit(MAX_EVENTS_PAGE).optional(),
  afterPosition,
})

/** Where facts of one kind of subject are recorded and read. */
interface StreamRoute {
  readonly kind: SubjectKind
  readonly url: string
  readonly tag: string
  /** In the document. */
  readonly what: string
  readonly params: z.ZodType
  subject(params: unknown): Subject
}

const ROUTES: readonly StreamRoute[] = [
  {
    ...{ kind: 'project', url: '/v1/projects/:projectId/events', tag: 'Projects', what: 'a project' },
    params: ProjectParams,
    subject: (params) => parse(ProjectParams, params).projectId,
  },
  {
    ...{ kind: 'party', url: '/v1/parties/:id/events', tag: 'Enterprises and experts', what: 'an enterprise' },
    params: SubjectParams,
    subject: (params) => ({ party: parse(SubjectParams, params).id }),
  },
  {
    ...{ kind: 'expert', url: '/v1/experts/:id/events', tag: 'Enterprises and experts', what: 'an expert' },
    params: SubjectParams,
    subject: (params) => ({ expert: parse(SubjectParams, params).id }),
  },
]

/** Commands and events of single projects, enterprises and experts: the same for all three. */
export function streamRoutes(app: FastifyInstance, context: RouteContext): void {
  for (const route of ROUTES) {
    commandRoute(app, context, route)
    historyRoute(app, context, route)
  }
}

function commandRoute(app: FastifyInstance, { service: { ledger }, metrics }: RouteContext, route: StreamRoute): void {
  const { kind, url, what, params } = route
  app.post(
    url,
    {
      schema: describe({
        tag: 'Commands',
        summary: `Record one fact of ${what}, or up to 100: all or none`,
        params,
        headers: { ...KEY_HEADER, ...MATCH_HEADER },
        body: CommandBody[kind],
        answers: { 201: ReceiptAnswer[kind], 200: ReceiptAnswer[kind] },
      }),
    },
    async (request, reply) => {
      const subject = route.subject(request.params)
      parse(NoQuery, request.query)
      const { body } = request
      const facts = Array.isArray(body) ? body.map((fact) => withActor(request, fact)) : withActor(request, body)
      const commandId = idempotencyKey(request)
      const expectedRevision = ifMatch(request)
      const outcome = await ledger.submit(subject, facts as Fact | Fact[], {
        ...(commandId !== undefined && { commandId }),
        ...(expectedRevision !== undefined && { expectedRevision }),
      })
      if (outcome.status === 'refused') {
        metrics.refused(outcome.refusal.code)
        throw refusedProblem(outcome.refusal)
      }
      const { receipts, status } = outcome
      if (status === 'recorded') for (const { type } of receipts) metrics.recorded(type)
      const last = receipts.at(-1)
      reply.code(status === 'recorded' ? 201 : 200)
      reply.headers({ 'x-position': last?.position ?? '0', etag: `"${last?.revision}"` })
      return Array.isArray(body) ? receipts : receipts[0]
    },
  )
}

function historyRoute(app: FastifyInstance, { service }: RouteContext, route: StreamRoute): void {
  const { ledger } = service
  const { url, tag, what, params } = route
  app.get(
    url,
    {
      schema: describe({
        tag,
        summary: `The events of ${what}, oldest first, now or as of a cut`,
        params,
        query: HistoryQuery,
        headers: AFTER_HEADER,
        answers: listAnswers(EventPage),
      }),
    },
    async (request, reply) => {
      const subject = route.subject(request.params)
      const query = parse(HistoryQuery.check(oneCut), request.query)
      await logFreshness(service, request)
      const cut = cutOf(query) ?? EVERYTHING
      assertReached(cut, await ledger.store.head())
      const most = Number(query.limit ?? DEFAULT_PAGE)
      const after = query.after === undefined ? -1 : Number(query.after)
      const found = []
      // One more than asked for tells whether there is a next page.
      for await (const event of heldBy(cut, ledger.history(subject, { after }))) if (found.push(event) > most) break
      const events = found.slice(0, most)
      const last = events.at(-1)
      const position = last?.position ?? (await lastPosition(heldBy(cut, ledger.history(subject))))
      if (position === undefined) throw await missingSubject(ledger, subject)
      reply.header('x-position', position)
      const hasMore = found.length > most && last !== undefined
      const links = nextPage(request, hasMore ? String(last.revision) : undefined)
      return sendEvents({ request, reply }, { events, links })
    },
  )
}

/** Of one stream every cut holds a beginning. */
async function* heldBy(cut: LogCut, events: AsyncIterable<LedgerEvent>): AsyncGenerator<LedgerEvent> {
  for await (const event of events) {
    const { position, recordedAt } = event
    if (!holdsFact(cut, { position: parsePosition(position), recordedMs: instantMs(recordedAt) })) return
    yield event
  }
}

/** Where they end, for a page behind their end. */
async function lastPosition(events: AsyncIterable<LedgerEvent>): Promise<string | undefined> {
  let position: string | undefined
  for await (const event of events) position = event.position
  return position
}
