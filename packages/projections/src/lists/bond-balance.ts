import { dayNumber, fromMinor, type Money } from '@procurement-ledger/core'
import { DEFAULT_PAGE } from '../query.ts'
import type { Parameter, Queryable } from '../queryable.ts'
import { ACCOUNTS, type Account } from '../read-models/bond-journal.ts'
import { exactSum, readSum } from '../statistics/exact-sum.ts'
import { DEFAULT_CURRENCY } from '../statistics/figure.ts'
import { all, list, name, type Sql, sql } from '../statistics/sql.ts'
import { cursorOf } from './cursor.ts'
import type { BalanceQuery } from './list-queries.ts'

/** The books of some bonds, in one currency. lodged = released + forfeited + claimed + held, and debits = credits. */
export interface BondBalance {
  readonly lodged: Money
  readonly released: Money
  readonly forfeited: Money
  readonly claimed: Money
  readonly held: Money
  /** Paid beside what was lodged. */
  readonly interest: Money
  /** Moved by imported histories without a bond that held it; 0 in the books of a lawful history. */
  readonly suspense: Money
  readonly debits: Money
  readonly credits: Money
}

export interface GroupBalance extends BondBalance {
  /** Id of the project, bidder or bank; '' for bonds of which none is stated. */
  readonly key: string
}

export interface BalancePage {
  readonly groupBy: 'project' | 'bidder' | 'bank'
  readonly items: readonly GroupBalance[]
  /** Of all groups, on whatever page. */
  readonly total: BondBalance
  /** Give it as `after` for the next page; none on the last. */
  readonly next?: string
}

const MONEYS = ['lodged', 'released', 'forfeited', 'claimed', 'held', 'interest', 'suspense', 'debits', 'credits']

/** Of a table of the groups: the same on every page, and without rows. */
export const BALANCE_COLUMNS: readonly string[] = [
  'key',
  ...MONEYS.flatMap((money) => [`${money}.amount`, `${money}.currency`]),
]

const COLUMN_OF = { project: 'projectId', bidder: 'bidder', bank: 'bank' } as const

/** The trial balance of the books of bonds, by project, bidder or bank, ordered by its id. */
export async function bondBalance(models: Queryable, query: BalanceQuery): Promise<BalancePage> {
  const { groupBy = 'project', currency = DEFAULT_CURRENCY, after, limit = DEFAULT_PAGE } = query
  const group = name(COLUMN_OF[groupBy])
  const where = conditions(query, currency)
  const shown = all([where, ...(after === undefined ? [] : [sql`${group} > ${after.slice(CURSOR_PREFIX.length)}`])])
  const keys = sql`SELECT DISTINCT ${group} FROM "bond_postings" WHERE ${shown} ORDER BY ${group} LIMIT ${limit + 1}`
  const sums = await models.query<Sums>(
    ...parts(sql`SELECT ${group} AS "key", ${SUMS} FROM "bond_postings"
    WHERE ${where} AND ${group} IN (SELECT * FROM (${keys}) AS "shown") GROUP BY ${group}, "account" ORDER BY ${group}`),
  )
  const totals = await models.query<Sums>(
    ...parts(sql`SELECT '' AS "key", ${SUMS} FROM "bond_postings" WHERE ${where} GROUP BY "account"`),
  )
  const groups = [...Map.groupBy(sums, ({ key }) => key)]
  const items = groups.slice(0, limit).map(([key, rows]) => ({ key, ...balanceOf(rows, currency) }))
  const last = items.at(-1)
  const page = { groupBy, items, total: balanceOf(totals, currency) }
  return groups.length > limit && last !== undefined
    ? { ...page, next: cursorOf(CURSOR_PREFIX.slice(0, -1), last.key) }
    : page
}

/** The key of a group may be empty, and no cursor is. */
const CURSOR_PREFIX = 'by/'

const parts = ({ text, params }: Sql): [text: string, params: Sql['params']] => [text, params]

function conditions({ to, project, bidder }: BalanceQuery, currency: string): Sql {
  return all([
    sql`"currency" = ${currency}`,
    ...(to === undefined ? [] : [sql`"postedOn" <= ${dayNumber(to)}`]),
    ...(project === undefined ? [] : [sql`"projectId" = ${project}`]),
    ...(bidder === undefined ? [] : [sql`"bidder" = ${bidder}`]),
  ])
}

type Sums = Readonly<Record<string, Parameter>> & { readonly key: string; readonly account: Account }

const SUMS = list([name('account'), ...['debit', 'credit'].flatMap((side) => exactSum(name(`${side}Minor`), side))])

function balanceOf(rows: readonly Sums[], currency: string): BondBalance {
  const debit = new Map(rows.map((row) => [row.account, readSum(row, 'debit')]))
  const credit = new Map(rows.map((row) => [row.account, readSum(row, 'credit')]))
  const at = (side: ReadonlyMap<Account, bigint>, account: Account): bigint => side.get(account) ?? 0n
  const sum = (side: ReadonlyMap<Account, bigint>): bigint => ACCOUNTS.reduce((all, one) => all + at(side, one), 0n)
  const money = (minor: bigint): Money => fromMinor(minor, currency)
  return {
    lodged: money(at(credit, 'lodged')),
    released: money(at(debit, 'released')),
    forfeited: money(at(debit, 'forfeited')),
    claimed: money(at(debit, 'claimed')),
    held: money(at(debit, 'held') - at(credit, 'held')),
    interest: money(at(debit, 'interest')),
    suspense: money(at(debit, 'suspense')),
    debits: money(sum(debit)),
    credits: money(sum(credit)),
  }
}
