import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { NO_STREAM, type SealedEvent } from '../../ports/event-store.ts'
import { expectFault, idsOf, logOf } from '../../testing/asked-of-store.ts'
import { newLedgerUrl, openedPostgres } from '../../testing/postgres/given-ledger.ts'
import { sealTexts } from '../../testing/sealed-events.ts'
import { byteas, int4s, int8s, texts } from './array-parameters.ts'
import { connect } from './connection.ts'
import { parseLocation } from './location.ts'

const MAX_INT4 = 2 ** 31 - 1
const LIMITS = { busyTimeoutMs: 5_000, callTimeoutMs: 15_000 }

const wellFormed = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''))

test('the server reads the same arrays as out of the texts that the driver writes', async () => {
  const client = await connect(parseLocation(newLedgerUrl()), LIMITS)
  onTestFinished(() => client.end())
  const isSame = async (type: string, binary: Buffer, values: readonly unknown[]) => {
    const { rows } = await client.query({
      text: `SELECT $1::${type}[] IS NOT DISTINCT FROM $2::${type}[]`,
      values: [binary, values],
      rowMode: 'array',
    })
    expect(rows).toEqual([[true]])
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: -MAX_INT4 - 1, max: MAX_INT4 })),
      fc.array(fc.maxSafeInteger()),
      fc.array(wellFormed),
      fc.array(fc.option(fc.uint8Array(), { nil: undefined })),
      async (small, large, words, bytes) => {
        await isSame('int4', int4s(small), small)
        await isSame('int8', int8s(large), large)
        await isSame('text', texts(words), words)
        await isSame('bytea', byteas(bytes), bytes)
      },
    ),
  )
})

test.each<[what: string, flaw: Partial<SealedEvent>]>([
  ['a version that is larger than the column', { schemaVersion: MAX_INT4 + 1 }],
  ['a version that is not whole', { schemaVersion: 1.5 }],
  ['an instant that is not whole', { recordedMs: 0.5 }],
  ['an instant that is none', { occurredMs: Number.NaN }],
  ['a personal part without its salt', { personal: '{}', personalSalt: undefined }],
])('%s is refused, and its neighbours of the same moment stand', async (_, flaw) => {
  const store = await openedPostgres(newLedgerUrl())
  const [first, bad, last] = ['project-1', 'project-2', 'project-3'].flatMap((stream) => sealTexts(stream, [{}])) as [
    SealedEvent,
    SealedEvent,
    SealedEvent,
  ]
  const append = (event: SealedEvent) => store.append(event.stream, NO_STREAM, [event])
  await Promise.all([append(first), expectFault(append({ ...bad, ...flaw }), 'APPEND_INVALID'), append(last)])
  expect(idsOf(await logOf(store))).toEqual(idsOf([first, last]))
})
