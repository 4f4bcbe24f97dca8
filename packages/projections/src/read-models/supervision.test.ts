import { expect, test } from 'vitest'
import { readFact } from '../follower/read-fact.ts'
import { inventedId, logged, type Told, told } from '../testing/invented.ts'
import { registered, rowsIn, STREAM } from '../testing/project-facts.ts'
import { foldDossier, startDossier } from './dossier-history.ts'
import type { SupervisionRow } from './rows.ts'
import { supervision } from './supervision.ts'

const raised = (when: string, flagId: string, origin: 'analytics' | 'report'): Told =>
  told('FlagRaised', when, { flagId, origin, level: 'red', events: [] })
const resolved = (when: string, flagId: string): Told => told('FlagResolved', when, { flagId, outcome: 'confirmed' })
const handled = (when: string, caseId: string): Told =>
  told('HotlineCaseHandled', when, { caseId, outcome: 'explained' })

const kindsOf = (...facts: readonly Told[]) =>
  rowsIn<SupervisionRow & { readonly [column: string]: never }>(supervision, registered('2023-03-01'), ...facts).map(
    ({ kind, origin, eventId }) => [kind, origin, eventId],
  )

const at = (revision: number) => inventedId(STREAM, revision)

test('checks and inspections each have a row; opinions and cases one for each id', () => {
  const checked = told('DocumentsSpotChecked', '2023-03-02', { selection: 'random', found: [] })
  const inspected = told('SiteInspected', '2023-03-02', { selection: 'lead', result: 'in order', found: [] })
  const issued = told('SupervisoryOpinionIssued', '2023-03-02', { opinionId: 'o-1', dueOn: '2023-03-09' as never })
  const handledOnce = handled('2023-03-02', 'c-1')
  expect(kindsOf(checked, checked, issued, issued, inspected, inspected, handledOnce, handledOnce)).toEqual([
    ...[
      ['documents', null, at(1)],
      ['documents', null, at(2)],
      ['opinion', null, at(3)],
    ],
    ...[
      ['site', null, at(5)],
      ['site', null, at(6)],
      ['hotline', null, at(7)],
    ],
  ])
})

test('a resolution has the origin of its flag, whichever is stated first', () => {
  const [flag, report] = [raised('2023-03-02', 'f-1', 'analytics'), raised('2023-03-02', 'f-2', 'report')]
  expect(kindsOf(resolved('2023-03-03', 'f-1'), flag, report, resolved('2023-03-03', 'f-2'))).toEqual([
    ...[
      ['flag', 'analytics', at(2)],
      ['flag', 'report', at(3)],
    ],
    ...[
      ['resolution', 'analytics', at(1)],
      ['resolution', 'report', at(4)],
    ],
  ])
  expect(kindsOf(resolved('2023-03-03', 'f-3'))).toEqual([['resolution', null, at(1)]])
})

test('a case of an enterprise is about no project', () => {
  const history = startDossier('party-C-1')
  for (const fact of logged('party-C-1', [handled('2023-03-02', 'c-1'), handled('2023-03-03', 'c-1')]))
    foldDossier(history, readFact(fact))
  expect(supervision.rows(history as never)).toMatchObject([
    { stream: 'party-C-1', projectId: null, category: null, kind: 'hotline', eventId: inventedId('party-C-1', 0) },
  ])
})
