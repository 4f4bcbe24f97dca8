import { createHash } from 'node:crypto'
import { dayNumber, effectiveHistory, projectIdOf } from '@procurement-ledger/core'
import {
  type Ahead,
  judgeAhead,
  type RecordedEvent,
  type RuleSetting,
  ruleSetting,
  type StandingResult,
  standingFacts,
  typesRead,
  zoneOf,
} from '@procurement-ledger/core/rules'
import { byPacks } from '../read-models/by-packs.ts'
import type { FoldEvent, Projection, Table } from '../read-models/projection.ts'

/**
 * One result of one rule and subject, and the days on which it is so as long as nothing occurs: days are numbers since
 * 1970-01-01 in the venue's zone. What does not apply has no rows: there is nothing to list.
 * key = `<rule>/<kind>/<id>/<fromOn>`.
 */
export interface ComplianceRow {
  readonly projectId: string
  readonly key: string
  readonly rule: string
  readonly version: number
  readonly subjectKind: string
  readonly subjectId: string
  readonly state: 'pass' | 'pending' | 'violated'
  /** NO_DUE where there is no due day, so that it stands behind all others. */
  readonly dueOn: number
  readonly fromOn: number
  /** Null: for ever. */
  readonly untilOn: number | null
  /** The eventIds, comma-separated. */
  readonly events: string
  readonly message: string
  readonly fault: string | null
  /** Of what is violated: the id that a flag of it has. */
  readonly flagId: string | null
}

/** Where a project is judged, and from which day on: that of its last fact. key = ''. */
export interface JudgedProjectRow {
  readonly projectId: string
  readonly key: string
  readonly zone: string
  readonly fromOn: number
}

/** A flag that a rule raised. key = flagId. */
export interface RuleFlagRow {
  readonly projectId: string
  readonly key: string
  readonly isOpen: number
}

/** Behind every day that four digits of a year can say. */
export const NO_DUE = 3_000_000

/** The facts of one project that a rule may look at, and the judgement of all of them once somebody asks. */
export interface ComplianceHistory {
  readonly projectId: string
  readonly facts: RecordedEvent[]
  ahead: Ahead | undefined
  /** Whether each flag that a rule raised is open. */
  readonly flags: Map<string, boolean>
}

/**
 * The results of all projects, for days from each project's last fact on: judged when a fact comes, and not again until
 * the next. Another pack or calendar is another read model and is built anew beside the old one; what rules are set to is
 * not in it.
 */
export function complianceReadModel(given: Partial<RuleSetting> = {}): Projection<ComplianceHistory> {
  const setting = ruleSetting(given)
  const types = typesRead(setting.packs)
  return {
    name: `compliance by ${byPacks(setting).join(', ')}`,
    version: 2,
    follows: (stream) => projectIdOf(stream) !== undefined,
    start: (stream) => ({ projectId: projectIdOf(stream) ?? '', facts: [], ahead: undefined, flags: new Map() }),
    fold: (history, { eventId, type, occurredMs, recordedMs, data }: FoldEvent) => {
      foldFlag(history, type, data)
      if (types?.has(type) === false) return
      history.facts.push({ eventId, type, occurredMs, recordedMs, data })
      history.ahead = undefined
    },
    refoldsOn: ['EventCorrected', 'EventAnnulled'],
    rewrite: effectiveHistory,
    tables: [
      ...[complianceTable, judgedProjectsTable].map((table) => ({
        ...table,
        ...(types && { changedBy: [...types] }),
        rows: (history: ComplianceHistory) => table.rowsOf(history, judged(history, setting)),
      })),
      ruleFlags as unknown as Table<ComplianceHistory>,
    ],
  }
}

interface Declared<R extends object> extends Omit<Table<ComplianceHistory, R>, 'rows' | 'changedBy'> {
  readonly rowsOf: (history: ComplianceHistory, ahead: Ahead | undefined) => readonly R[]
}

