import {
  BOND_COLUMNS,
  BondsQuery,
  type CutParameters,
  listBonds,
  listProjects,
  NEEDS_OF_BONDS,
  NEEDS_OF_PROJECTS,
  type Needs,
  oneCut,
  PROJECT_COLUMNS,
  ProjectsQuery,
  type Queryable,
} from '@procurement-ledger/projections'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import type { RouteContext } from '../context.ts'
import { AFTER_HEADER, awaited, describe } from '../documents.ts'
import { nextLink } from '../freshness.ts'
import { readKnown } from '../known.ts'
import { listAnswers, sendList } from '../list.ts'
import { parse, withoutAwaited } from '../parameters.ts'

/** Every list can be asked for as of a cut. */
type ListQuery = z.ZodObject & z.ZodType<CutParameters>

interface List<Query extends ListQuery> {
  readonly url: string
  readonly tag: string
  readonly summary: string
  readonly query: Query
  readonly needs: Needs
  readonly columns: readonly string[]
  readonly list: (
    models: Queryable,
    query: z.output<Query>,
    nowMs: number,
  ) => Promise<{ readonly items: readonly object[]; readonly next?: string }>
}

/** Lists from the read models, in pages. */
export function listRoutes(app: FastifyInstance, context: RouteContext): void {
  addList(app, context, {
    url: '/v1/projects',
    tag: 'Projects',
    summary: 'Projects, by filters',
    query: ProjectsQuery,
    needs: NEEDS_OF_PROJECTS,
    columns: PROJECT_COLUMNS,
    list: listProjects,
  })
  addList(app, context, {
    url: '/v1/bonds',
    tag: 'Bonds',
    summary: 'Bid and performance bonds, by state, project, bidder and the day on which they are due',
    query: BondsQuery,
    needs: NEEDS_OF_BONDS,
    columns: BOND_COLUMNS,
    list: listBonds,
  })
}

function addList<Query extends ListQuery>(
  app: FastifyInstance,
  { service }: RouteContext,
  { url, tag, summary, query, needs, columns, list }: List<Query>,
): void {
  const judged = query.check(oneCut)
  const schema = describe({
    ...{ tag, summary, query: awaited(query), headers: AFTER_HEADER },
    answers: listAnswers(),
  })
  app.get(url, { schema }, async (request, reply) => {
    const asked = parse(judged, withoutAwaited(request)) as z.output<Query>
    const { items, next } = await readKnown(service, { request, reply }, { query: asked, needs }, (models) =>
      list(models, asked, service.now()),
    )
    const links = next === undefined ? {} : { next: nextLink(request, { after: next }) }
    return sendList({ request, reply }, { items, links }, { columns })
  })
}
