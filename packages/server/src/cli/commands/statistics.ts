import {
  type AnsweredFigure,
  describeStatistics,
  figure,
  needsOfStatistic,
  type StatisticAnswer,
  StatisticQuery,
  statisticOf,
  statisticQuery,
  toCsv,
} from '@procurement-ledger/projections'
import { Command, Option } from 'commander'
import type { z } from 'zod'
import { jsonSchema } from '../../http/documents.ts'
import { invalidProblem, serviceProblem } from '../../http/problems.ts'
import { type ModelsOptions, withModels } from '../models.ts'
import { type Align, print, printJson, table } from '../output.ts'
import { type CommonOptions, withCommon, withKnown } from '../run.ts'
import { UsageError } from '../stores.ts'

type Options = CommonOptions & ModelsOptions & { readonly csv?: boolean } & { readonly [parameter: string]: unknown }

/** `ledger statistics`: the definitions, or a figure. HTTP's query parameters are its options. */
export function statisticsCommand(): Command {
  const command = withModels(withCommon(new Command('statistics')))
    .summary('the definitions, or a figure')
    .argument('[id]', 'such as cycle-time; left out: all definitions')
    .option('--csv', 'groups as CSV')
  for (const parameter of parameters) command.addOption(optionOf(parameter))
  return command
    .addHelpText(
      'after',
      `
Example:
  ledger statistics cycle-time --from 2023-01-01 --to 2023-11-30 --group-by category --compare previous-year`,
    )
    .action(async (id: string | undefined, options: Options) => (id === undefined ? list(options) : show(id, options)))
}

const { shape } = StatisticQuery
const parameters = Object.keys(shape) as (keyof typeof shape)[]

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function optionOf(parameter: keyof typeof shape): Option {
  const schema: Described = jsonSchema(shape[parameter])
  // A switch on the command line, `net=true` over HTTP.
  return parameter === 'net'
    ? new Option('--net', schema.description)
    : new Option(`--${kebab(parameter)} <value>`, describedBy(schema))
}

interface Described {
  readonly description?: string
  readonly enum?: readonly string[]
}

/** What the document of HTTP says of a parameter, with the values it takes where they are few. */
function describedBy({ description, enum: values = [] }: Described): string {
  const choice = values.length > 0 && values.length <= MAX_LISTED ? values.join(', ') : undefined
  return [description, choice].filter((text) => text !== undefined).join(' ')
}

/** A longer list hides the others. */
const MAX_LISTED = 20

function list({ json }: Options): void {
  const definitions = describeStatistics()
  if (json) printJson({ items: definitions, links: {} })
  else
    print(
      table(
        ['statistic', 'unit', 'what it is'],
        definitions.map(({ id, unit, title, term }) => [id, unit, `${title} (${term})`]),
      ),
    )
}

async function show(id: string, options: Options): Promise<void> {
  const definition = statisticOf(id)
  if (definition === undefined)
    throw serviceProblem('STATISTIC_UNKNOWN', `${id} is no statistic; ledger statistics lists them`)
  const query = statisticQuery(definition).safeParse(queryOf(options))
  if (!query.success) throw wrongUsage(query.error)
  const asked = { query: query.data, needs: needsOfStatistic(definition, query.data) }
  await withKnown(options, asked, async (models) => {
    const answer = await figure(models, definition, query.data)
    if (options.json) return printJson(answer)
    const rows = [...answer.groups, answer.total].map(flatten)
    if (options.csv) process.stdout.write(toCsv(rows))
    else print(`${head(answer, definition.title)}\n${rendered(rows)}`)
  })
}

function wrongUsage({ issues }: z.ZodError): UsageError {
  const flaws = issues.map(({ path: [parameter], message }) => ({ parameter: String(parameter), message }))
  const problem = invalidProblem(flaws.map(({ parameter, message }) => ({ path: `/${parameter}`, message })))
  return new UsageError(flaws.map(({ parameter, message }) => `--${kebab(parameter)}: ${message}`).join('; '), problem)
}

const queryOf = (options: Options): Record<string, string> =>
  Object.fromEntries(
    parameters.filter((name) => options[name] !== undefined).map((name) => [name, String(options[name])]),
  )

function head(answer: StatisticAnswer, title: string): string {
  const { id, variant, from, to, unit, zone, position, asOf } = answer
  const period = `${from ?? 'the beginning'} to ${to ?? 'the end'}`
  return `${title} · ${id}${variant === undefined ? '' : ` ${variant}`}\n${period}, in ${unit}, zone ${zone}, at position ${position}${asOf === undefined ? '' : `, as known ${asOf}`}\n`
}

type Flat = Readonly<Record<string, string | number | null>>

/** A figure as one row: nested keys joined by dots, money as its amount. */
function flatten(figure: AnsweredFigure): Flat {
  const flat: Record<string, string | number | null> = {}
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) flat[path] = value as string | number | null
    else if ('amount' in value && 'currency' in value) flat[path] = `${value.amount} ${value.currency}`
    else for (const [key, inner] of Object.entries(value)) visit(inner, path === '' ? key : `${path}.${key}`)
  }
  visit(figure, '')
  return flat
}

/** More groups than this stand one under another. */
const SIDE_BY_SIDE = 4

/** A few groups stand side by side, a column each; many stand one under another. */
function rendered(rows: readonly Flat[]): string {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cells = rows.map((row, i) => keys.map((key) => cellOf(row[key], i === rows.length - 1)))
  if (rows.length > SIDE_BY_SIDE + 1) return table(keys, cells, keys.map(alignOf(rows)))
  const labels = rows.map((_row, i) => (i === rows.length - 1 ? 'total' : `group ${i + 1}`))
  const columns = keys.map((key, k) => [key, ...cells.map((row) => row[k] ?? '')])
  return table(['', ...labels], columns, ['left', ...rows.map((): Align => 'right')])
}

function cellOf(value: Flat[string] | undefined, isTotal: boolean): string {
  if (value === undefined) return isTotal ? 'total' : ''
  if (value === null) return '-'
  return typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(4) : String(value)
}

const alignOf =
  (rows: readonly Flat[]) =>
  (key: string): Align =>
    rows.some((row) => typeof row[key] === 'number' || / [A-Z]{3}$/.test(String(row[key]))) ? 'right' : 'left'
