import { type RuleResult, STATES } from '@procurement-ledger/core/rules'
import {
  COMPLIANCE_COLUMNS,
  ComplianceListQuery,
  listCompliance,
  oneCut,
  type ReadKnown,
  readCompliance,
  statesParameter,
} from '@procurement-ledger/projections'
import type { Command } from 'commander'
import type { z } from 'zod'
import { ComplianceQuery, judgeProject, type ProjectCompliance } from '../../compliance/judge-project.ts'
import { missingSubject } from '../../http/missing-subject.ts'
import { ProjectParams, parse } from '../../http/parameters.ts'
import { writeList } from '../list-output.ts'
import { print, printJson, table } from '../output.ts'
import { parseQuery, pathOf } from '../query-options.ts'
import { rulesOf } from '../rules.ts'
import { withLedger } from '../with-ledger.ts'
import { withKnown } from '../with-service.ts'
import { type ListCommandOptions, listing } from './lists.ts'

const { rule, dueBefore } = ComplianceListQuery.shape

/** Of one project also what does not apply is told, and its results are narrowed here. */
const ProjectQuery = ComplianceQuery.extend({ state: statesParameter(STATES), rule, dueBefore })
type ProjectQuery = z.output<typeof ProjectQuery>

/** `ledger compliance`: the legal deadlines and amounts. HTTP's query parameters are its options. */
export const complianceCommand = (): Command =>
  listing({ name: 'compliance', query: ComplianceListQuery })
    .argument('[project]', 'project id, with notApplicable among the states; left out: all projects')
    .action((projectId: string | undefined, options: ListCommandOptions) =>
      projectId === undefined ? list(options) : show(projectId, options),
    )

const LISTED = {
  columns: COMPLIANCE_COLUMNS,
  shown: ['projectId', 'rule', 'state', 'dueOn', 'subject.kind', 'subject.id', 'message'],
}

async function list(options: ListCommandOptions): Promise<void> {
  const query = parseQuery(ComplianceListQuery.check(oneCut), ComplianceListQuery, options)
  const path = pathOf('/v1/compliance', ComplianceListQuery, options)
  const rules = rulesOf(options)
  const known: ReadKnown = (asked, read) => withKnown(options, asked, read)
  await readCompliance(known, { query, rules, nowMs: Date.now() }, (models, on) => {
    const page = (after: string | undefined) =>
      listCompliance(models, after === undefined ? query : { ...query, after }, { on, rules })
    return writeList(options, { ...LISTED, path, page })
  })
}

async function show(projectId: string, options: ListCommandOptions): Promise<void> {
  parse(ProjectParams, { projectId })
  const query = parseQuery(ProjectQuery.check(oneCut), ComplianceListQuery, options)
  const rules = rulesOf(options)
  await withLedger(options, 'read', async (ledger) => {
    const judged = await judgeProject({ store: ledger.store, rules, nowMs: Date.now() }, projectId, query)
    if (judged === undefined) throw await missingSubject(ledger, projectId)
    const results = judged.results.filter((result) => isAsked(result, query))
    if (options.json) return printJson({ ...judged, results })
    if (!options.csv && !options.ndjson) return print(rendered(judged, results))
    const items = results.map((result) => ({ projectId, ...result }))
    await writeList(options, { ...LISTED, path: `/v1/projects/${projectId}/compliance`, page: async () => ({ items }) })
  })
}

const isAsked = ({ state, rule, dueOn }: RuleResult, asked: ProjectQuery): boolean =>
  (asked.state?.includes(state) ?? true) &&
  (asked.rule ?? rule) === rule &&
  (asked.dueBefore === undefined || (dueOn !== undefined && dueOn < asked.dueBefore))

function rendered({ projectId, packs, calendar }: ProjectCompliance, results: readonly RuleResult[]): string {
  const by = packs.map(({ id, version }) => `${id} ${version}`).join(', ')
  return `${projectId}  by ${by}, calendar ${calendar}\n\n${table(HEAD, results.map(cellsOf))}`
}

const HEAD = ['rule', 'state', 'due', 'about', 'why']
const cellsOf = ({ rule, subject, state, dueOn = '', message }: RuleResult): string[] => [
  ...[rule, state, dueOn, subject.kind === 'project' ? 'project' : `${subject.kind} ${subject.id}`, message],
]
