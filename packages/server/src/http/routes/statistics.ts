import {
  cutOf,
  describeStatistic,
  describeStatistics,
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
} from '@procurement-ledger/projections'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { RouteContext } from '../context.ts'
import { AFTER_HEADER, awaited, DefinitionAnswer, describe, FigureAnswer } from '../documents.ts'
import { readKnown } from '../known.ts'
import { listAnswers, nextPage, sendList } from '../list.ts'
import { NoQuery, parse, withoutAwaited } from '../parameters.ts'
import { definitionOf } from '../statistic.ts'

const StatisticParams = z.strictObject({ id: z.string() })
const TAG = 'Statistics'

type ById = { Params: { id: string } }

/** Definitions, figures, and the rows behind a figure. */
export function statisticRoutes(app: FastifyInstance, { service }: RouteContext): void {
  app.get(
    '/v1/statistics',
    { schema: describe({ tag: TAG, summary: 'All definitions', answers: listAnswers() }) },
    async (request, reply) => {
      parse(NoQuery, request.query)
      const page = { items: describeStatistics(), links: {} }
      return sendList({ request, reply }, page, { columns: STATISTIC_COLUMNS })
    },
  )

  app.get<ById>(
    '/v1/statistics/:id',
    {
      schema: describe({
        tag: TAG,
        summary: 'A figure',
        params: StatisticParams,
        query: awaited(StatisticQuery),
        headers: AFTER_HEADER,
        answers: { 200: FigureAnswer },
      }),
    },
    async (request, reply) => {
      const definition = definitionOf(request.params.id)
      const query = parse(statisticQuery(definition), withoutAwaited(request))
      const asked = { cut: cutOf(query), needs: needsOfStatistic(definition, query) }
      return readKnown(service, { request, reply }, asked, (models) => figure(models, definition, query))
    },
  )

  app.get<ById>(
    '/v1/statistics/:id/population',
    {
      schema: describe({
        tag: TAG,
        summary: 'The rows behind a figure, or those it leaves out',
        params: StatisticParams,
        query: awaited(PopulationQuery),
        headers: AFTER_HEADER,
        answers: listAnswers(),
      }),
    },
    async (request, reply) => {
      const definition = definitionOf(request.params.id)
      const query = parse(populationQuery(definition), withoutAwaited(request))
      const asked = { cut: cutOf(query), needs: needsOfStatistic(definition, query) }
      const { items, next } = await readKnown(service, { request, reply }, asked, (models) =>
        population(models, definition, query),
      )
      return sendList(
        { request, reply },
        { items, links: nextPage(request, next) },
        { columns: populationColumns(definition, query) },
      )
    },
  )

  app.get<ById>(
    '/v1/statistics/:id/exclusions',
    {
      schema: describe({
        tag: TAG,
        summary: 'The rows that a figure leaves out, each with the reason',
        params: StatisticParams,
        query: awaited(ExclusionsQuery),
        headers: AFTER_HEADER,
        answers: listAnswers(),
      }),
    },
    async (request, reply) => {
      const definition = definitionOf(request.params.id)
      const query = parse(exclusionsQuery(definition), withoutAwaited(request))
      const asked = { cut: cutOf(query), needs: needsOfStatistic(definition, query) }
      const { items, next } = await readKnown(service, { request, reply }, asked, (models) =>
        models.snapshot((at) => exclusions(at, definition, query)),
      )
      return sendList(
        { request, reply },
        { items, links: nextPage(request, next) },
        { columns: exclusionColumns(definition) },
      )
    },
  )

  app.get<ById>(
    '/v1/statistics/:id/definition',
    {
      schema: describe({
        tag: TAG,
        summary: 'A definition, in words and by its keys',
        params: StatisticParams,
        answers: { 200: DefinitionAnswer },
      }),
    },
    async (request) => {
      parse(NoQuery, request.query)
      return describeStatistic(definitionOf(request.params.id))
    },
  )
}
