import type { Cut, Fact } from '@procurement-ledger/core'
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
  ProjectStateAnswer,
  ReceiptAnswer,
} from '../documents.ts'
import { logFreshness, nextLink } from '../freshness.ts'
import { withActor } from '../identity.ts'
import { missingProject } from '../missing-project.ts'
import {
  afterPosition,
  idempotencyKey,
  ifMatch,
  limit,
  NoQuery,
  ProjectParams,
  parse,
  Revision,
  StateQuery,
} from '../parameters.ts'
import { refusedProblem } from '../problems.ts'

const MAX_EVENTS_PAGE = 1000
const DEFAULT_PAGE = 100

const HistoryQuery = z.strictObject({
  after: Revision.optional(),
  limit: limit(MAX_EVENTS_PAGE).optional(),
  afterPosition,
})

/** Commands and state of single projects, and the list of them. */
export function projectRoutes(app: FastifyInstance, { service, metrics }: RouteContext): void {
  const { ledger } = service

  app.post<{ Params: { projectId: string } }>(
    '/v1/projects/:projectId/events',
    {
      schema: describe({
        tag: 'Commands',
        summary: 'Record one fact of a project, or up to 100: all or none',
        params: ProjectParams,
        headers: { ...KEY_HEADER, ...MATCH_HEADER },
        body: CommandBody,
        answers: { 201: ReceiptAnswer, 200: ReceiptAnswer },
      }),
    },
    async (request, reply) => {
      const { projectId } = parse(ProjectParams, request.params)
      parse(NoQuery, request.query)
      const { body } = request
      const facts = Array.isArray(body) ? body.map((fact) => withActor(request, fact)) : withActor(request, body)
      const commandId = idempotencyKey(request)
      const expectedRevision = ifMatch(request)
      const outcome = await ledger.submit(projectId, facts as Fact | Fact[], {
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

  app.get<{ Params: { projectId: string } }>(
    '/v1/projects/:projectId',
    {
      schema: describe({
        tag: 'Projects',
        summary: "A project's state, now, as it was known at an instant, or at a revision",
        params: ProjectParams,
        query: StateQuery,
        headers: AFTER_HEADER,
        answers: { 200: ProjectStateAnswer },
      }),
    },
    async (request, reply) => {
      const { projectId } = parse(ProjectParams, request.params)
      const { asOf, revision } = parse(StateQuery, request.query)
      await logFreshness(service, request)
      const cut: Cut = {
        ...(asOf !== undefined && { asOf }),
        ...(revision !== undefined && { revision: Number(revision) }),
      }
      const project = await ledger.project(projectId, cut)
      if (project === undefined) throw await missingProject(ledger, projectId, cut.revision)
      reply.headers({ etag: `"${project.revision}"`, 'x-position': project.position })
      return project
    },
  )

  app.get<{ Params: { projectId: string } }>(
    '/v1/projects/:projectId/events',
    {
      schema: describe({
        tag: 'Projects',
        summary: "A project's events, oldest first",
        params: ProjectParams,
        query: HistoryQuery,
        headers: AFTER_HEADER,
        answers: { 200: EventPage },
      }),
    },
    async (request, reply) => {
      const { projectId } = parse(ProjectParams, request.params)
      const query = parse(HistoryQuery, request.query)
      await logFreshness(service, request)
      const most = Number(query.limit ?? DEFAULT_PAGE)
      const after = query.after === undefined ? -1 : Number(query.after)
      const found = []
      // One more than asked for tells whether there is a next page.
      for await (const event of ledger.history(projectId, { after })) if (found.push(event) > most) break
      const events = found.slice(0, most)
      const last = events.at(-1)
      const position = last?.position ?? (await ledger.project(projectId))?.position
      if (position === undefined) throw await missingProject(ledger, projectId)
      reply.header('x-position', position)
      const hasMore = found.length > most && last !== undefined
      return { events, links: hasMore ? { next: nextLink(request, { after: String(last.revision) }) } : {} }
    },
  )
}
