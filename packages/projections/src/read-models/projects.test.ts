import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { told } from '../testing/invented.ts'
import {
  accepted,
  awarded,
  failed,
  folded,
  imported,
  party,
  registered,
  resumed,
  rowsIn,
  SHA256,
  suspended,
  tenderNotice,
} from '../testing/project-facts.ts'
import { projects } from './projects.ts'

test('a project is listed with its phase, its place in the log and the day of its first fact', () => {
  expect(rowsIn(projects, registered('2023-03-01T17:00:00Z'), accepted('2023-03-03'))).toEqual([
    {
      key: '',
      title: 'Example road, section 1 (invented)',
      programme: null,
      origin: 'registered',
      phase: 'accepted',
      suspended: 0,
      archived: 0,
      revision: 1,
      position: 2n,
      buyerName: 'Example buyer-1 (invented)',
      agencyName: null,
      zone: 'Asia/Shanghai',
      registeredOn: dayNumber('2023-03-02' as never),
      searchText: [
        'p-1',
        'example road, section 1 (invented)',
        'buyer-1',
        'example buyer-1 (invented)',
        'venue-1',
        'example venue-1 (invented)',
      ].join('\n'),
    },
  ])
})

test('its dimensions are those of its registration, null where it does not say', () => {
  const [row] = projects.rows(folded(registered('2023-03-01', { region: '341021', agency: party('agency-1') })))
  expect(row).toMatchObject({
    projectId: 'P-1',
    category: 'works',
    regime: 'TBL',
    method: 'open',
    procedure: null,
    region: '341021',
    agency: 'agency-1',
    buyer: 'buyer-1',
    venue: 'venue-1',
  })
})

test('what an imported project does not state is null', () => {
  const [row] = projects.rows(folded(imported('2024-01-01')))
  expect(row).toMatchObject({
    origin: 'imported',
    phase: 'accepted',
    title: null,
    regime: null,
    buyer: null,
    venue: 'venue-1',
  })
})

test('codes and the programme can be searched for', () => {
  const [row] = rowsIn(projects, registered('2023-03-01', { programme: 'PROG-7', codes: { tender: 'T-77' } }))
  expect(row?.searchText).toContain('prog-7\nt-77')
})

test('suspension and archive are those of the state', () => {
  const facts = [registered('2023-03-01'), accepted('2023-03-02'), tenderNotice('2023-03-03'), suspended('2023-03-04')]
  expect(rowsIn(projects, ...facts)[0]).toMatchObject({ suspended: 1, phase: 'tendering' })
  expect(rowsIn(projects, ...facts, resumed('2023-03-05'))[0]).toMatchObject({ suspended: 0 })
  const archived = told('ProjectArchived', '2023-04-01', {
    items: [{ title: 'All', sha256: SHA256 }],
    retainUntil: '2038-04-01' as never,
  })
  expect(rowsIn(projects, ...facts, failed('2023-03-06'), archived)[0]).toMatchObject({
    suspended: 0,
    phase: 'failed',
    archived: 1,
  })
})

test('an imported history that is out of order keeps its furthest phase', () => {
  expect(rowsIn(projects, imported('2024-01-01'), awarded('2023-04-07'), tenderNotice('2023-03-06'))[0]?.phase).toBe(
    'awarded',
  )
})

test('an event of a type that nobody knows yet moves the place and nothing else', () => {
  const unknown = { type: 'FlagRaised', data: {}, occurredMs: 0 }
  expect(rowsIn(projects, registered('2023-03-01'), unknown)[0]).toMatchObject({ phase: 'registered', revision: 1 })
})
