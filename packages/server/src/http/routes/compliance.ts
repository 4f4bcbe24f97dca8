import { explainRules } from '@procurement-ledger/core/rules'
import type { FastifyInstance } from 'fastify'
import { ComplianceQuery, judgeProject } from '../../compliance/judge-project.ts'
import type { RouteContext } from '../context.ts'
import { AFTER_HEADER, awaited, ComplianceAnswer, describe, RulesAnswer } from '../documents.ts'
import { logFreshness } from '../freshness.ts'
import { missingSubject } from '../missing-subject.ts'
import { NoQuery, ProjectParams, parse, withoutAwaited } from '../parameters.ts'

const TAG = 'Compliance'

/** Projects held to the rules, and the rules explained. */
export function complianceRoutes(app: FastifyInstance, { service }: RouteContext): void {
  const { ledger, rules, now } = service

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
