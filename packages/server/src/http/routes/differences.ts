import {
  DIFFERENCE_COLUMNS,
  type DifferenceItem,
  DifferenceQuery,
  difference,
  differenceLines,
  differenceQuery,
} from '@procurement-ledger/projections'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { RouteContext } from '../context.ts'
import { AFTER_HEADER, awaited, DifferenceAnswer, describe } from '../documents.ts'
import { logFreshness } from '../freshness.ts'
import { listAnswers, nextPage, sendList } from '../list.ts'
import { parse, withoutAwaited } from '../parameters.ts'
import { definitionOf } from '../statistic.ts'

/** How long an answer waits for each of the two cuts. */
const CUT_WAIT_MS = 12_000

/** Why a figure changed. */
export function differenceRoutes(app: FastifyInstance, { service }: RouteContext): void {
  app.get<{ Params: { id: string } }>(
    '/v1/statistics/:id/difference',
    {
      schema: describe({
        tag: 'Statistics',
        summary:
          'A figure at two positions or moments: the rows that came, went or changed, and the events behind them',
        params: z.strictObject({ id: z.string() }),
        query: awaited(DifferenceQuery),
        headers: AFTER_HEADER,
        answers: listAnswers(DifferenceAnswer),
      }),
    },
    async (request, reply) => {
      const definition = definitionOf(request.params.id)
      const query = parse(differenceQuery(definition), withoutAwaited(request))
      await logFreshness(service, request)
      const { cuts, ledger } = service
      const { head, next, ...told } = await difference({ cuts, log: ledger.store }, definition, query, CUT_WAIT_MS)
      reply.header('x-position', told.b.position)
      const page = { ...head, ...told, links: nextPage(request, next) }
      const lines = (item: object) => differenceLines(item as DifferenceItem)
      return sendList({ request, reply }, page, { columns: DIFFERENCE_COLUMNS, lines })
    },
  )
}
