import { base, projectTable } from './project-table.ts'
import type { ProjectRow } from './rows.ts'

/** One row a project, as lists show it. */
export const projects = projectTable<ProjectRow>({
  name: 'projects',
  columns: {
    title: 'text',
    programme: 'text',
    origin: 'text',
    phase: 'text',
    suspended: 'integer',
    archived: 'integer',
    revision: 'integer',
    position: 'big',
    buyerName: 'text',
    agencyName: 'text',
    zone: 'text',
    registeredOn: 'integer',
    searchText: 'text',
  },
  nullable: ['title', 'programme', 'buyerName', 'agencyName'],
  indexes: [['phase'], ['zone'], ['venue', 'zone']],

  rows(history) {
    const { registration, state, revision, position } = history
    if (registration === undefined) return []
    const { title, programme, origin, buyerName, agencyName, zone, stamp, searchText } = registration
    return [
      {
        ...base(history, ''),
        title,
        programme,
        origin,
        phase: state.phase,
        suspended: state.suspension === undefined ? 0 : 1,
        archived: state.archived ? 1 : 0,
        revision,
        position,
        buyerName,
        agencyName,
        zone,
        registeredOn: stamp.occurredOn,
        searchText,
      },
    ]
  },
})
