import {
  BYTE_ORDER_MARK,
  cutOf,
  type Definition,
  DIFFERENCE_COLUMNS,
  type DifferenceItem,
  describeStatistic,
  describeStatistics,
  difference,
  differenceLines,
  differenceQuery,
  ExclusionsQuery,
  exclusionColumns,
  exclusions,
  exclusionsQuery,
  figure,
  needsOfStatistic,
  PopulationQuery,
  population,
  populationColumns,
  populationQuery,
  STATISTIC_COLUMNS,
  StatisticQuery,
  statisticQuery,
  toCsv,
} from '@procurement-ledger/projections'
import { Command } from 'commander'
import { z } from 'zod'
import { definitionOf } from '../../http/statistic.ts'
import { type ListOptions, printPage, withFormats, writeList } from '../list-output.ts'
import { type ModelsOptions, withModels } from '../models.ts'
import { print, printJson } from '../output.ts'
import { parseQuery, pathOf, withQuery } from '../query-options.ts'
import { type RulesOptions, withRules } from '../rules.ts'
import { differenceText } from '../statistics/difference-text.ts'
import { explanation } from '../statistics/explanation.ts'
import { figureText, rowsOf } from '../statistics/figure-text.ts'
import { type CommonOptions, withCommon } from '../store-options.ts'
import { UsageError } from '../stores.ts'
import { withCuts, withKnown } from '../with-service.ts'

type Options = CommonOptions &
  ModelsOptions &
  ListOptions &
  RulesOptions & {
    readonly difference?: readonly string[]
    readonly rows?: string | true
    readonly exclusions?: boolean
    readonly explain?: boolean
  }

/** `ledger statistics`: the definitions, or a figure. HTTP's query parameters are its options. */
export function statisticsCommand(): Command {
  const command = withRules(withFormats(withModels(withCommon(new Command('statistics')))))
    .argument('[id]', 'such as cycle-time; left out: all definitions')
    .option('--explain', 'what the figure means, what it is of, what was left out, and the first rows')
    .option('--rows [key]', 'the rows behind the figure, or behind one of its keys, such as guaranteed.count')
    .option('--exclusions', 'the rows that the figure leaves out, each with the reason')
    .option(
      '--difference <cuts...>',
      'two positions or instants: what changed the figure between them, by which events',
    )
  return withQuery(withQuery(command, StatisticQuery), pagingOf(PopulationQuery))
    .addHelpText(
      'after',
      `
Example:
  ledger statistics cycle-time --from 2023-01-01 --to 2023-11-30 --group-by category --compare previous-year`,
    )
    .action(async (id: string | undefined, options: Options) => (id === undefined ? list(options) : show(id, options)))
}

/** What a list of rows has beside the parameters of a figure. */
const pagingOf = ({ shape }: typeof PopulationQuery) =>
  z.strictObject({ excluded: shape.excluded, after: shape.after, limit: shape.limit })

function list(options: Options): Promise<void> {
  const items = describeStatistics()
  const page = async () => ({ items })
  return writeList(options, {
    path: '/v1/statistics',
    columns: STATISTIC_COLUMNS,
    shown: ['id', 'unit', 'title', 'term'],
    page,
  })
}

async function show(id: string, options: Options): Promise<void> {
  const definition = definitionOf(id)
  if (options.difference !== undefined) return showDifference(definition, options.difference, options)
  if (options.rows !== undefined) return showRows(definition, options.rows, options)
  if (options.exclusions) return showExclusions(definition, options)
  if (options.explain) return explain(definition, options)
  const query = parseQuery(statisticQuery(definition), StatisticQuery, options)
  const asked = { cut: cutOf(query), needs: needsOfStatistic(definition, query) }
  await withKnown(options, asked, async (models) => {
    const answer = await figure(models, definition, query)
    if (options.json) return printJson(answer)
    if (options.csv) process.stdout.write(`${options.bom ? BYTE_ORDER_MARK : ''}${toCsv(rowsOf(answer))}`)
    else if (options.ndjson) for (const row of [...answer.groups, answer.total]) print(JSON.stringify(row))
    else print(figureText(answer, definition.title))
  })
}

async function showRows(definition: Definition, key: string | true, options: Options): Promise<void> {
  const more: Record<string, string> = key === true ? {} : { key }
  const query = parseQuery(populationQuery(definition), PopulationQuery, options, more)
  const path = pathOf(`/v1/statistics/${definition.id}/population`, PopulationQuery, options, more)
  await withKnown(options, { cut: cutOf(query), needs: needsOfStatistic(definition, query) }, (models) => {
    const page = (after: string | undefined) =>
      population(models, definition, after === undefined ? query : { ...query, after })
    return writeList(options, { path, columns: populationColumns(definition, query), page })
  })
}

async function showExclusions(definition: Definition, options: Options): Promise<void> {
  const query = parseQuery(exclusionsQuery(definition), ExclusionsQuery, options)
  const path = pathOf(`/v1/statistics/${definition.id}/exclusions`, ExclusionsQuery, options)
  await withKnown(options, { cut: cutOf(query), needs: needsOfStatistic(definition, query) }, (models) => {
    const page = (after: string | undefined) =>
      exclusions(models, definition, after === undefined ? query : { ...query, after })
    return writeList(options, { path, columns: exclusionColumns(definition), page })
  })
}

/** Rows that show what the others are like. */
const FIRST_ROWS = 5

async function explain(definition: Definition, options: Options): Promise<void> {
  const query = parseQuery(statisticQuery(definition), StatisticQuery, options)
  const { groupBy: _groupBy, compare: _compare, ...narrowed } = query
  await withKnown(options, { cut: cutOf(query), needs: needsOfStatistic(definition, query) }, (models) =>
    models.snapshot(async () => {
      const answer = await figure(models, definition, narrowed)
      const rows = await population(models, definition, { ...narrowed, limit: FIRST_ROWS })
      if (options.json) printJson({ definition: describeStatistic(definition), answer, rows: rows.items })
      else print(explanation(definition, { answer, rows }))
    }),
  )
}

async function showDifference(definition: Definition, cuts: readonly string[], options: Options): Promise<void> {
  const [a, b, more] = cuts
  if (a === undefined || b === undefined || more !== undefined)
    throw new UsageError('--difference takes two positions or instants, such as --difference 120 2023-06-30T23:59:59Z')
  const query = parseQuery(differenceQuery(definition), PopulationQuery, options, { a, b })
  const path = pathOf(`/v1/statistics/${definition.id}/difference`, PopulationQuery, options, { a, b })
  await withCuts(options, async (cuts, log) => {
    const first = await difference({ cuts, log }, definition, query)
    const { head, next, ...told } = first
    if (options.json) return printPage({ ...head, ...told, ...(next !== undefined && { next }) }, path)
    if (options.csv || options.ndjson) {
      const lines = (item: object) => differenceLines(item as DifferenceItem)
      const page = async (after: string | undefined) =>
        after === undefined ? first : difference({ cuts, log }, definition, { ...query, after })
      return writeList(options, { path, columns: DIFFERENCE_COLUMNS, lines, page })
    }
    print(differenceText(definition, { head, ...told, ...(next !== undefined && { next }) }))
  })
}
