import type { Cut } from '@procurement-ledger/core'
import type { FastifyInstance } from 'fastify'
import type { RouteContext } from '../context.ts'
import { AFTER_HEADER, describe, ProjectStateAnswer } from '../documents.ts'
import { logFreshness } from '../freshness.ts'
import { missingSubject } from '../missing-subject.ts'
import { ProjectParams, parse, StateQuery } from '../parameters.ts'

/** The state of single projects. */
export function projectRoutes(app: FastifyInstance, { service }: RouteContext): void {
  const { ledger } = service

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
      if (project === undefined) throw await missingSubject(ledger, projectId, cut.revision)
      reply.headers({ etag: `"${project.revision}"`, 'x-position': project.position })
      return project
    },
  )
}
