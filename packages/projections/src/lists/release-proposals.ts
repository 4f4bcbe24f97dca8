import { type CalendarDate, dateOfDay, dayNumberIn, fromMinor, instantMs, type Money } from '@procurement-ledger/core'
import { simpleInterest365, type YearlyRate } from '@procurement-ledger/core/rules'
import { DEFAULT_PAGE } from '../query.ts'
import type { Queryable } from '../queryable.ts'
import { all, sql } from '../statistics/sql.ts'
import { ZONE } from './bonds.ts'
import { cursorOf, isAfter } from './cursor.ts'
import type { ProposalsQuery } from './list-queries.ts'
import { takenFromBond } from './taken-from-bond.ts'

/** A bid bond in money whose time to go back has come (免申即退). */
export interface ReleaseProposal {
  readonly projectId: string
  readonly bondId: string
  /** To whom: the bidder. */
  readonly payee: string
  /** What is held of it. */
  readonly principal: Money
  /** Owed on it up to that day, as `simpleInterest365` computes it; none where no rate is configured. */
  readonly interest?: Money
  readonly lodgedOn: CalendarDate
  readonly dueOn?: CalendarDate
  readonly dueRule: string
  readonly suspended: boolean
  /** Of the project, as it was read: what is decided on this proposal is decided on that. */
  readonly revision: number
  /** The event that lodged it, and the one from which the law counts. */
  readonly lodgingEvent: string
  readonly triggerEvent: string
}

/** Of a table of them: the same on every page, and without rows. */
export const PROPOSAL_COLUMNS: readonly string[] = [
  ...['projectId', 'bondId', 'payee', 'principal.amount', 'principal.currency', 'interest.amount', 'interest.currency'],
  ...['lodgedOn', 'dueOn', 'dueRule', 'suspended', 'revision', 'lodgingEvent', 'triggerEvent'],
]

export interface ProposalPage {
  readonly items: readonly ReleaseProposal[]
  readonly next?: string
}

interface Row {
  readonly projectId: string
  readonly key: string
  readonly bidder: string
  readonly eventId: string
  readonly occurredOn: number
  readonly currency: string
  readonly heldMinor: bigint
  readonly dueOn: number | null
  readonly dueRule: string
  readonly triggerEvent: string
  readonly suspended: number
  readonly revision: number
}

/** The releases that are to be made now, or were at the instant of `asOf`; ordered by project and bond. */
export async function releaseProposals(
  models: Queryable,
  { project, asOf, after, limit = DEFAULT_PAGE }: ProposalsQuery,
  { nowMs, rates = [] }: { readonly nowMs: number; readonly rates?: readonly YearlyRate[] | undefined },
): Promise<ProposalPage> {
  const { text, params } = sql`SELECT "projectId", "key", "bidder", "eventId", "occurredOn", "currency",
      "dueOn", "dueRule", "triggerEvent",
      "amountMinor" - ${takenFromBond()} AS "heldMinor",
      (SELECT "p"."suspended" FROM "projects" AS "p" WHERE "p"."projectId" = "bonds"."projectId") AS "suspended",
      (SELECT "p"."revision" FROM "projects" AS "p" WHERE "p"."projectId" = "bonds"."projectId") AS "revision"
    FROM "bonds"
    WHERE "bondKind" = 'bid' AND "form" IN ('cash', 'transfer') AND "clearedOn" IS NULL
      AND "triggerEvent" IS NOT NULL AND ${all([
        isAfter(after),
        ...(project === undefined ? [] : [sql`"projectId" = ${project}`]),
      ])}
    ORDER BY "projectId", "key" LIMIT ${limit + 1}`
  const rows = await models.query<Row>(text, params)
  const today = dayNumberIn(ZONE, asOf === undefined ? nowMs : instantMs(asOf))
  const items = rows.slice(0, limit).map((row) => proposalOf(row, today, rates))
  const last = items.at(-1)
  return rows.length > limit && last !== undefined ? { items, next: cursorOf(last.projectId, last.bondId) } : { items }
}

function proposalOf(row: Row, today: number, rates: readonly YearlyRate[]): ReleaseProposal {
  const { projectId, key, bidder, eventId, occurredOn, currency, heldMinor, dueOn, dueRule, triggerEvent } = row
  const interest = simpleInterest365(heldMinor, { fromOn: occurredOn, untilOn: Math.max(today, occurredOn) }, rates)
  return {
    ...{ projectId, bondId: key, payee: bidder, principal: fromMinor(heldMinor, currency) },
    ...(interest !== undefined && { interest: fromMinor(interest, currency) }),
    ...{ lodgedOn: dateOfDay(occurredOn), ...(dueOn !== null && { dueOn: dateOfDay(dueOn) }), dueRule },
    ...{ suspended: row.suspended === 1, revision: row.revision, lodgingEvent: eventId, triggerEvent },
  }
}

/** Whether the release of a bond by that event stands. */
export async function isReleased(models: Queryable, projectId: string, eventId: string): Promise<boolean> {
  const { text, params } =
    sql`SELECT "key" FROM "bond_movements" WHERE "projectId" = ${projectId} AND "key" = ${eventId}`
  return (await models.query(text, params)).length > 0
}
