import { BondsQuery, listBonds, listProjects, ProjectsQuery, type Queryable } from '@procurement-ledger/projections'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import type { RouteContext } from '../context.ts'
import { AFTER_HEADER, awaited, describe, ItemPageAnswer } from '../documents.ts'
import { freshness, nextLink } from '../freshness.ts'
import { parse, withoutAwaited } from '../parameters.ts'

interface List<Query extends z.ZodObject> {
  readonly url: string
  readonly tag: string
  readonly summary: string
  readonly query: Query
  readonly list: (
    models: Queryable,
    query: z.output<Query>,
  ) => Promise<{ readonly items: readonly object[]; readonly next?: string }>
}

/** Lists from the read models, in pages. */
export function listRoutes(app: FastifyInstance, context: RouteContext): void {
  addList(app, context, {
    url: '/v1/projects',
    tag: 'Projects',
    summary: 'Projects, by filters',
    query: ProjectsQuery,
    list: listProjects,
  })
  addList(app, context, {
    url: '/v1/bonds',
    tag: 'Bonds',
    summary: 'Bid and performance bonds, by state, project and bidder',
    query: BondsQuery,
    list: listBonds,
  })
}

function addList<Query extends z.ZodObject>(
  app: FastifyInstance,
  { service }: RouteContext,
  { url, tag, summary, query, list }: List<Query>,
): void {
  const schema = describe({
    ...{ tag, summary, query: awaited(query), headers: AFTER_HEADER },
    answers: { 200: ItemPageAnswer },
  })
  app.get(url, { schema }, async (request, reply) => {
    const asked = parse(query, withoutAwaited(request))
    await freshness(service, request, reply)
    const { items, next } = await list(service.models, asked)
    return { items, links: next === undefined ? {} : { next: nextLink(request, { after: next }) } }
  })
}
