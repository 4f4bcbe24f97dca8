import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Connection } from '../../stores/eventstoredb/connection.ts'
import { actualRevision } from '../../stores/eventstoredb/failure.ts'
import { nameIn, positionOf, recordedIn } from '../../stores/eventstoredb/recorded.ts'
import * as requests from '../../stores/eventstoredb/requests.ts'
import { parseStoreUrl } from '../../stores/eventstoredb/store-url.ts'
import { type Proposed, WireClient } from '../../stores/eventstoredb/wire-client.ts'

const TIMEOUT_MS = 10_000
const MAX_APPEND_BYTES = 1024 * 1024

interface Given {
  readonly client: WireClient
  readonly connection: Connection
  /** What the streams of this test begin with. */
  readonly prefix: string
  readonly stream: string
}

/**
 * What the store takes for granted of a server, asked on the wire. The stand-in passes it, and so must every server of the
 * real kind: where one does not, the stand-in is wrong, and what was tried against it proves less than it says.
 */
export function serverRules(name: string, urlOf: (ledger: string) => string, newLedger: () => string): void {
  function given(): Given {
    const ledger = newLedger()
    const address = parseStoreUrl(urlOf(ledger))
    const client = new WireClient(address)
    const connection = new Connection(address, TIMEOUT_MS, { onBroken() {}, assertSame: async () => {} })
    onTestFinished(async () => {
      await connection.close()
      await client.end()
    })
    return { client, connection, prefix: `${ledger}.`, stream: `${ledger}.project-1` }
  }

  describe(`${name} keeps the rules of a server`, () => {
    test('a repeat is known by its ids and its place, also when the stream went on since', async () => {
      const { connection, stream } = given()
      const [first, second, third] = [event(), event(), event()]
      for (const _again of [1, 2]) await connection.append(stream, -1, [first, second])
      for (const _again of [1, 2]) await connection.append(stream, 1, [third])
      await connection.append(stream, -1, [first, second])
      await connection.append(stream, 0, [second, third])
      expect(idsOf(await connection.read(requests.streamFrom(stream, 0, 10)))).toEqual([first.id, second.id, third.id])
    })

    test('what is elsewhere than expected is told with where the stream is', async () => {
      const { connection, stream } = given()
      const [first, second] = [event(), event()]
      const actual = async (expected: number, events: readonly Proposed[]) =>
        connection.append(stream, expected, events).then(() => 'stored', actualRevision)
      expect(await actual(0, [event()])).toBe(-1)
      await connection.append(stream, -1, [first, second])
      expect(await actual(-1, [event()])).toBe(1)
      expect(await actual(0, [event()])).toBe(1)
      expect(await actual(7, [event()])).toBe(1)
      // A repeat in part.
      expect(await actual(-1, [first, event()])).toBe(1)
      expect(await actual(0, [second, event()])).toBe(1)
      expect(await connection.read(requests.streamFrom(stream, 0, 10))).toHaveLength(2)
    })

    test('an event has one position, the same in its stream and in the log, and positions grow', async () => {
      const { connection, prefix, stream } = given()
      await connection.append(stream, -1, [event(), event(), event()])
      const inStream = recordedIn(await connection.read(requests.streamFrom(stream, 0, 10)))
      expect(recordedIn(await connection.read(requests.logFrom(0n, [prefix], 10)))).toEqual(inStream)
      const positions = inStream.map(({ position }) => position)
      expect(positions).toEqual([...new Set(positions)].sort((a, b) => (a < b ? -1 : 1)))
      expect(positions[0]).toBeGreaterThan(0n)
    })

    test('the log is read from a position, inclusive, as many as were asked for, and back from its end', async () => {
      const { connection, prefix, stream } = given()
      await connection.append(stream, -1, [event(), event(), event()])
      const all = await connection.read(requests.logFrom(0n, [prefix], 10))
      const [, second = 0n, third = 0n] = all.map((response) => positionOf(response) ?? 0n)
      const read = async (request: ReturnType<typeof requests.logFrom>) =>
        (await connection.read(request)).map((response) => positionOf(response))
      expect(await read(requests.logFrom(second, [prefix], 10))).toEqual([second, third])
      expect(await read(requests.logFrom(second, [prefix], 1))).toEqual([second])
      expect(await read(requests.logFrom(third * 1_000n, [prefix], 10))).toEqual([])
      expect(await read(requests.lastUnder(prefix))).toEqual([third])
      expect(await read(requests.lastUnder(prefix, third))).toEqual([second])
      expect((await read(requests.lastOfServer()))[0]).toBeGreaterThanOrEqual(third)
    })

    test('a position at which no record begins is refused', async () => {
      const { connection, prefix, stream } = given()
      await connection.append(stream, -1, [event(), event()])
      const [first] = await connection.read(requests.logFrom(0n, [prefix], 1))
      const within = (positionOf(first) ?? 0n) + 1n
      await expect(connection.read(requests.logFrom(within, [prefix], 10))).rejects.toMatchObject({
        code: 'POSITION_INVALID',
      })
    })

    test('a filter by type looks at all streams; one by name has no end in the middle of a name', async () => {
      const { connection, prefix, stream } = given()
      const type = `Type${prefix.replaceAll(/\W/g, '')}`
      await connection.append(stream, -1, [event({ type }), event()])
      await connection.append(`x${stream}`, -1, [event({ type })])
      const found = await connection.read(requests.typeFrom(0n, type, 10))
      expect(found.map(nameIn)).toEqual([stream, `x${stream}`])
      expect((await connection.read(requests.logFrom(0n, [prefix], 10))).map(nameIn)).toEqual([stream, stream])
    })

    test('a stream that was never written to has no events, and neither have its settings', async () => {
      const { connection, stream } = given()
      for (const asked of [requests.streamFrom(stream, 0, 10), requests.lastOfStream(`$$${stream}`)]) {
        const responses = await connection.read(asked)
        expect(responses.filter((response) => response.hasEvent())).toEqual([])
      }
    })

    test('settings of a stream are the last event of another, and stand in the log', async () => {
      const { client, connection, prefix, stream } = given()
      await connection.append(stream, -1, [event()])
      await client.append(`$$${stream}`, -1, [event({ type: '$metadata', data: '{"$maxCount":7}' })], soon())
      const [settings] = recordedIn(await connection.read(requests.lastOfStream(`$$${stream}`)))
      expect(Buffer.from(settings?.data ?? []).toString()).toBe('{"$maxCount":7}')
      const logged = await connection.read(requests.logFrom(0n, [prefix, `$$${prefix}`], 10))
      expect(logged.map(nameIn)).toEqual([stream, `$$${stream}`])
    })

    test('a stream that was deleted for ever says so, in its settings too, and is not taken up again', async () => {
      const { client, connection, prefix, stream } = given()
      await connection.append(stream, -1, [event()])
      await client.tombstoneStream(stream)
      const altered = { code: 'LEDGER_ALTERED' }
      await expect(connection.read(requests.streamFrom(stream, 0, 10))).rejects.toMatchObject(altered)
      await expect(connection.read(requests.lastOfStream(`$$${stream}`))).rejects.toMatchObject(altered)
      await expect(connection.append(stream, 0, [event()])).rejects.toThrow()
      const logged = await connection.read(requests.logFrom(0n, [prefix], 10))
      expect(logged).toHaveLength(2)
      expect(() => recordedIn(logged)).toThrow(/was deleted/)
    })

    test('the most that a ledger sends is taken; what is more is refused whole and by its size, if it is', async () => {
      const { connection, stream } = given()
      const type = 'Noted'
      const most = event({ type, data: 'x'.repeat(MAX_APPEND_BYTES - 2 * type.length) })
      await connection.append(stream, -1, [most])
      const half = 'x'.repeat(MAX_APPEND_BYTES / 2 + 1)
      const outcome = await connection.append(stream, 0, [event({ data: half }), event({ data: half })]).then(
        () => 'stored',
        (error: { code?: string }) => error.code,
      )
      // Servers behind 25.0 may take more.
      expect(['stored', 'APPEND_TOO_LARGE']).toContain(outcome)
      const count = outcome === 'stored' ? 3 : 1
      expect(await connection.read(requests.streamFrom(stream, 0, 10))).toHaveLength(count)
    })

    test('bytes come back as they are, also none', async () => {
      const { connection, stream } = given()
      const all = Uint8Array.from({ length: 256 }, (_, i) => i)
      await connection.append(stream, -1, [event({ data: all }), event({ data: new Uint8Array(0) })])
      const data = recordedIn(await connection.read(requests.streamFrom(stream, 0, 10))).map((each) => each.data)
      expect(data.map((bytes) => [...bytes])).toEqual([[...all], []])
    })

    test('a subscription confirms itself, and then gives what is written from there on', async () => {
      const { connection, prefix, stream } = given()
      await connection.append(stream, -1, [event()])
      const confirmed = Promise.withResolvers<void>()
      const received = Promise.withResolvers<string>()
      const abort = new AbortController()
      const subscribed = connection.subscribe(
        requests.subscriptionFromNow([prefix]),
        (response) => {
          if (response.hasConfirmation()) confirmed.resolve()
          if (response.hasEvent()) received.resolve(recordedIn([response])[0]?.eventId ?? '')
        },
        abort.signal,
      )
      await confirmed.promise
      const next = event()
      await connection.append(`${prefix}project-2`, -1, [next])
      expect(await received.promise).toBe(next.id)
      abort.abort()
      await subscribed
    })
  })
}

function event({ type = 'Noted', data = 'x' }: { type?: string; data?: string | Uint8Array } = {}): Proposed {
  return { id: randomUUID(), type, data: typeof data === 'string' ? new TextEncoder().encode(data) : data }
}

const soon = (): number => Date.now() + TIMEOUT_MS

const idsOf = (responses: Parameters<typeof recordedIn>[0]): readonly string[] =>
  recordedIn(responses).map(({ eventId }) => eventId)
