import { explainRules } from '@procurement-ledger/core/rules'
import {
  COMPLIANCE_COLUMNS,
  ComplianceListQuery,
  listCompliance,
  oneCut,
  type ReadKnown,
  readCompliance,
} from '@procurement-ledger/projections'
import type { FastifyInstance } from 'fastify'
import { ComplianceQuery, judgeProject } from '../../compliance/judge-project.ts'
import type { RouteContext } from '../context.ts'
import { AFTER_HEADER, awaited, ComplianceAnswer, ComplianceListAnswer, describe, RulesAnswer } from '../documents.ts'
import { logFreshness } from '../freshness.ts'
import { readKnown } from '../known.ts'
import { listAnswers, nextPage, sendList } from '../list.ts'
import { missingSubject } from '../missing-subject.ts'
import { NoQuery, ProjectParams, parse, withoutAwaited } from '../parameters.ts'

const TAG = 'Compliance'

const RULE_COLUMNS = [
  ...['id', 'version', 'pack.id', 'pack.version', 'name.en', 'name.zh', 'article', 'binds', 'counted', 'silent'],
  'unverified',
  ...['subjects', 'scope.regimes', 'scope.methods', 'scope.procedures', 'scope.categories', 'scope.mandatory'],
  ...['scope.agency', 'severity', 'effectiveFrom', 'effectiveUntil'],
]

/** Projects held to the rules, and the rules explained. */
export function complianceRoutes(app: FastifyInstance, { service }: RouteContext): void {
  const { ledger, rules, now } = service

  app.get(
    '/v1/rules',
    {
      schema: describe({
        tag: TAG,
        summary: 'Every rule that this ledger goes by, explained',
        answers: listAnswers(RulesAnswer),
      }),
    },
    async (request, reply) => {
      parse(NoQuery, request.query)
      return sendList({ request, reply }, { items: explainRules(rules), links: {} }, { columns: RULE_COLUMNS })
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
        answers: listAnswers(ComplianceListAnswer),
      }),
    },
    async (request, reply) => {
      const query = parse(ComplianceListQuery.check(oneCut), withoutAwaited(request))
      // The day and the rows are of one state.
      const known: ReadKnown = (asked, read) =>
        readKnown(service, { request, reply }, asked, (models) => models.snapshot(() => read(models)))
      const { items, next } = await readCompliance(known, { query, rules, nowMs: now() }, (models, on) =>
        listCompliance(models, query, { on, rules }),
      )
      return sendList({ request, reply }, { items, links: nextPage(request, next) }, { columns: COMPLIANCE_COLUMNS })
    },
  )

  app.get<{ Params: { projectId: string } }>(
    '/v1/projects/:projectId/compliance',
    {
      schema: describe({
        tag: TAG,
        summary: 'The legal deadlines and amounts of a project, on a day, as known now or as of a cut',
        params: ProjectParams,
        query: awaited(ComplianceQuery),
        headers: AFTER_HEADER,
        answers: { 200: ComplianceAnswer },
      }),
    },
    async (request) => {
      const { projectId } = parse(ProjectParams, request.params)
      const query = parse(ComplianceQuery.check(oneCut), withoutAwaited(request))
      await logFreshness(service, request)
      const answer = await judgeProject({ store: ledger.store, rules, nowMs: now() }, projectId, query)
      if (answer === undefined) throw await missingSubject(ledger, projectId)
      return answer
    },
  )
}
