import { explainRules } from '@procurement-ledger/core/rules'
import { ComplianceListQuery, listCompliance } from '@procurement-ledger/projections'
import type { FastifyInstance } from 'fastify'
import { ComplianceQuery, judgeProject } from '../../compliance/judge-project.ts'
import type { RouteContext } from '../context.ts'
import { AFTER_HEADER, awaited, ComplianceAnswer, ComplianceListAnswer, describe, RulesAnswer } from '../documents.ts'
import { freshness, logFreshness, nextLink } from '../freshness.ts'
import { missingSubject } from '../missing-subject.ts'
import { NoQuery, ProjectParams, parse, withoutAwaited } from '../parameters.ts'

const TAG = 'Compliance'

/** Projects held to the rules, and the rules explained. */
export function complianceRoutes(app: FastifyInstance, { service }: RouteContext): void {
  const { ledger, models, rules, now } = service

  app.get(
    '/v1/rules',
    {
      schema: describe({
        tag: TAG,
        summary: 'Every rule that this ledger goes by, explained',
        answers: { 200: RulesAnswer },
      }),
    },
    async (request) => {
      parse(NoQuery, request.query)
      return { items: explainRules(rules), links: {} }
    },
  )

  app.get(
    '/v1/compliance',
    {
      schema: describe({
        tag: TAG,
        summary: 'The results of all projects on a day, by state and due day',
        query: awaited(ComplianceListQuery),
        headers: AFTER_HEADER,
        answers: { 200: ComplianceListAnswer },
      }),
    },
    async (request, reply) => {
      const query = parse(ComplianceListQuery, withoutAwaited(request))
      await freshness(service, request, reply)
      const { items, next, later } = await models.snapshot((at) => listCompliance(at, query, { rules, nowMs: now() }))
      const links = next === undefined ? {} : { next: nextLink(request, { after: next }) }
      return { items, links, ...(later !== undefined && { later }) }
    },
  )

  app.get<{ Params: { projectId: string } }>(
    '/v1/projects/:projectId/compliance',
    {
      schema: describe({
        tag: TAG,
        summary: 'The legal deadlines and amounts of a project, on a day, as known now or at an instant',
        params: ProjectParams,
        query: awaited(ComplianceQuery),
        headers: AFTER_HEADER,
        answers: { 200: ComplianceAnswer },
      }),
    },
    async (request) => {
      const { projectId } = parse(ProjectParams, request.params)
      const query = parse(ComplianceQuery, withoutAwaited(request))
      await logFreshness(service, request)
      const answer = await judgeProject({ store: ledger.store, rules, nowMs: now() }, projectId, query)
      if (answer === undefined) throw await missingSubject(ledger, projectId)
      return answer
    },
  )
}
