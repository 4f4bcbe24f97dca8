import { textAt } from '../json.ts'
import { NOT_STATED } from '../reading.ts'
import { row } from '../row.ts'

export const tenderFailed = row({
  event: 'TenderFailed',
  path: 'tender.status',
  instant: 'date of the release',
  reads: ['tender.status'],
  remark: 'status unsuccessful',

  occurrences: ({ merged }) => (textAt(merged, 'tender', 'status') === 'unsuccessful' ? [merged] : []),
  map: () => ({ subject: '', data: { reason: 'other' } }),
})

export const projectCancelled = row({
  event: 'ProjectCancelled',
  path: 'tender.status',
  instant: 'date of the release',
  reads: ['tender.status', 'tender.statusDetails'],
  remark: 'status cancelled or withdrawn, or a release tagged tenderCancellation',

  occurrences: ({ merged, release }) =>
    ['cancelled', 'withdrawn'].includes(textAt(merged, 'tender', 'status') ?? '') ||
    release.tags.includes('tenderCancellation')
      ? [merged]
      : [],
  map: (merged, reading) => ({
    subject: '',
    data: {},
    setting: {
      reason: reading.line('tender.statusDetails', textAt(merged, 'tender', 'statusDetails')) ?? NOT_STATED,
    },
  }),
})
