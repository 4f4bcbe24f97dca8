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
  type Snapshots,
} from '@procurement-ledger/projections'
import { Command } from 'commander'
import type { z } from 'zod'
import { type ListOptions, withFormats, writeList } from '../list-output.ts'
import { type ModelsOptions, withModels } from '../models.ts'
import { parseQuery, withQuery } from '../query-options.ts'
import { type RulesOptions, withRules } from '../rules.ts'
import { type CommonOptions, withCommon, withKnown } from '../run.ts'

type ListQuery = z.ZodObject & z.ZodType<CutParameters & { readonly after?: string | undefined }>

type Options = CommonOptions & ModelsOptions & RulesOptions & ListOptions

interface Listed<Query extends ListQuery> {
  readonly name: string
  readonly summary: string
  readonly query: Query
  readonly needs: Needs
  readonly columns: readonly string[]
  readonly list: (
    models: Snapshots,
    query: z.output<Query>,
    nowMs: number,
  ) => Promise<{ readonly items: readonly object[]; readonly next?: string }>
}

/** `ledger projects`: what GET /v1/projects answers. */
export const projectsCommand = (): Command =>
  listCommand({
    name: 'projects',
    summary: 'projects, by filters',
    query: ProjectsQuery,
    needs: NEEDS_OF_PROJECTS,
    columns: PROJECT_COLUMNS,
    list: listProjects,
  })

/** `ledger bonds`: what GET /v1/bonds answers. */
export const bondsCommand = (): Command =>
  listCommand({
    name: 'bonds',
    summary: 'bid and performance bonds, by state, project, bidder and the day on which they are due',
    query: BondsQuery,
    needs: NEEDS_OF_BONDS,
    columns: BOND_COLUMNS,
    list: listBonds,
  })

function listCommand<Query extends ListQuery>({ name, summary, query, needs, columns, list }: Listed<Query>): Command {
  const judged = query.check(oneCut)
  const command = withRules(withFormats(withModels(withCommon(new Command(name))))).summary(summary)
  return withQuery(command, query).action(async (options: Options) => {
    const asked = parseQuery(judged, query, options) as z.output<Query>
    const nowMs = Date.now()
    await withKnown(options, { query: asked, needs }, (models) => {
      const page = (after: string | undefined) => list(models, after === undefined ? asked : { ...asked, after }, nowMs)
      return writeList(options, { columns, page })
    })
  })
}
