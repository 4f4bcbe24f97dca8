import { describe, expect, test } from 'vitest'
import type { SealedEvent } from '../../evidence/sealed-event.ts'
import { NO_STREAM } from '../../ports/event-store.ts'
import { logOf } from '../../testing/asked-of-store.ts'
import { newLedgerUrl, openedPostgres, rawly } from '../../testing/postgres/given-ledger.ts'
import { erasureOf, sealTexts } from '../../testing/sealed-events.ts'

const STREAM = 'project-JX-2023-001'

describe('the tables', () => {
  const personal = '{"/actor/name":"Example Person (invented)"}'

  /** Four events: the first was erased, the third erased it, the second and the fourth have their personal parts. */
  async function withOneErasure(): Promise<string> {
    const url = newLedgerUrl()
    const store = await openedPostgres(url)
    const [first, second] = sealTexts(STREAM, [{ personal }, { personal }]) as [SealedEvent, SealedEvent]
    const [erasure] = erasureOf(first.eventId, second)
    await store.append(STREAM, NO_STREAM, [first, second, erasure, ...sealTexts(STREAM, [{ personal }], erasure)])
    return url
  }

  /** One for all: each of them leaves it as it was. */
  let url: string | undefined

  test.each([
    ['an update that changes nothing', 'UPDATE events SET data = data'],
    ['an update', "UPDATE events SET data = '{}' WHERE position = 1"],
    ['a deletion of everything', 'DELETE FROM events'],
    ['a deletion', 'DELETE FROM events WHERE position = 3'],
    ['that the log is emptied', 'TRUNCATE events'],
    ['a gap in a stream', insertOf({ revision: 7 })],
    ['a second event at a revision', insertOf({ revision: 1 })],
    [
      'a second event under an id',
      insertOf({ revision: 4, eventId: '(SELECT event_id FROM events WHERE position = 2)' }),
    ],
    ['a second event at a position', insertOf({ revision: 4, position: 2 })],
    ['an event beside the head', insertOf({ revision: 4, withHead: false })],
    ['a gap in the log', `${insertOf({ revision: 4, position: 9 })}`],
    [
      'that an event is replaced',
      `${insertOf({ revision: 1 })} ON CONFLICT (stream, revision) DO UPDATE SET data = '{}'`,
    ],
    ['a head that goes back', 'UPDATE ledger_head SET position = 1'],
    ['another ledger under the same tables', 'UPDATE ledger_head SET ledger_id = gen_random_uuid()'],
    ['a second head', 'INSERT INTO ledger_head (position) VALUES (0)'],
    ['that the head is deleted', 'DELETE FROM ledger_head'],
    ['an update of a personal part', "UPDATE personal_parts SET personal = '{}'"],
    ['a move of a personal part', 'UPDATE personal_parts SET position = 3 WHERE position = 2'],
    ['a deletion of a personal part that no event names', 'DELETE FROM personal_parts WHERE position = 2'],
    ['a deletion of all personal parts', 'DELETE FROM personal_parts'],
    ['that the personal parts are emptied', 'TRUNCATE personal_parts'],
    ['the return of a personal part', "INSERT INTO personal_parts VALUES (1, '{}', '')"],
    [
      'an erasure that no event states',
      'INSERT INTO erasures SELECT 4, stream, event_id FROM events WHERE position = 2',
    ],
    ['that an erasure is taken back', 'DELETE FROM erasures'],
    ['that an erasure names another', "UPDATE erasures SET target = 'x'"],
  ])('refuse %s, from their owner too', async (_, statement) => {
    url ??= await withOneErasure()
    await rawly(url, async (ask) => {
      const content = async () => [
        await ask('SELECT * FROM events ORDER BY position'),
        await ask('SELECT * FROM personal_parts ORDER BY position'),
        await ask('SELECT * FROM erasures, ledger_head'),
      ]
      const before = await content()
      await expect(ask(statement)).rejects.toThrow(
        /append-only|an event follows|a personal part|an erasure comes|only grows|duplicate key/,
      )
      expect(await content()).toEqual(before)
    })
  })

  test('take what is right from any hand', async () => {
    const url = await withOneErasure()
    await rawly(url, (ask) => ask(insertOf({ revision: 4 })))
    expect(await (await openedPostgres(url)).head()).toBe(5n)
  })

  test('hold no row with what was erased, nor its salt', async () => {
    const url = newLedgerUrl()
    const store = await openedPostgres(url)
    // One text in a page with others, one that is stored out of line.
    const secrets = ['Example Person One (invented)', 'Example Person Two (invented) '.repeat(5_000)]
    const events = sealTexts(STREAM, [...secrets.map((name) => ({ personal: JSON.stringify({ name }) })), { personal }])
    await store.append(STREAM, NO_STREAM, events)
    const [first, second, third] = events as [SealedEvent, SealedEvent, SealedEvent]
    const [erasure] = erasureOf(first.eventId, third)
    await store.append(STREAM, 2, [erasure])
    await store.append(STREAM, 3, [...erasureOf(second.eventId, erasure)])
    await rawly(url, async (ask) => {
      const tables = await ask('SELECT tablename FROM pg_tables WHERE schemaname = current_schema')
      for (const [table] of tables) {
        const rows = JSON.stringify(await ask(`SELECT t::text FROM ${table} AS t`))
        for (const trace of ['Person One', 'Person Two', saltOf(first), saltOf(second)])
          expect(rows).not.toContain(trace)
        if (table === 'personal_parts') expect(rows).toContain(saltOf(third))
      }
    })
  })

  test('that were tampered with, so that a part is there again, lose it when erasures are finished', async () => {
    const url = await withOneErasure()
    await rawly(url, async (ask) => {
      await ask('SET session_replication_role = replica')
      await ask(`INSERT INTO personal_parts VALUES (1, '{"name":"From a backup"}', '\\x01')`)
    })
    const store = await openedPostgres(url)
    expect((await logOf(store))[0]).toMatchObject({ personal: '{"name":"From a backup"}' })
    expect(await store.finishErasures()).toBe(1)
    expect(await store.finishErasures()).toBe(0)
    expect((await logOf(store))[0]).toMatchObject({ personal: undefined, personalSalt: undefined })
  })
})

/** An event of STREAM in SQL, right but for what is overridden. */
function insertOf({
  revision,
  eventId = "'new'",
  position = 5,
  withHead = true,
}: {
  revision: number
  eventId?: string
  position?: number
  withHead?: boolean
}): string {
  const head = withHead ? `WITH head AS (UPDATE ledger_head SET position = greatest(position, ${position})) ` : ''
  return `${head}INSERT INTO events VALUES (${position}, ${eventId}, '${STREAM}', ${revision}, 'ContractSigned', 1, 0, 0,
    '{}', '', '{}', '', '', '')`
}

const saltOf = ({ personalSalt }: SealedEvent): string => Buffer.from(personalSalt ?? []).toString('hex')
