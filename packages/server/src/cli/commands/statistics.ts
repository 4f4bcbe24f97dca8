import {
  type Definition,
  describeStatistics,
  difference,
  differenceQuery,
  figure,
  needsOfStatistic,
  StatisticQuery,
  statisticQuery,
  toCsv,
} from '@procurement-ledger/projections'
import { Command, Option } from 'commander'
import type { z } from 'zod'
import { jsonSchema } from '../../http/documents.ts'
import { invalidProblem } from '../../http/problems.ts'
import { definitionOf } from '../../http/statistic.ts'
import { type ModelsOptions, withModels } from '../models.ts'
import { print, printJson, table } from '../output.ts'
import { type CommonOptions, withCommon, withCuts, withKnown } from '../run.ts'
import { differenceText } from '../statistics/difference-text.ts'
import { figureText, rowsOf } from '../statistics/figure-text.ts'
import { UsageError } from '../stores.ts'

type Options = CommonOptions &
  ModelsOptions & { readonly csv?: boolean; readonly difference?: readonly string[] } & {
    readonly [parameter: string]: unknown
  }

/** `ledger statistics`: the definitions, or a figure. HTTP's query parameters are its options. */
export function statisticsCommand(): Command {
  const command = withModels(withCommon(new Command('statistics')))
    .summary('the definitions, or a figure')
    .argument('[id]', 'such as cycle-time; left out: all definitions')
    .option('--csv', 'groups as CSV')
    .option(
      '--difference <cuts...>',
      'two positions or instants: what changed the figure between them, by which events',
    )
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
  const definition = definitionOf(id)
  if (options.difference !== undefined) return showDifference(definition, options.difference, options)
  const query = statisticQuery(definition).safeParse(queryOf(options))
  if (!query.success) throw wrongUsage(query.error)
  const asked = { query: query.data, needs: needsOfStatistic(definition, query.data) }
  await withKnown(options, asked, async (models) => {
    const answer = await figure(models, definition, query.data)
    if (options.json) return printJson(answer)
    if (options.csv) process.stdout.write(toCsv(rowsOf(answer)))
    else print(figureText(answer, definition.title))
  })
}

async function showDifference(definition: Definition, cuts: readonly string[], options: Options): Promise<void> {
  const [a, b, more] = cuts
  if (b === undefined || more !== undefined)
    throw new UsageError('--difference takes two positions or instants, such as --difference 120 2023-06-30T23:59:59Z')
  const query = differenceQuery(definition).safeParse({ ...queryOf(options), a, b })
  if (!query.success) throw wrongUsage(query.error)
  await withCuts(options, async (cuts, log) => {
    const { head, next, ...told } = await difference({ cuts, log }, definition, query.data)
    if (options.json) printJson({ ...head, ...told, links: {} })
    else print(differenceText(definition, { head, ...told, ...(next !== undefined && { next }) }))
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
