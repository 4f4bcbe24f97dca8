import { CalendarDate, dateIn, dateOfDay, dayNumber, Id } from '@procurement-ledger/core'
import type { RuleResult, RuleSetting } from '@procurement-ledger/core/rules'
import { z } from 'zod'
import { DEFAULT_PAGE, limit } from '../query.ts'
import type { Queryable } from '../queryable.ts'
import { all, join, list, name, type Sql, sql } from '../statistics/sql.ts'
import { type ComplianceRow, NO_DUE } from './compliance-read-model.ts'

/** What does not apply to a project is told by the project's own compliance. */
export const LISTED_STATES = ['violated', 'pending', 'pass'] as const
type ListedState = (typeof LISTED_STATES)[number]

const STATES = LISTED_STATES.join('|')
/** `<state>/<due day>/<projectId>/<key>`, as the rows are ordered. */
const CURSOR = new RegExp(`^(${STATES})/(-?[0-9]{1,7})/([A-Za-z0-9._-]{1,64})/([A-Za-z0-9._/-]{1,200})$`)

export const ComplianceListQuery = z.strictObject({
  state: z
    .string()
    .meta({ pattern: `^(${STATES})(,(${STATES}))*$`, description: `Comma-separated, of ${LISTED_STATES.join(', ')}.` })
    .transform((text) => [...new Set(text.split(','))])
    .pipe(
      z.array(
        z.enum(LISTED_STATES, {
          error: ({ input }) =>
            input === 'notApplicable'
              ? 'what does not apply is not listed; ask the compliance of the project'
              : `"${String(input).slice(0, 80)}" is no state; write ${LISTED_STATES.join(', ')}`,
        }),
      ),
    )
    .optional(),
  rule: Id.optional().meta({ description: 'The id of a rule, such as R14.' }),
  dueBefore: CalendarDate.optional().meta({ description: 'What is due before that day.' }),
  on: CalendarDate.optional().meta({
    description: 'The day that is asked about; today if left out, in the zone of the venues.',
  }),
  after: z.string().regex(CURSOR, 'write the cursor that links.next gave').optional(),
  limit,
})
export type ComplianceListQuery = z.output<typeof ComplianceListQuery>

/** One result, and of which project. */
export interface ListedResult extends RuleResult {
  readonly projectId: string
}

export interface CompliancePage {
  readonly items: readonly ListedResult[]
  /** Give it as `after` for the next page; none on the last. */
  readonly next?: string
  /** Projects of which facts occurred after the day: of them it says nothing. Left out where there are none. */
  readonly later?: number
}

export interface ListingDay {
  /** Epoch milliseconds. */
  readonly nowMs: number
  readonly rules: RuleSetting
}

/** The results that the filters leave, on a day: by state, what is due first first, then by project. */
export async function listCompliance(
  models: Queryable,
  { after, limit: size = DEFAULT_PAGE, on, ...filters }: ComplianceListQuery,
  { nowMs, rules }: ListingDay,
): Promise<CompliancePage> {
  const day = dayNumber(on ?? dateIn(await zoneOfVenues(models), nowMs))
  // One more than asked for tells whether there is a next page.
  const { text, params } = sql`SELECT ${list(COLUMNS.map(name))} FROM "compliance"
    WHERE ${all([...conditions(filters), holds(day), behind(after)])}
    ORDER BY "state", "dueOn", "projectId", "key" LIMIT ${size + 1}`
  const rows = await models.query<Row>(text, params)
  const last = rows[size - 1]
  const later = await countLater(models, day)
  return {
    items: rows.slice(0, size).map((row) => listed(row, rules)),
    ...(rows.length > size && last !== undefined && { next: cursorOf(last) }),
    ...(later > 0 && { later }),
  }
}

const COLUMNS = [
  ...['projectId', 'key', 'rule', 'version', 'subjectKind', 'subjectId', 'state', 'dueOn'],
  ...['events', 'message', 'fault'],
]

type Row = Omit<ComplianceRow, 'fromOn' | 'untilOn'>

const holds = (day: number): Sql => sql`"fromOn" <= ${day} AND ("untilOn" IS NULL OR "untilOn" >= ${day})`

function conditions({ state, rule, dueBefore }: Pick<ComplianceListQuery, 'state' | 'rule' | 'dueBefore'>): Sql[] {
  const states = state ?? LISTED_STATES
  return [
    sql`"state" IN (${join(
      states.map((one) => sql`${one}`),
      ', ',
    )})`,
    ...(rule === undefined ? [] : [sql`"rule" = ${rule}`]),
    ...(dueBefore === undefined ? [] : [sql`"dueOn" < ${dayNumber(dueBefore)}`]),
  ]
}

const cursorOf = ({ state, dueOn, projectId, key }: Row): string => `${state}/${dueOn}/${projectId}/${key}`

function behind(cursor: string | undefined): Sql {
  const [, state, dueOn, projectId, key] = (cursor === undefined ? null : CURSOR.exec(cursor)) ?? []
  if (state === undefined || projectId === undefined || key === undefined) return all([])
  return sql`("state", "dueOn", "projectId", "key") > (${state}, ${Number(dueOn)}, ${projectId}, ${key})`
}

/** The zone of all venues, by two look-ups in an index. */
export async function zoneOfVenues(models: Queryable): Promise<string> {
  const [zones] = await models.query<{ readonly first: string | null; readonly last: string | null }>(
    'SELECT (SELECT MIN("zone") FROM "judged_projects") AS "first", (SELECT MAX("zone") FROM "judged_projects") AS "last"',
  )
  return zones?.first === zones?.last ? (zones?.first ?? 'UTC') : 'UTC'
}

async function countLater(models: Queryable, day: number): Promise<number> {
  const { text, params } = sql`SELECT COUNT(*) AS "n" FROM "judged_projects" WHERE "fromOn" > ${day}`
  const [{ n } = { n: 0 }] = await models.query<{ readonly n: number }>(text, params)
  return n
}

function listed(row: Row, { packs, severities }: RuleSetting): ListedResult {
  const { projectId, rule, version, subjectKind, subjectId, state, dueOn, events, message, fault } = row
  const shipped = packs.flatMap(({ rules }) => rules).find(({ id }) => id === rule)?.severity ?? 'warn'
  return {
    ...{ projectId, rule, version, subject: { kind: subjectKind as RuleResult['subject']['kind'], id: subjectId } },
    ...{ state: state as ListedState, severity: severities[rule] ?? shipped },
    ...(dueOn !== NO_DUE && { dueOn: dateOfDay(dueOn) }),
    ...{ events: events === '' ? [] : events.split(','), message },
    ...(fault !== null && { fault: fault as NonNullable<RuleResult['fault']> }),
  }
}
