import { CalendarDate, Instant } from '@procurement-ledger/core'
import { type RuleResult, STATES } from '@procurement-ledger/core/rules'
import { Command, InvalidArgumentError, Option } from 'commander'
import { judgeProject, type ProjectCompliance } from '../../compliance/judge-project.ts'
import { missingSubject } from '../../http/missing-subject.ts'
import { ProjectParams, parse } from '../../http/parameters.ts'
import { print, printJson, table } from '../output.ts'
import { type RulesOptions, rulesOf, withRules } from '../rules.ts'
import { type CommonOptions, withCommon, withLedger } from '../run.ts'

interface Options extends CommonOptions, RulesOptions {
  readonly state?: readonly string[]
  readonly rule?: string
  readonly dueBefore?: CalendarDate
  readonly on?: CalendarDate
  readonly asOf?: Instant
}

/** `ledger compliance`: the legal deadlines and amounts. */
export const complianceCommand = (): Command =>
  withRules(withCommon(new Command('compliance')))
    .summary('the legal deadlines and amounts')
    .argument('<project>', 'project id')
    .addOption(new Option('--state <states>', `only these, comma-separated: ${STATES.join(', ')}`).argParser(states))
    .option('--rule <id>', 'only this one, such as R14')
    .option('--due-before <date>', 'only what is due before that day', date)
    .option('--on <date>', "judged on that day; today in the venue's zone if left out", date)
    .option('--as-of <instant>', 'as known at that moment (recordedAt), such as 2023-06-30T23:59:59Z', instant)
    .action(async (projectId: string, options: Options) => {
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
    })

const isAsked = ({ state, rule, dueOn }: RuleResult, asked: Options): boolean =>
  (asked.state?.includes(state) ?? true) &&
  (asked.rule ?? rule) === rule &&
  (asked.dueBefore === undefined || (dueOn !== undefined && dueOn < asked.dueBefore))

function rendered({ projectId, packs, calendar }: ProjectCompliance, results: readonly RuleResult[]): string {
  const by = packs.map(({ id, version }) => `${id} ${version}`).join(', ')
  const rows = results.map(({ rule, subject, state, dueOn = '', message }) => [
    ...[rule, state, dueOn, subject.kind === 'project' ? 'project' : `${subject.kind} ${subject.id}`, message],
  ])
  return `${projectId}  by ${by}, calendar ${calendar}\n\n${table(['rule', 'state', 'due', 'about', 'why'], rows)}`
}

function states(text: string): readonly string[] {
  const asked = text.split(',')
  const unknown = asked.find((state) => !(STATES as readonly string[]).includes(state))
  if (unknown !== undefined)
    throw new InvalidArgumentError(`"${unknown}" is no state; write some of ${STATES.join(', ')}`)
  return asked
}

function date(text: string): CalendarDate {
  const parsed = CalendarDate.safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError(parsed.error.issues.map(({ message }) => message).join('; '))
  return parsed.data
}

function instant(text: string): Instant {
  const parsed = Instant.safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError('write an instant with offset, such as 2023-06-30T23:59:59Z')
  return parsed.data
}
