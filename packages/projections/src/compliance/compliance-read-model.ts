import { dayNumber, projectIdOf } from '@procurement-ledger/core'
import {
  type Ahead,
  type RuleSetting,
  ruleSetting,
  type StandingResult,
  typesRead,
  zoneOf,
} from '@procurement-ledger/core/rules'
import { byPacks } from '../read-models/by-packs.ts'
import type { FoldEvent, Projection, Table } from '../read-models/projection.ts'
import {
  type ComplianceHistory,
  foldFlags,
  judged,
  type RuleFlagRow,
  standingHistory,
  startCompliance,
  violationIn,
  violationOf,
} from './rule-flags.ts'

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
  /** The name of what is violated, or was before a calendar did not know its year any more: flags have it in their ids. */
  readonly violation: string | null
}

/** Where a project is judged, and from which day on: that of its last fact. key = ''. */
export interface JudgedProjectRow {
  readonly projectId: string
  readonly key: string
  readonly zone: string
  readonly fromOn: number
}

/** Behind every day that four digits of a year can say. */
export const NO_DUE = 3_000_000

/**
 * The results of all projects, for days from each project's last fact on: judged when a fact comes, and not again until
 * the next. Another pack or calendar is another read model and is built anew beside the old one; what rules are set to is
 * not in it.
 */
export function complianceReadModel(given: Partial<RuleSetting> = {}): Projection<ComplianceHistory> {
  const setting = ruleSetting(given)
  const types = typesRead(setting.packs)
  const fold = (history: ComplianceHistory, event: FoldEvent) => {
    foldFlags(history, event, setting)
    const { eventId, type, occurredMs, recordedMs, data } = event
    if (types?.has(type) === false) return
    history.facts.push({ eventId, type, occurredMs, recordedMs, data })
    history.ahead = undefined
  }
  return {
    name: `compliance by ${byPacks(setting).join(', ')}`,
    version: 3,
    follows: (stream) => projectIdOf(stream) !== undefined,
    start: (stream) => startCompliance(projectIdOf(stream) ?? ''),
    fold,
    refoldsOn: ['EventCorrected', 'EventAnnulled'],
    rewrite: (history) => standingHistory(history, fold),
    tables: [
      ...judgedTables(types, (history: ComplianceHistory) => judged(history, setting)),
      ruleFlags as unknown as Table<ComplianceHistory>,
    ],
  }
}

/** What is judged of a project. */
type Judged = Pick<ComplianceHistory, 'projectId' | 'facts'>

/** The tables of results, and of where each project is judged; of `types` alone a judgement depends, or of all. */
export const judgedTables = <History extends Judged>(
  types: ReadonlySet<string> | undefined,
  aheadOf: (history: History) => Ahead | undefined,
): readonly Table<History>[] =>
  [complianceTable, judgedProjectsTable].map((table) => ({
    ...table,
    ...(types && { changedBy: [...types] }),
    rows: (history: History) => table.rowsOf(history, aheadOf(history)),
  }))

interface Declared<R extends object> extends Omit<Table<Judged, R>, 'rows' | 'changedBy'> {
  readonly rowsOf: (history: Judged, ahead: Ahead | undefined) => readonly R[]
}

const compliance: Declared<ComplianceRow> = {
  name: 'compliance',
  columns: {
    ...{ projectId: 'text', key: 'text', rule: 'text', version: 'integer', subjectKind: 'text', subjectId: 'text' },
    ...{ state: 'text', dueOn: 'integer', fromOn: 'integer', untilOn: 'integer' },
    ...{ events: 'text', message: 'text', fault: 'text', violation: 'text' },
  },
  nullable: ['untilOn', 'fault', 'violation'],
  indexes: [
    ['state', 'dueOn', 'projectId', 'key', 'fromOn', 'untilOn'],
    ['projectId', 'violation'],
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

/** The ledger's own flags: which there are decides what is still to be raised, and which are open what is to be resolved. */
const ruleFlags: Table<ComplianceHistory, RuleFlagRow> = {
  name: 'rule_flags',
  columns: { projectId: 'text', key: 'text', violation: 'text', state: 'text' },
  nullable: [],
  indexes: [['state'], ['projectId', 'violation']],
  rows: ({ projectId, flags }) =>
    [...flags].map(([key, state]) => ({ projectId, key, violation: violationIn(key) ?? '', state })),
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
      violation: state === 'violated' || fault !== undefined ? violationOf(result) : null,
    },
  ]
}
