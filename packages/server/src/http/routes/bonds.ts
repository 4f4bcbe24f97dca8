import { BondsQuery, listBonds } from '@procurement-ledger/projections'
import type { FastifyInstance } from 'fastify'
import type { RouteContext } from '../context.ts'
import { AFTER_HEADER, awaited, describe, ItemPageAnswer } from '../documents.ts'
import { freshness, nextLink } from '../freshness.ts'
import { parse, withoutAwaited } from '../parameters.ts'

/** Bonds, with what came back of them and what is still held. */
export function bondRoutes(app: FastifyInstance, { service }: RouteContext): void {
  app.get(
    '/v1/bonds',
    {
      schema: describe({
        tag: 'Bonds',
        summary: 'Bid and performance bonds, by state, project and bidder',
        query: awaited(BondsQuery),
        headers: AFTER_HEADER,
        answers: { 200: ItemPageAnswer },
      }),
    },
    async (request, reply) => {
      const query = parse(BondsQuery, withoutAwaited(request))
      await freshness(service, request, reply)
      const { items, next } = listBonds(service.models, query)
      return { items, links: next === undefined ? {} : { next: nextLink(request, { after: next }) } }
    },
  )
}
