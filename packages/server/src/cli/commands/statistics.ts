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
import { Command } from 'commander'
import { definitionOf } from '../../http/statistic.ts'
import { type ModelsOptions, withModels } from '../models.ts'
import { print, printJson, table } from '../output.ts'
import { parseQuery, withQuery } from '../query-options.ts'
import { type CommonOptions, withCommon, withCuts, withKnown } from '../run.ts'
import { differenceText } from '../statistics/difference-text.ts'
import { figureText, rowsOf } from '../statistics/figure-text.ts'
import { UsageError } from '../stores.ts'

type Options = CommonOptions & ModelsOptions & { readonly csv?: boolean; readonly difference?: readonly string[] }

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
  return withQuery(command, StatisticQuery)
    .addHelpText(
      'after',
      `
Example:
  ledger statistics cycle-time --from 2023-01-01 --to 2023-11-30 --group-by category --compare previous-year`,
    )
    .action(async (id: string | undefined, options: Options) => (id === undefined ? list(options) : show(id, options)))
}

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
  const query = parseQuery(statisticQuery(definition), StatisticQuery, options)
  const asked = { query, needs: needsOfStatistic(definition, query) }
  await withKnown(options, asked, async (models) => {
    const answer = await figure(models, definition, query)
    if (options.json) return printJson(answer)
    if (options.csv) process.stdout.write(toCsv(rowsOf(answer)))
    else print(figureText(answer, definition.title))
  })
}

async function showDifference(definition: Definition, cuts: readonly string[], options: Options): Promise<void> {
  const [a, b, more] = cuts
  if (b === undefined || more !== undefined)
    throw new UsageError('--difference takes two positions or instants, such as --difference 120 2023-06-30T23:59:59Z')
  const query = parseQuery(differenceQuery(definition), StatisticQuery, options, { a, b })
  await withCuts(options, async (cuts, log) => {
    const { head, next, ...told } = await difference({ cuts, log }, definition, query)
    if (options.json) printJson({ ...head, ...told, links: {} })
    else print(differenceText(definition, { head, ...told, ...(next !== undefined && { next }) }))
  })
}
