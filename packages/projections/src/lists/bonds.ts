import { fromMinor, type Money, utcMillis } from '@procurement-ledger/core'
import { type BondState, type BondsQuery, DEFAULT_PAGE } from '../query.ts'
import type { Queryable } from '../queryable.ts'
import type { BondRow } from '../read-models/rows.ts'
import { all, join, list, name, type Sql, sql } from '../statistics/sql.ts'
import { cursorOf, isAfter } from './cursor.ts'

/** One bond, bid or performance. lodged = released + forfeited + claimed + held, as far as the history is lawful. */
export interface ListedBond {
  readonly projectId: string
  readonly bondId: string
  readonly kind: 'bid' | 'performance'
  readonly form: string
  /** The id of the bidder or supplier. */
  readonly bidder: string
  readonly state: BondState
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
  'projectId' | 'key' | 'bondKind' | 'form' | 'bidder' | 'eventId' | 'occurredMs' | 'currency' | 'amountMinor'
> & { readonly releasedMinor: bigint; readonly forfeitedMinor: bigint; readonly claimedMinor: bigint }

const MONEYS = ['lodged', 'released', 'forfeited', 'claimed', 'held']

/** Of a table of them: the same on every page, and without rows. */
export const BOND_COLUMNS: readonly string[] = [
  ...['projectId', 'bondId', 'kind', 'form', 'bidder', 'state'],
  ...MONEYS.flatMap((money) => [`${money}.amount`, `${money}.currency`]),
  ...['eventId', 'occurredAt'],
]

const COLUMNS = ['projectId', 'key', 'bondKind', 'form', 'bidder', 'eventId', 'occurredMs', 'currency', 'amountMinor']

/** The bonds that the filters leave, as they stand now, ordered by project and id. */
export async function listBonds(models: Queryable, query: BondsQuery): Promise<BondPage> {
  const { after, limit = DEFAULT_PAGE, ...filters } = query
  const taken = (['released', 'forfeited', 'claimed'] as const).map(
    (movement) => sql`${takenBy(movement)} AS ${name(`${movement}Minor`)}`,
  )
  // One more than asked for tells whether there is a next page.
  const { text, params } = sql`SELECT ${list([...COLUMNS.map(name), ...taken])} FROM "bonds"
    WHERE ${all([...conditions(filters), isAfter(after)])} ORDER BY "projectId", "key" LIMIT ${limit + 1}`
  const rows = await models.query<Row>(text, params)
  const last = rows[limit - 1]
  const items = rows.slice(0, limit).map(listed)
  return rows.length > limit && last !== undefined ? { items, next: cursorOf(last.projectId, last.key) } : { items }
}

const ofBond = sql`"m"."projectId" = "bonds"."projectId" AND "m"."bondId" = "bonds"."key"`

const takenBy = (movement: string): Sql =>
  sql`COALESCE((SELECT SUM("m"."takenMinor") FROM "bond_movements" AS "m"
    WHERE ${ofBond} AND "m"."movement" = ${movement}), 0)`

function conditions({ state, project, bidder }: Pick<BondsQuery, 'state' | 'project' | 'bidder'>): Sql[] {
  return [
    ...(state === undefined
      ? []
      : [
          sql`(${join(
            state.map((one) => STATES[one]),
            ' OR ',
          )})`,
        ]),
    ...(project === undefined ? [] : [sql`"projectId" = ${project}`]),
    ...(bidder === undefined ? [] : [sql`"bidder" = ${bidder}`]),
  ]
}

const wasTaken = sql`EXISTS (SELECT 1 FROM "bond_movements" AS "m"
  WHERE ${ofBond} AND "m"."movement" <> 'released' AND "m"."takenMinor" > 0)`

const STATES: { readonly [State in BondState]: Sql } = {
  held: sql`"clearedOn" IS NULL`,
  released: sql`"clearedOn" IS NOT NULL AND NOT ${wasTaken}`,
  forfeited: sql`"clearedOn" IS NOT NULL AND ${wasTaken}`,
}

function listed(row: Row): ListedBond {
  const { projectId, key, bondKind, form, bidder, eventId, occurredMs, currency } = row
  const { amountMinor, releasedMinor, forfeitedMinor, claimedMinor } = row
  const money = (minor: bigint): Money => fromMinor(minor, currency)
  const heldMinor = amountMinor - releasedMinor - forfeitedMinor - claimedMinor
  const state = heldMinor > 0n ? 'held' : forfeitedMinor + claimedMinor > 0n ? 'forfeited' : 'released'
  return {
    ...{ projectId, bondId: key, kind: bondKind, form, bidder, state },
    ...{ lodged: money(amountMinor), released: money(releasedMinor) },
    ...{ forfeited: money(forfeitedMinor), claimed: money(claimedMinor), held: money(heldMinor) },
    ...{ eventId, occurredAt: utcMillis(occurredMs) },
  }
}