const compliance: Declared<ComplianceRow> = {
  name: 'compliance',
  columns: {
    ...{ projectId: 'text', key: 'text', rule: 'text', version: 'integer', subjectKind: 'text', subjectId: 'text' },
    ...{ state: 'text', dueOn: 'integer', fromOn: 'integer', untilOn: 'integer' },
    ...{ events: 'text', message: 'text', fault: 'text', flagId: 'text' },
  },
  nullable: ['untilOn', 'fault', 'flagId'],
  indexes: [
    ['state', 'dueOn', 'projectId', 'key', 'fromOn', 'untilOn'],
    ['projectId', 'flagId'],
    ['rule', 'state', 'dueOn', 'projectId', 'key', 'fromOn', 'untilOn'],
  ],
  rowsOf: ({ projectId }, ahead) => (ahead?.results ?? []).flatMap((result) => rowOf(projectId, result)),
}

const judgedProjects: Declared<JudgedProjectRow> = {
  name: 'judged_projects',
  columns: { projectId: 'text', key: 'text', zone: 'text', fromOn: 'integer' },
  nullable: [],
  indexes: [['fromOn'], ['zone']],
  rowsOf: ({ projectId, facts: [first] }, ahead) =>
    first === undefined || ahead === undefined
      ? []
      : [{ projectId, key: '', zone: zoneOf(first as never), fromOn: dayNumber(ahead.fromOn) }],
}

type AnyDeclared = Declared<object & { readonly projectId: string }>
const complianceTable = compliance as unknown as AnyDeclared
const judgedProjectsTable = judgedProjects as unknown as AnyDeclared

/** The flags of rules: which there are decides what is still to be raised, and which are open what is to be resolved. */
const ruleFlags: Table<ComplianceHistory, RuleFlagRow> = {
  name: 'rule_flags',
  columns: { projectId: 'text', key: 'text', isOpen: 'integer' },
  nullable: [],
  indexes: [['isOpen']],
  changedBy: ['FlagRaised', 'FlagResolved'],
  rows: ({ projectId, flags }) => [...flags].map(([key, isOpen]) => ({ projectId, key, isOpen: isOpen ? 1 : 0 })),
}

function foldFlag({ flags }: ComplianceHistory, type: string, data: FoldEvent['data']): void {
  const { flagId, origin } = data as { readonly flagId?: string; readonly origin?: string }
  if (flagId === undefined) return
  if (type === 'FlagRaised' && origin === 'rule') flags.set(flagId, true)
  if (type === 'FlagResolved' && flags.has(flagId)) flags.set(flagId, false)
}

/** Ids of subjects may be as long as ids are, so they stand in it as a digest. */
const flagIdOf = ({ rule, version, subject: { kind, id } }: StandingResult): string => {
  const digest = createHash('sha256')
    .update(JSON.stringify([rule, version, kind, id]))
    .digest('hex')
  return `${rule.slice(0, MAX_RULE_CHARS)}-${digest.slice(0, DIGEST_CHARS)}`
}
const MAX_RULE_CHARS = 20
const DIGEST_CHARS = 32

/** Asked by two tables, judged once. */
function judged(history: ComplianceHistory, setting: RuleSetting): Ahead | undefined {
  history.ahead ??= judgeAhead(standingFacts(history.projectId, history.facts), setting)
  return history.ahead
}

function rowOf(projectId: string, result: StandingResult): ComplianceRow[] {
  const { rule, version, subject, state, dueOn, fromOn, untilOn, events, message, fault } = result
  if (state === 'notApplicable') return []
  const from = dayNumber(fromOn)
  return [
    {
      ...{ projectId, key: `${rule}/${subject.kind}/${subject.id}/${from}`, rule, version },
      ...{ subjectKind: subject.kind, subjectId: subject.id, state },
      dueOn: dueOn === undefined ? NO_DUE : dayNumber(dueOn as typeof fromOn),
      fromOn: from,
      untilOn: untilOn === undefined ? null : dayNumber(untilOn),
      ...{ events: events.join(','), message, fault: fault ?? null },
      flagId: state === 'violated' ? flagIdOf(result) : null,
    },
  ]
}
