import {
  type CutParameters,
  cutOf,
  listProjects,
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
import { parseQuery, pathOf, withQuery } from '../query-options.ts'
import { type RulesOptions, withRules } from '../rules.ts'
import { type CommonOptions, withCommon } from '../store-options.ts'
import { withKnown } from '../with-service.ts'

type ListQuery = z.ZodObject & z.ZodType<CutParameters & { readonly after?: string | undefined }>

export type ListCommandOptions = CommonOptions & ModelsOptions & RulesOptions & ListOptions

export interface Listed<Query extends ListQuery> {
  /** Below /v1 of HTTP, and of the command. */
  readonly name: string
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
    query: ProjectsQuery,
    needs: NEEDS_OF_PROJECTS,
    columns: PROJECT_COLUMNS,
    list: listProjects,
  })

function listCommand<Query extends ListQuery>(listed: Listed<Query>): Command {
  return listing(listed).action((options: ListCommandOptions) => showList(listed, options))
}

/** A command with the formats of lists, and HTTP's query parameters as options. */
export const listing = ({ name, query }: Pick<Listed<ListQuery>, 'name' | 'query'>): Command =>
  withQuery(withRules(withFormats(withModels(withCommon(new Command(name))))), query)

export async function showList<Query extends ListQuery>(
  { name, query, needs, columns, list }: Listed<Query>,
  options: ListCommandOptions,
): Promise<void> {
  const asked = parseQuery(query.check(oneCut), query, options) as z.output<Query>
  const nowMs = Date.now()
  await withKnown(options, { cut: cutOf(asked), needs }, (models) => {
    const page = (after: string | undefined) => list(models, after === undefined ? asked : { ...asked, after }, nowMs)
    return writeList(options, { path: pathOf(`/v1/${name}`, query, options), columns, page })
  })
}
