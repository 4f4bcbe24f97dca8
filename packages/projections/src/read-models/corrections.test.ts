import { dayNumber } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { expect, test } from 'vitest'
import { follow } from '../follower/follow.ts'
import { openReadModels } from '../sqlite/index.ts'
import { inventedId, on, type Told } from '../testing/invented.ts'
import {
  accepted,
  annulled,
  awarded,
  cny,
  corrected,
  noticed,
  party,
  registered,
  rowsIn,
  STREAM,
  venue,
} from '../testing/project-facts.ts'
import { appender } from '../testing/tables.ts'
import { awards } from './awards.ts'
import { intervals } from './intervals.ts'
import { procurementReadModels } from './procurement-read-models.ts'
import { projects } from './projects.ts'
import { registrations } from './registrations.ts'

const begun = [registered('2023-03-01'), accepted('2023-03-02'), awarded('2023-04-07')]
const award = (amount: string) => ({ awardId: 'award-1', supplier: party('bidder-1'), basis: 'x', amount: cny(amount) })

test('a row says what stands, and names the event at whose place it stands', () => {
  const rows = rowsIn(awards, ...begun, corrected('2023-06-01', 2, award('850.00')))
  expect(rows).toMatchObject([{ amountMinor: 85_000n, eventId: inventedId(STREAM, 2) }])
})

test('a corrected instant moves the fact to another day', () => {
  const acceptance = begun[1] as Told
  const moved = corrected('2023-06-01', 1, acceptance.data, '2023-03-03T12:00:00+08:00')
  const [before] = rowsIn(registrations, ...begun)
  const [after] = rowsIn(registrations, ...begun, moved)
  expect(Number(after?.acceptedOn)).toBe(Number(before?.acceptedOn) + 1)
})

test('what was annulled has no row, and starts and ends nothing', () => {
  const history = [...begun, noticed('2023-04-10'), annulled('2023-06-01', 3)]
  const ended = rowsIn(intervals, ...history).filter(
    ({ measure, endOn }) => String(measure).endsWith('award-notice') && endOn !== null,
  )
  expect(ended).toEqual([])
})

test('of a project the row stands at its last event, a correction too, in the dimensions that were corrected', () => {
  const venueB = { ...venue, id: 'venue-2', zone: 'America/New_York' }
  const registration = { ...(begun[0] as Told).data, venue: venueB, title: 'Another road (invented)' }
  const history = [...begun, corrected('2023-06-01', 0, registration)]
  expect(rowsIn(projects, ...history)).toMatchObject([
    { title: 'Another road (invented)', zone: 'America/New_York', revision: 3, position: 4n, phase: 'awarded' },
  ])
})

test('a follower folds anew what was corrected, and goes on from there', async () => {
  const store = memory()
  const append = appender(store)
  await using models = await openReadModels(':memory:', [procurementReadModels])
  const follower = follow({ store, models })
  const amounts = async (...facts: readonly Told[]) => {
    expect(await follower.waitFor(await append(STREAM, facts), 5_000)).toBe(true)
    return (
      await models.query<{ amount: bigint }>('select "amountMinor" as "amount" from "awards" order by "key"')
    ).map(({ amount }) => Number(amount))
  }
  expect(await amounts(...begun)).toEqual([90_000])
  expect(await amounts(corrected('2023-06-01', 2, award('850.00')))).toEqual([85_000])
  expect(await amounts(awarded('2023-06-02', 'award-2'))).toEqual([85_000, 90_000])
  expect(await amounts(annulled('2023-06-03', 3), annulled('2023-06-03', 4))).toEqual([90_000])
  await follower.stop()
  await store.close()
})

test('of an enterprise, too: a corrected instant lies on the day of its own text, and the first fact may go', async () => {
  const PARTY = 'party-C-1'
  const stated = (type: string, occurredAt: string, data: object, target?: number): Told => ({
    ...{ type, occurredAt, data, occurredMs: on(occurredAt) },
    ...(target !== undefined && { target }),
  })
  const score = { subject: 'bidder', points: -5, reason: 'late (invented)' }
  const scored = stated('CreditScored', '2023-03-01T09:00:00+08:00', score)
  const handled = stated('HotlineCaseHandled', '2023-03-01T09:00:00+08:00', { caseId: 'c-1', outcome: 'explained' })
  // The same instant as 5 March 07:00 in Anhui.
  const moved = { data: { ...score, subject: 'agency', disclosureMonths: 6 }, occurredAt: '2023-03-04T18:00:00-05:00' }
  const acted = '2023-06-01T09:00:00+08:00'

  const store = memory()
  const append = appender(store)
  await using models = await openReadModels(':memory:', [procurementReadModels])
  const follower = follow({ store, models })
  const rowsAfter = async (...facts: readonly Told[]) => {
    expect(await follower.waitFor(await append(PARTY, facts), 5_000)).toBe(true)
    const rows = async (table: string, columns: string) =>
      (await models.query<Record<string, unknown>>(`select ${columns} from "${table}" order by "key"`)).map((row) =>
        Object.values(row).map((value) => (typeof value === 'bigint' ? Number(value) : value)),
      )
    return [
      await rows('credit', '"kind", "subject", "disclosed", "occurredOn", "eventId"'),
      await rows('supervision', '"kind", "occurredOn"'),
    ]
  }
  const [first, march4, march1] = [
    inventedId(PARTY, 0),
    ...['2023-03-04', '2023-03-01'].map((day) => dayNumber(day as never)),
  ]
  const hotline = [['hotline', march1]]
  expect(await rowsAfter(scored, handled)).toEqual([[['score', 'bidder', 0, march1, first]], hotline])
  expect(await rowsAfter(stated('EventCorrected', acted, moved, 0))).toEqual([
    [['score', 'agency', 1, march4, first]],
    hotline,
  ])
  expect(await rowsAfter(stated('EventAnnulled', acted, {}, 2))).toEqual([
    [['score', 'bidder', 0, march1, first]],
    hotline,
  ])
  expect(await rowsAfter(stated('EventAnnulled', acted, {}, 0))).toEqual([[], hotline])
  expect(await rowsAfter(stated('EventAnnulled', acted, {}, 1))).toEqual([[], []])
  await follower.stop()
  await store.close()
})
