import {
  type CalendarDate,
  dateOfDay,
  dayNumber,
  dayNumberIn,
  fromMinor,
  instantMs,
  type Money,
  utcMillis,
} from '@procurement-ledger/core'
import { DEFAULT_PAGE } from '../query.ts'
import type { Queryable } from '../queryable.ts'
import type { BondRow } from '../read-models/rows.ts'
import { all, join, list, name, type Sql, sql } from '../statistics/sql.ts'
import { cursorOf, isAfter } from './cursor.ts'
import type { BondState, BondsQuery } from './list-queries.ts'
import { ofBond, takenFromBond } from './taken-from-bond.ts'

/** One bond, bid or performance. lodged = released + forfeited + claimed + held, as far as the history is lawful. */
export interface ListedBond {
  readonly projectId: string
  readonly bondId: string
  readonly kind: 'bid' | 'performance'
  readonly form: string
  /** The id of the bidder or supplier. */
  readonly bidder: string
  readonly state: Exclude<BondState, 'overdue'>
  /** The last day on which it may be held, and the rule that says so; none while the law has not begun to count. */
  readonly dueOn?: CalendarDate
  readonly dueRule?: string
  /** The event from which the law counts. */
  readonly triggerEvent?: string
  readonly lodged: Money
  readonly released: Money
  readonly forfeited: Money
  readonly claimed: Money
  readonly held: Money
  /** The event that lodged it. */
  readonly eventId: string
  /** In UTC; the event itself has the text that was stated. */
  readonly occurredAt: string
}

export interface BondPage {
  readonly items: readonly ListedBond[]
  /** Give it as `after` for the next page; none on the last. */
  readonly next?: string
}

type Row = Pick<
  BondRow,
  | ('projectId' | 'key' | 'bondKind' | 'form' | 'bidder' | 'eventId' | 'occurredMs' | 'currency' | 'amountMinor')
  | ('dueOn' | 'dueRule' | 'triggerEvent')
> & { readonly releasedMinor: bigint; readonly forfeitedMinor: bigint; readonly claimedMinor: bigint }

const MONEYS = ['lodged', 'released', 'forfeited', 'claimed', 'held']

/** Of a table of them: the same on every page, and without rows. */
export const BOND_COLUMNS: readonly string[] = [
  ...['projectId', 'bondId', 'kind', 'form', 'bidder', 'state', 'dueOn', 'dueRule', 'triggerEvent'],
  ...MONEYS.flatMap((money) => [`${money}.amount`, `${money}.currency`]),
  ...['eventId', 'occurredAt'],
]

const COLUMNS = [
  ...['projectId', 'key', 'bondKind', 'form', 'bidder', 'eventId', 'occurredMs', 'currency', 'amountMinor'],
  ...['dueOn', 'dueRule', 'triggerEvent'],
]

/** Due days are of the law of China, which has one time. */
export const ZONE = 'Asia/Shanghai'

/**
 * The bonds that the filters leave, as they stand now, ordered by project and id.
 *
 * @param nowMs what is overdue is so on the day of that instant, unless the query names another
 */
export async function listBonds(models: Queryable, query: BondsQuery, nowMs: number): Promise<BondPage> {
  const { after, limit = DEFAULT_PAGE, ...filters } = query
  const taken = (['released', 'forfeited', 'claimed'] as const).map(
    (movement) => sql`${takenFromBond(sql`"m"."movement" = ${movement}`)} AS ${name(`${movement}Minor`)}`,
  )
  // One more than asked for tells whether there is a next page.
  const { text, params } = sql`SELECT ${list([...COLUMNS.map(name), ...taken])} FROM "bonds"
    WHERE ${all([...conditions(filters, nowMs), isAfter(after)])} ORDER BY "projectId", "key" LIMIT ${limit + 1}`
  const rows = await models.query<Row>(text, params)
  const last = rows[limit - 1]
  const items = rows.slice(0, limit).map(listed)
  return rows.length > limit && last !== undefined ? { items, next: cursorOf(last.projectId, last.key) } : { items }
}

type Conditions = Pick<BondsQuery, 'state' | 'project' | 'bidder' | 'dueBefore' | 'asOf'>

function conditions({ state, project, bidder, dueBefore, asOf }: Conditions, nowMs: number): Sql[] {
  const dueDay = dueBefore === undefined ? undefined : dayNumber(dueBefore)
  const day = dueDay ?? dayNumberIn(ZONE, asOf === undefined ? nowMs : instantMs(asOf))
  return [
    ...(state === undefined
      ? []
      : [
          sql`(${join(
            state.map((one) => (one === 'overdue' ? isOverdue(day) : STATES[one])),
            ' OR ',
          )})`,
        ]),
    ...(project === undefined ? [] : [sql`"projectId" = ${project}`]),
    ...(bidder === undefined ? [] : [sql`"bidder" = ${bidder}`]),
    ...(dueDay === undefined ? [] : [sql`"dueOn" < ${dueDay}`]),
  ]
}

const wasTaken = sql`EXISTS (SELECT 1 FROM "bond_movements" AS "m"
  WHERE ${ofBond} AND "m"."movement" <> 'released' AND "m"."takenMinor" > 0)`

/** A guarantee that has expired by then is not. */
const isOverdue = (day: number): Sql =>
  sql`("clearedOn" IS NULL AND "overdueFrom" <= ${day} AND ("overdueUntil" IS NULL OR "overdueUntil" > ${day}))`

const STATES: { readonly [State in Exclude<BondState, 'overdue'>]: Sql } = {
  held: sql`"clearedOn" IS NULL`,
  released: sql`"clearedOn" IS NOT NULL AND NOT ${wasTaken}`,
  forfeited: sql`"clearedOn" IS NOT NULL AND ${wasTaken}`,
}

function listed(row: Row): ListedBond {
  const { projectId, key, bondKind, form, bidder, eventId, occurredMs, currency } = row
  const { dueOn, dueRule, triggerEvent } = row
  const { amountMinor, releasedMinor, forfeitedMinor, claimedMinor } = row
  const money = (minor: bigint): Money => fromMinor(minor, currency)
  const heldMinor = amountMinor - releasedMinor - forfeitedMinor - claimedMinor
  const state = heldMinor > 0n ? 'held' : forfeitedMinor + claimedMinor > 0n ? 'forfeited' : 'released'
  return {
    ...{ projectId, bondId: key, kind: bondKind, form, bidder, state },
    ...(dueOn !== null && { dueOn: dateOfDay(dueOn) }),
    ...(dueRule !== null && { dueRule }),
    ...(triggerEvent !== null && { triggerEvent }),
    ...{ lodged: money(amountMinor), released: money(releasedMinor) },
    ...{ forfeited: money(forfeitedMinor), claimed: money(claimedMinor), held: money(heldMinor) },
    ...{ eventId, occurredAt: utcMillis(occurredMs) },
  }
}
