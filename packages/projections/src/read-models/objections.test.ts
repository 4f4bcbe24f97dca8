import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { inventedId, on, told } from '../testing/invented.ts'
import { registered, rowsIn, STREAM } from '../testing/project-facts.ts'
import { objections } from './objections.ts'

const raised = (when: string) =>
  told('ObjectionRaised', when, { objectionId: 'o-1', about: 'documents', channel: 'online' })
const answered = (when: string, upheld = false) => told('ObjectionAnswered', when, { objectionId: 'o-1', upheld })
const filed = told('ComplaintFiled', '2023-03-20', { complaintId: 'o-1', about: 'contract', channel: 'paper' })

test('an objection has a row, with its answer once there is one', () => {
  const row = {
    key: 'objection/o-1',
    kind: 'objection',
    about: 'documents',
    channel: 'online',
    eventId: inventedId(STREAM, 1),
    occurredMs: on('2023-03-10'),
    occurredOn: dayNumber('2023-03-10' as never),
  }
  const open = { answeredEvent: null, answeredMs: null, answeredOn: null, upheld: null }
  expect(rowsIn(objections, registered('2023-03-01'), raised('2023-03-10'))).toEqual([{ ...row, ...open }])
  expect(rowsIn(objections, registered('2023-03-01'), raised('2023-03-10'), answered('2023-03-12'))).toEqual([
    {
      ...row,
      answeredEvent: inventedId(STREAM, 2),
      answeredMs: on('2023-03-12'),
      answeredOn: dayNumber('2023-03-12' as never),
      upheld: 0,
    },
  ])
})

test('a complaint is answered by its decision, and shares no name with an objection', () => {
  const decided = told('ComplaintDecided', '2023-04-20', { complaintId: 'o-1', upheld: true, measures: [] })
  expect(rowsIn(objections, registered('2023-03-01'), raised('2023-03-10'), filed, decided)).toMatchObject([
    { key: 'objection/o-1', answeredOn: null },
    { key: 'complaint/o-1', kind: 'complaint', about: 'contract', channel: 'paper', upheld: 1 },
  ])
})

test('a refusal or a withdrawal does not answer a complaint', () => {
  const refused = told('ComplaintRefused', '2023-03-22', { complaintId: 'o-1', reason: 'too late' })
  const withdrawn = told('ComplaintWithdrawn', '2023-03-23', { complaintId: 'o-1' })
  expect(rowsIn(objections, registered('2023-03-01'), filed, refused, withdrawn)).toMatchObject([{ answeredOn: null }])
})

test('an answer that is recorded before what it answers is joined to it, and the first answer stands', () => {
  const facts = [answered('2023-03-14', true), answered('2023-03-12'), raised('2023-03-10')]
  expect(rowsIn(objections, registered('2023-03-01'), ...facts)).toMatchObject([
    { answeredOn: dayNumber('2023-03-12' as never), upheld: 0 },
  ])
})
