import type { YearlyRate } from '@procurement-ledger/core/rules'
import {
  BALANCE_COLUMNS,
  BALANCE_GROUPS,
  type BalancePage,
  BalanceQuery,
  BOND_COLUMNS,
  type BondBalance,
  BondsQuery,
  bondBalance,
  cutOf,
  listBonds,
  NEEDS_OF_BALANCE,
  NEEDS_OF_BONDS,
  NEEDS_OF_PROPOSALS,
  oneCut,
  PROPOSAL_COLUMNS,
  ProposalsQuery,
  releaseProposals,
} from '@procurement-ledger/projections'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import { bondRatesOption } from '../bond-rates.ts'
import { printPage, writeList } from '../list-output.ts'
import { print, table } from '../output.ts'
import { parseQuery, pathOf } from '../query-options.ts'
import { withKnown } from '../with-service.ts'
import { type ListCommandOptions, type Listed, listing, showList } from './lists.ts'

type Options = ListCommandOptions & {
  readonly balance?: string
  readonly proposals?: boolean
  readonly bondRates?: readonly YearlyRate[]
}

const BONDS: Listed<typeof BondsQuery> = {
  name: 'bonds',
  query: BondsQuery,
  needs: NEEDS_OF_BONDS,
  columns: BOND_COLUMNS,
  list: listBonds,
}

/** `ledger bonds`: what GET /v1/bonds answers, and what lies below it. */
export const bondsCommand = (): Command =>
  listing(BONDS)
    .addOption(new Option('--balance <group>', 'the books instead').choices([...BALANCE_GROUPS]))
    .option('--proposals', 'the releases that are to be made instead')
    .addOption(bondRatesOption())
    .option('--currency <code>', 'of --balance; CNY if left out')
    .option('--to <date>', 'of --balance: what was posted by the end of that day')
    .addHelpText('after', '\nExample:\n  ledger bonds --state overdue --due-before 2023-06-01')
    .action((options: Options) => {
      if (options.proposals) return proposals(options)
      return options.balance === undefined ? showList(BONDS, options) : balance(options)
    })

/** What the list takes is refused where it says nothing of the books or of what is to be released. */
const GIVEN = z.object({ ...BondsQuery.shape, ...BalanceQuery.shape })

async function balance(options: Options): Promise<void> {
  const more = { groupBy: options.balance ?? 'project' }
  const query = parseQuery(BalanceQuery.check(oneCut), GIVEN, options, more)
  const path = pathOf('/v1/bonds/balance', GIVEN, options, more)
  await withKnown(options, { cut: cutOf(query), needs: NEEDS_OF_BALANCE }, async (models) => {
    const page = (after: string | undefined) => bondBalance(models, after === undefined ? query : { ...query, after })
    if (options.csv || options.ndjson) return writeList(options, { path, columns: BALANCE_COLUMNS, page })
    const { next, ...first } = await page(undefined)
    if (options.json) printPage({ ...first, ...(next !== undefined && { next }) }, path)
    else print(balanced(first, next))
  })
}

async function proposals(options: Options): Promise<void> {
  const query = parseQuery(ProposalsQuery.check(oneCut), GIVEN, options)
  const path = pathOf('/v1/bonds/proposals', GIVEN, options)
  const world = { nowMs: Date.now(), rates: options.bondRates }
  await withKnown(options, { cut: cutOf(query), needs: NEEDS_OF_PROPOSALS }, (models) => {
    const page = (after: string | undefined) =>
      releaseProposals(models, after === undefined ? query : { ...query, after }, world)
    return writeList(options, { path, columns: PROPOSAL_COLUMNS, page })
  })
}

const SUMS = ['lodged', 'released', 'forfeited', 'claimed', 'held', 'interest', 'suspense'] as const

function balanced({ groupBy, items, total }: BalancePage, next: string | undefined): string {
  const sums = (of: BondBalance) => SUMS.map((sum) => of[sum].amount)
  const rows = [...items.map((item) => [item.key || '-', ...sums(item)]), ['total', ...sums(total)]]
  const told = table([groupBy, ...SUMS], rows, ['left', ...SUMS.map(() => 'right' as const)])
  return next === undefined ? told : `${told}\n\nmore rows: --after ${next}`
}
