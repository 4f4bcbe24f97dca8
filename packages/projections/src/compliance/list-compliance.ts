import { CalendarDate, dateOfDay, dayNumber, Id } from '@procurement-ledger/core'
import type { RuleResult, RuleSetting } from '@procurement-ledger/core/rules'
import { z } from 'zod'
import { cutParameters, DEFAULT_PAGE, limit } from '../query.ts'
import type { Queryable } from '../queryable.ts'
import { all, join, list, name, type Sql, sql } from '../statistics/sql.ts'
import { type ComplianceRow, NO_DUE } from './compliance-read-model.ts'

/** What does not apply to a project is told by the project's own compliance. */
export const LISTED_STATES = ['violated', 'pending', 'pass'] as const
type ListedState = (typeof LISTED_STATES)[number]

const STATES = LISTED_STATES.join('|')
/** `<state>/<due day>/<projectId>/<key>`, as the rows are ordered. */
const CURSOR = new RegExp(`^(${STATES})/(-?[0-9]{1,7})/([A-Za-z0-9._-]{1,64})/([A-Za-z0-9._/-]{1,200})$`)

/** Some of the states, comma-separated. */
export const statesParameter = <State extends string>(states: readonly State[], unlisted = '') =>
  z
    .string()
    .meta({
      pattern: `^(${states.join('|')})(,(${states.join('|')}))*$`,
      description: `Comma-separated, of ${states.join(', ')}.`,
    })
    .transform((text) => [...new Set(text.split(','))])
    .pipe(
      z.array(
        z.enum(states, {
          error: ({ input }) =>
            input === unlisted
              ? 'what does not apply is not listed; ask the compliance of the project'
              : `"${String(input).slice(0, 80)}" is no state; write ${states.join(', ')}`,
        }),
      ),
    )
    .optional()

export const ComplianceListQuery = z.strictObject({
  state: statesParameter(LISTED_STATES, 'notApplicable'),
  rule: Id.optional().meta({ description: 'The id of a rule, such as R14.' }),
  dueBefore: CalendarDate.optional().meta({ description: 'What is due before that day.' }),
  on: CalendarDate.optional().meta({
    description:
      'The day on which is judged, with what occurred by its end; today if left out, in the zone of the venues.',
  }),
  ...cutParameters,
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
}

export interface ListingDay {
  /** One on which the models have judged every project: `readCompliance` finds them. */
  readonly on: CalendarDate
  readonly rules: RuleSetting
}

/** Of a table of results: the same on every page, and without rows. */
export const COMPLIANCE_COLUMNS: readonly string[] = [
  ...['projectId', 'rule', 'version', 'subject.kind', 'subject.id', 'state', 'severity', 'dueOn', 'events'],
  ...['message', 'fault'],
]

/** The results that the filters leave, on a day: by state, what is due first first, then by project. */
export async function listCompliance(
  models: Queryable,
  { after, limit: size = DEFAULT_PAGE, ...filters }: ComplianceListQuery,
  { on, rules }: ListingDay,
): Promise<CompliancePage> {
  // One more than asked for tells whether there is a next page.
  const { text, params } = sql`SELECT ${list(COLUMNS.map(name))} FROM "compliance"
    WHERE ${all([...conditions(filters), holds(dayNumber(on)), behind(after)])}
    ORDER BY "state", "dueOn", "projectId", "key" LIMIT ${size + 1}`
  const rows = await models.query<Row>(text, params)
  const last = rows[size - 1]
  return {
    items: rows.slice(0, size).map((row) => listed(row, rules)),
    ...(rows.length > size && last !== undefined && { next: cursorOf(last) }),
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
