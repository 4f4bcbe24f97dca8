import { projectStream } from '@procurement-ledger/core'
import type { DossierHistory } from './dossier-history.ts'
import type { ProjectHistory } from './project-history.ts'
import { base, dimensionColumns, stampColumns, UNKNOWN } from './project-table.ts'
import type { Table } from './projection.ts'
import type { Dimensions, SupervisionRow } from './rows.ts'
import type { Stamp } from './stamp.ts'

/** Part B of the catalogue: what was supervised. Cases of the hotline may be about an enterprise and no project. */
const table: Table<ProjectHistory | DossierHistory, SupervisionRow> = {
  name: 'supervision',
  owner: 'stream',
  columns: {
    ...{ stream: 'text', key: 'text', projectId: 'text', ...dimensionColumns },
    ...{ kind: 'text', level: 'text', origin: 'text', ...stampColumns },
  },
  nullable: ['projectId', ...(Object.keys(dimensionColumns) as (keyof Dimensions)[]), 'level', 'origin'],
  indexes: [['occurredOn']],
  changedBy: [
    ...['ProjectRegistered', 'ProjectImported', 'DocumentsSpotChecked', 'SupervisoryOpinionIssued', 'SiteInspected'],
    ...['FlagRaised', 'FlagResolved', 'HotlineCaseHandled'],
  ],

  rows: (history) => ('stream' in history ? rowsOfDossier(history) : rowsOfProject(history)),
}

export const supervision = table as unknown as Table<ProjectHistory>

const rowsOfDossier = ({ stream, hotline }: DossierHistory): SupervisionRow[] =>
  [...hotline.values()].map((stamp) => ({ stream, projectId: null, ...UNKNOWN, ...rowOf('hotline', stamp) }))

function rowsOfProject(history: ProjectHistory): SupervisionRow[] {
  const { documentChecks, opinions, inspections, flags, resolutions, hotline } = history
  const stream = projectStream(history.projectId)
  const rows = [
    ...documentChecks.map((stamp) => rowOf('documents', stamp)),
    ...[...opinions.values()].map((stamp) => rowOf('opinion', stamp)),
    ...inspections.map((stamp) => rowOf('site', stamp)),
    ...[...flags.values()].map(({ level, origin, ...stamp }) => rowOf('flag', stamp, level, origin)),
    ...[...resolutions].map(([flagId, stamp]) => rowOf('resolution', stamp, null, flags.get(flagId)?.origin ?? null)),
    ...[...hotline.values()].map((stamp) => rowOf('hotline', stamp)),
  ]
  return rows.map((row) => ({ stream, ...base(history, row.key), ...row }))
}

const rowOf = (
  kind: SupervisionRow['kind'],
  { eventId, occurredMs, occurredOn }: Stamp,
  level: SupervisionRow['level'] = null,
  origin: SupervisionRow['origin'] = null,
) => ({ key: eventId, kind, level, origin, eventId, occurredMs, occurredOn })
