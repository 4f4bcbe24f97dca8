import { type CalendarDate, Instant } from '@procurement-ledger/core'
import { type RuleResult, STATES } from '@procurement-ledger/core/rules'
import { ComplianceListQuery, listCompliance } from '@procurement-ledger/projections'
import { Command, InvalidArgumentError, Option } from 'commander'
import { judgeProject, type ProjectCompliance } from '../../compliance/judge-project.ts'
import { missingSubject } from '../../http/missing-subject.ts'
import { ProjectParams, parse } from '../../http/parameters.ts'
import { date } from '../date-option.ts'
import { type ModelsOptions, withModels } from '../models.ts'
import { print, printJson, table } from '../output.ts'
import { type RulesOptions, rulesOf, withRules } from '../rules.ts'
import { type CommonOptions, withCommon } from '../store-options.ts'
import { UsageError } from '../stores.ts'
import { withLedger } from '../with-ledger.ts'
import { withCaughtUpService } from '../with-service.ts'

interface Options extends CommonOptions, ModelsOptions, RulesOptions {
  readonly after?: string
  readonly limit?: string
  readonly state?: readonly string[]
  readonly rule?: string
  readonly dueBefore?: CalendarDate
  readonly on?: CalendarDate
  readonly asOf?: Instant
}

/** `ledger compliance`: the legal deadlines and amounts. */
export const complianceCommand = (): Command =>
  withRules(withModels(withCommon(new Command('compliance'))))
    .argument('[project]', 'project id; left out: all projects, from the read models')
    .addOption(new Option('--state <states>', `only these, comma-separated: ${STATES.join(', ')}`).argParser(states))
    .option('--rule <id>', 'only this one, such as R14')
    .option('--due-before <date>', 'only what is due before that day', date)
    .option('--on <date>', "judged on that day; today in the venue's zone if left out", date)
    .option('--as-of <instant>', 'as known at that moment (recordedAt), such as 2023-06-30T23:59:59Z', instant)
    .option('--after <cursor>', 'of all projects: behind the last page')
    .option('--limit <n>', 'of all projects: results of a page')
    .action(async (projectId: string | undefined, options: Options) =>
      projectId === undefined ? list(options) : show(projectId, options),
    )

/** The results of all projects; HTTP's query parameters are its options. */
async function list(options: Options): Promise<void> {
  const { state, rule, dueBefore, on, after, limit, json } = options
  if (options.asOf !== undefined) throw new UsageError('--as-of is of one project; name it')
  const asked = Object.entries({ state: state?.join(','), rule, dueBefore, on, after, limit })
  const query = parse(ComplianceListQuery, Object.fromEntries(asked.filter(([, value]) => value !== undefined)))
  await withCaughtUpService(options, async ({ models, rules, now }) => {
    const { items, next, later } = await models.snapshot((at) => listCompliance(at, query, { rules, nowMs: now() }))
    const links = next === undefined ? {} : { next: `/v1/compliance?${pathOf(asked, next)}` }
    if (json) return printJson({ items, links, ...(later !== undefined && { later }) })
    print(
      table(
        ['project', ...HEAD],
        items.map((item) => [item.projectId, ...cellsOf(item)]),
      ),
    )
    if (next !== undefined) print(`\nmore: --after ${next}`)
    if (later !== undefined)
      print(`\n${later} projects have facts after that day and are not listed; ask them one by one`)
  })
}

async function show(projectId: string, options: Options): Promise<void> {
  const { on, asOf, json } = options
  parse(ProjectParams, { projectId })
  const rules = rulesOf(options)
  await withLedger(options, 'read', async (ledger) => {
    const court = { store: ledger.store, rules, nowMs: Date.now() }
    const judged = await judgeProject(court, projectId, { on, asOf })
    if (judged === undefined) throw await missingSubject(ledger, projectId)
    const results = judged.results.filter((result) => isAsked(result, options))
    if (json) printJson({ ...judged, results })
    else print(rendered(judged, results))
  })
}

const HEAD = ['rule', 'state', 'due', 'about', 'why']
const cellsOf = ({ rule, subject, state, dueOn = '', message }: RuleResult): string[] => [
  ...[rule, state, dueOn, subject.kind === 'project' ? 'project' : `${subject.kind} ${subject.id}`, message],
]

function pathOf(asked: readonly (readonly [string, string | undefined])[], next: string): string {
  const path = new URLSearchParams()
  for (const [parameter, value] of asked) if (value !== undefined) path.set(parameter, value)
  path.set('after', next)
  return path.toString()
}

const isAsked = ({ state, rule, dueOn }: RuleResult, asked: Options): boolean =>
  (asked.state?.includes(state) ?? true) &&
  (asked.rule ?? rule) === rule &&
  (asked.dueBefore === undefined || (dueOn !== undefined && dueOn < asked.dueBefore))

function rendered({ projectId, packs, calendar }: ProjectCompliance, results: readonly RuleResult[]): string {
  const by = packs.map(({ id, version }) => `${id} ${version}`).join(', ')
  return `${projectId}  by ${by}, calendar ${calendar}\n\n${table(HEAD, results.map(cellsOf))}`
}

function states(text: string): readonly string[] {
  const asked = text.split(',')
  const unknown = asked.find((state) => !(STATES as readonly string[]).includes(state))
  if (unknown !== undefined)
    throw new InvalidArgumentError(`"${unknown}" is no state; write some of ${STATES.join(', ')}`)
  return asked
}

function instant(text: string): Instant {
  const parsed = Instant.safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError('write an instant with offset, such as 2023-06-30T23:59:59Z')
  return parsed.data
}
