import {
  BALANCE_COLUMNS,
  BalanceQuery,
  BOND_COLUMNS,
  BondsQuery,
  bondBalance,
  type CutParameters,
  cutOf,
  listBonds,
  listProjects,
  NEEDS_OF_BALANCE,
  NEEDS_OF_BONDS,
  NEEDS_OF_PROJECTS,
  NEEDS_OF_PROPOSALS,
  type Needs,
  oneCut,
  PROJECT_COLUMNS,
  PROPOSAL_COLUMNS,
  ProjectsQuery,
  ProposalsQuery,
  type Queryable,
  releaseProposals,
} from '@procurement-ledger/projections'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { RouteContext } from '../context.ts'
import { AFTER_HEADER, awaited, describe } from '../documents.ts'
import { jsonSchema } from '../json-schema.ts'
import { readKnown } from '../known.ts'
import { listAnswers, nextPage, sendList } from '../list.ts'
import { parse, withoutAwaited } from '../parameters.ts'

const Page = z.object({
  items: z.array(z.record(z.string(), z.unknown())),
  links: z.object({ next: z.string().optional() }),
})

const Balance = Page.extend({ groupBy: z.string(), total: z.record(z.string(), z.unknown()) })

/** Every list can be asked for as of a cut. */
type ListQuery = z.ZodObject & z.ZodType<CutParameters>

interface List<Query extends ListQuery> {
  readonly url: string
  readonly tag: string
  readonly summary: string
  readonly query: Query
  readonly needs: Needs
  readonly columns: readonly string[]
  /** What it answers as JSON; items alone if left out. */
  readonly answer?: object
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
  addList(app, context, {
    url: '/v1/bonds/balance',
    tag: 'Bonds',
    summary: 'The trial balance of the books of bonds, by project, bidder or bank',
    query: BalanceQuery,
    needs: NEEDS_OF_BALANCE,
    columns: BALANCE_COLUMNS,
    answer: jsonSchema(Balance),
    list: bondBalance,
  })
  addList(app, context, {
    url: '/v1/bonds/proposals',
    tag: 'Bonds',
    summary: 'Bid bonds in money whose time to go back has come, as the ledger proposes them',
    query: ProposalsQuery,
    needs: NEEDS_OF_PROPOSALS,
    columns: PROPOSAL_COLUMNS,
    list: (models, query, nowMs) => releaseProposals(models, query, { nowMs, rates: context.service.bondRates }),
  })
}

function addList<Query extends ListQuery>(
  app: FastifyInstance,
  { service }: RouteContext,
  { url, tag, summary, query, needs, columns, answer, list }: List<Query>,
): void {
  const judged = query.check(oneCut)
  const schema = describe({
    ...{ tag, summary, query: awaited(query), headers: AFTER_HEADER },
    answers: listAnswers(answer),
  })
  app.get(url, { schema }, async (request, reply) => {
    const asked = parse(judged, withoutAwaited(request)) as z.output<Query>
    const known = { cut: cutOf(asked), needs }
    const { next, ...page } = await readKnown(service, { request, reply }, known, (models) =>
      list(models, asked, service.now()),
    )
    return sendList({ request, reply }, { ...page, links: nextPage(request, next) }, { columns })
  })
}
