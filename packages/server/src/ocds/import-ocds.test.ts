import { createHash } from 'node:crypto'
import type { LedgerEvent } from '@procurement-ledger/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  award,
  BUYER,
  contract,
  eventsOf,
  facts,
  gbp,
  importAll,
  LIFE,
  OCID,
  openTestLedger,
  packageOf,
  release,
  SUPPLIER,
  withFiles,
} from './fixtures.ts'
import { importOcds, projectIdOfOcid } from './import-ocds.ts'

const AWARDED = release('r2', '2022-04-02T00:00:00Z', 'award', { awards: [award()] })
const ofType = (events: readonly LedgerEvent[], type: string) => events.filter((one) => one.type === type)

describe('the life of a process', () => {
  test('becomes the facts that its releases state, under the instants they state', async () => {
    const { report, events } = await importAll(LIFE)
    expect(facts(events).map(({ type, occurredAt, correlationId }) => [type, occurredAt, correlationId])).toEqual([
      ['ProjectImported', '2022-01-10T00:00:00Z', 'r1'],
      ['TenderNoticePublished', '2022-01-10T00:00:00Z', 'r1'],
      ['AwardDecided', '2022-04-01T10:00:00Z', 'r2'],
      ['AwardNoticeIssued', '2022-04-01T10:00:00Z', 'r2'],
      ['ContractSigned', '2022-04-20T10:00:00Z', 'r3'],
      ['ContractAmended', '2022-08-30T09:00:00Z', 'r4'],
      ['ContractTerminated', '2022-12-01T00:00:00Z', 'r5'],
    ])
    expect(report).toMatchObject({ files: 5, releases: 5, projects: 1, events: events.length, changed: [] })
  })

  test('the project is what the releases say of it', async () => {
    const { events } = await importAll(LIFE)
    expect(events[0]).toMatchObject({
      projectId: OCID,
      actor: { id: 'ocds-import', role: 'ledger' },
      data: { ocid: OCID, title: 'Example road (invented)', buyer: BUYER, category: 'works', method: 'open' },
    })
  })

  test('an award names its supplier, its exact amount, and on what it rests', async () => {
    const { events } = await importAll([AWARDED])
    expect(ofType(events, 'AwardDecided')).toMatchObject([
      {
        data: {
          awardId: 'A-1',
          supplier: SUPPLIER,
          amount: { amount: '1000', currency: 'GBP' },
          basis: 'not stated by the source',
        },
        evidence: [{ title: 'OCDS release r2, awards[]', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      },
    ])
  })

  test('the contract amount of the amendment is the new total', async () => {
    const { events } = await importAll(LIFE)
    expect(ofType(events, 'ContractAmended')).toMatchObject([
      { data: { contractId: 'C-1', amount: { amount: '1200.5' }, rationale: 'more road (invented)' } },
    ])
  })
})

describe('contracts that change', () => {
  const stating = (id: string, date: string, content: object) =>
    release(id, date, 'contractUpdate', { contracts: [contract(content)] })
  const history = [
    AWARDED,
    stating('c1', '2022-05-01T00:00:00Z', {}),
    stating('c2', '2022-06-01T00:00:00Z', { value: gbp(1200) }),
    stating('c3', '2022-07-01T00:00:00Z', { value: gbp(1200) }),
    stating('c4', '2022-08-01T00:00:00Z', {}),
  ]

  test('there and back are two amendments, under the dates of the releases', async () => {
    const { events } = await importAll(history)
    expect(
      ofType(events, 'ContractAmended').map(({ occurredAt, data }) => [
        occurredAt,
        (data.amount as { amount: string }).amount,
      ]),
    ).toEqual([
      ['2022-06-01T00:00:00Z', '1200'],
      ['2022-08-01T00:00:00Z', '1000'],
    ])
  })

  test('and are found again, in whatever runs the releases come', async () => {
    await using ledger = await openTestLedger()
    for (const one of history) await withFiles([{ name: 'a.json', content: one }], (paths) => importOcds(ledger, paths))
    const again = await withFiles([{ name: 'a.json', content: packageOf(...history) }], (paths) =>
      importOcds(ledger, paths),
    )
    const events = await eventsOf(ledger)
    expect(ofType(events, 'ContractAmended')).toHaveLength(2)
    expect(again).toMatchObject({ events: 0, repeated: events.length, changed: [], notRecorded: [] })
  })

  test('one whose period ends before it starts is signed without a period, and that is told', async () => {
    const period = { startDate: '2022-05-02T00:00:00Z', endDate: '2022-05-01T00:00:00Z' }
    const { report, events } = await importAll([AWARDED, stating('c1', '2022-05-01T00:00:00Z', { period })])
    expect(ofType(events, 'ContractSigned').map(({ data }) => 'period' in data)).toEqual([false])
    expect(report.interpreted).toContainEqual({
      path: 'contracts[].period',
      reason: 'ends before it starts; left out',
      count: 1,
    })
  })

  test('one that was cancelled after it was signed is terminated', async () => {
    const cancelled = stating('c9', '2022-09-01T00:00:00Z', { status: 'cancelled' })
    const { events } = await importAll([...history, cancelled])
    expect(ofType(events, 'ContractTerminated')).toMatchObject([{ occurredAt: '2022-09-01T00:00:00Z' }])
  })
})

describe('instants', () => {
  test('an award without a date takes the date of its release, and says so for ever', async () => {
    const { report, events } = await importAll([{ ...AWARDED, awards: [award({ date: undefined })] }])
    expect(ofType(events, 'AwardDecided')).toMatchObject([
      {
        occurredAt: '2022-04-02T00:00:00Z',
        evidence: [{ title: expect.stringMatching(/date of the release stands/) }],
      },
    ])
    expect(report.interpreted).toContainEqual({
      path: 'awards[]',
      reason: expect.stringMatching(/no instant/),
      count: 1,
    })
  })

  test('a bare date is the start of that day in the zone, and is counted', async () => {
    const content = [{ ...AWARDED, awards: [award({ date: '2022-04-01' })] }]
    const { report, events } = await importAll(content, { zone: 'Asia/Shanghai' })
    expect(ofType(events, 'AwardDecided')).toMatchObject([{ occurredAt: '2022-04-01T00:00:00+08:00' }])
    // The decision and its notice are two facts at one instant.
    expect(report.instantsWithoutOffset).toBe(2)
  })

  test('a release without a date is left out whole', async () => {
    const { report } = await importAll([{ ...AWARDED, date: 'soon' }])
    expect(report).toMatchObject({ releases: 1, projects: 0, events: 0 })
    expect(report.notRecorded).toEqual([{ path: 'date', reason: expect.stringMatching(/whole release/), count: 1 }])
  })

  test('releases are ordered as instants, not as texts', async () => {
    const early = { ...AWARDED, id: 'early', date: '2022-04-03T01:00:00+09:00' }
    const late = { ...AWARDED, id: 'late', date: '2022-04-02T23:00:00Z', awards: [award({ value: gbp(2) })] }
    const { events } = await importAll([packageOf(late, early)])
    expect(ofType(events, 'AwardDecided')).toMatchObject([
      { correlationId: 'early', data: { amount: { amount: '1000' } } },
    ])
  })
})

describe('what cannot be recorded is counted, not invented', () => {
  const notRecorded = async (awards: unknown[]) =>
    (await importAll([{ ...AWARDED, awards }])).report.notRecorded.filter(({ path }) => path === 'awards[]')

  test.each([
    ['no amount', { value: undefined }, /not stated: awards\[\]\.value\.amount/],
    ['no supplier', { suppliers: [] }, /not stated: supplier/],
    ['no id', { id: undefined }, /not stated: awardId/],
    ['a fraction of a penny', { value: gbp(0.005) }, /more digits/],
    ['a negative amount', { value: gbp(-1) }, /negative/],
    ['an unknown currency', { value: { amount: 1, currency: 'XXX' } }, /ISO 4217/],
    ['a proposal', { status: 'pending' }, /status pending/],
    ['an award that failed', { status: 'unsuccessful' }, /status unsuccessful/],
  ])('an award with %s', async (_, override, reason) => {
    expect(await notRecorded([award(override)])).toEqual([
      { path: 'awards[]', reason: expect.stringMatching(reason), count: 1 },
    ])
  })

  test('an award with several suppliers keeps the first, and that is told', async () => {
    const { report, events } = await importAll([
      { ...AWARDED, awards: [award({ suppliers: [SUPPLIER, { id: 'XX-3', name: 'Another (invented)' }] })] },
    ])
    expect(ofType(events, 'AwardDecided')).toMatchObject([{ data: { supplier: SUPPLIER } }])
    expect(report.interpreted).toContainEqual({
      path: 'awards[].suppliers[1..]',
      reason: expect.stringMatching(/only the first/),
      count: 1,
    })
  })

  test('fields that no row reads are counted by path', async () => {
    const { report } = await importAll([
      packageOf({ ...AWARDED, awards: [award({ items: [{ id: '1' }, { id: '2' }] })] }),
    ])
    expect(report.unmapped).toContainEqual({ path: 'awards[].items[].id', count: 2 })
    expect(report.unmapped).toContainEqual({ path: '(package).publishedDate', count: 1 })
    expect(report.unmapped.map(({ path }) => path)).not.toContain('awards[].value.amount')
  })

  test('what a release completes is recorded then', async () => {
    const half = release('h1', '2022-04-01T00:00:00Z', 'award', { awards: [award({ value: undefined })] })
    const rest = release('h2', '2022-04-05T00:00:00Z', 'awardUpdate', { awards: [{ id: 'A-1', value: gbp(7) }] })
    const { report, events } = await importAll([half, rest])
    expect(ofType(events, 'AwardDecided')).toMatchObject([{ correlationId: 'h2', data: { amount: { amount: '7' } } }])
    expect(report.notRecorded).toEqual([])
  })

  test('an award that a later release changes is told of, since no event says so', async () => {
    const later = release('r9', '2022-05-01T00:00:00Z', 'awardUpdate', { awards: [award({ value: gbp(2) })] })
    const { report, events } = await importAll([AWARDED, later])
    expect(ofType(events, 'AwardDecided')).toHaveLength(1)
    expect(report.notRecorded).toEqual([
      { path: 'awards[]', reason: expect.stringMatching(/amount otherwise/), count: 1 },
    ])
  })
})

describe('ends', () => {
  test('a cancelled award was decided before', async () => {
    const { events } = await importAll([{ ...AWARDED, awards: [award({ status: 'cancelled' })] }])
    expect(events.map(({ type }) => type)).toEqual([
      'ProjectImported',
      'AwardDecided',
      'AwardNoticeIssued',
      'AwardCancelled',
    ])
  })

  test('a tag cancels the awards of its own release', async () => {
    const later = release('r9', '2022-05-01T00:00:00Z', 'awardCancellation', { awards: [{ id: 'A-2' }] })
    const { events } = await importAll([{ ...AWARDED, awards: [award(), award({ id: 'A-2' })] }, later])
    expect(ofType(events, 'AwardCancelled')).toMatchObject([{ data: { awardId: 'A-2', reason: 'other' } }])
  })

  test.each([
    ['unsuccessful', 'TenderFailed'],
    ['cancelled', 'ProjectCancelled'],
    ['withdrawn', 'ProjectCancelled'],
  ])('a tender with status %s is %s', async (status, type) => {
    const { events } = await importAll([release('r1', '2022-01-01T00:00:00Z', 'tender', { tender: { status } })])
    expect(events.map((event) => event.type)).toEqual(['ProjectImported', type])
  })

  test('a contract that is only proposed, or cancelled before it was signed, is not signed', async () => {
    const contracts = [contract({ status: 'pending' }), contract({ id: 'C-2', status: 'cancelled' })]
    const { report, events } = await importAll([{ ...AWARDED, contracts }])
    expect(ofType(events, 'ContractSigned')).toEqual([])
    expect(report.notRecorded.filter(({ path }) => path === 'contracts[]')).toHaveLength(2)
  })
})

describe('what out of order becomes', () => {
  test('a finding of the event, counted by its code', async () => {
    const { report, events } = await importAll([AWARDED])
    expect(ofType(events, 'AwardDecided')).toMatchObject([{ findings: [{ code: 'OUT_OF_SEQUENCE' }] }])
    expect(report.findings).toEqual({ OUT_OF_SEQUENCE: 1 })
  })
})

describe('again and again', () => {
  const files = LIFE.map((content, i) => ({ name: `${i}.json`, content }))

  test('the same files add nothing', () =>
    withFiles(files, async (paths) => {
      await using ledger = await openTestLedger()
      const first = await importOcds(ledger, paths)
      const again = await importOcds(ledger, paths)
      expect(again).toMatchObject({ events: 0, repeated: first.events, changed: [], findings: {} })
      expect(await eventsOf(ledger)).toHaveLength(first.events)
    }))

  test('what was erased is neither a difference nor recorded again', async () => {
    const enquiries = [{ id: 'E-1', date: '2022-01-20T00:00:00Z', description: 'asks Example Person (invented)' }]
    const asked = release('r1', '2022-01-21T00:00:00Z', 'tender', { tender: { id: 'T-1', enquiries } })
    await using ledger = await openTestLedger()
    await withFiles([{ name: 'a.json', content: asked }], async (paths) => {
      const { events } = await importOcds(ledger, paths)
      const [enquiry] = ofType(await eventsOf(ledger), 'EnquiryReceived')
      const data = {
        ...{ target: enquiry?.eventId, legalBasis: 'request' },
        approvedBy: { id: 'supervisor-3', role: 'supervisor' },
      }
      const actor = { id: 'centre-7', role: 'centre' } as const
      const erasure = { type: 'PersonalDataErased', occurredAt: '2023-01-01T00:00:00Z', data, actor }
      expect((await ledger.record(OCID, erasure)).refused).toBeUndefined()
      expect(await importOcds(ledger, paths)).toMatchObject({ events: 0, repeated: events, changed: [] })
      expect(ofType(await eventsOf(ledger), 'EnquiryReceived').map(({ data }) => data)).toEqual([{ enquiryId: 'E-1' }])
      // A dry run judges on all of it, too: nothing of the project is left out because something in it was erased.
      await withFiles([{ name: 'b.json', content: AWARDED }], async (later) => {
        const dry = await importOcds(ledger, [...paths, ...later], { dryRun: true })
        expect(await importOcds(ledger, [...paths, ...later])).toEqual({ ...dry, isDryRun: false })
      })
    })
  })

  test('the same releases in another file add nothing', async () => {
    await using ledger = await openTestLedger()
    const first = await withFiles(files, (paths) => importOcds(ledger, paths))
    const again = await withFiles([{ name: 'all.json', content: packageOf(...LIFE) }], (paths) =>
      importOcds(ledger, paths),
    )
    expect(again).toMatchObject({ events: 0, repeated: first.events, changed: [] })
  })

  test('release after release, a run each, gives what one run gives', async () => {
    await using ledger = await openTestLedger()
    for (const file of files) await withFiles([file], (paths) => importOcds(ledger, paths))
    const types = (await eventsOf(ledger)).map(({ type, data }) => [type, data.amount])
    const { events } = await importAll(LIFE)
    expect(types).toEqual(events.map(({ type, data }) => [type, data.amount]))
  })

  test('an interrupted import is finished by the next', () =>
    withFiles(
      [
        ...files,
        { name: 'other.json', content: { ...AWARDED, ocid: 'ocds-abc123-0002', date: '2023-01-01T00:00:00Z' } },
      ],
      async (paths) => {
        await using ledger = await openTestLedger()
        const abort = new AbortController()
        const onProgress = ({ phase, done }: { phase: string; done: number }) => {
          if (phase === 'recording' && done === 0) abort.abort(new Error('stop'))
        }
        await expect(importOcds(ledger, paths, { onProgress, signal: abort.signal })).rejects.toThrow('stop')
        const before = (await eventsOf(ledger)).length
        const rest = await importOcds(ledger, paths)
        const whole = await importAll([
          ...files.map(({ content }) => content),
          { ...AWARDED, ocid: 'ocds-abc123-0002' },
        ])
        expect(before).toBeGreaterThan(0)
        expect(rest.repeated).toBe(before)
        expect(before + rest.events).toBe(whole.report.events)
      },
    ))

  test('a release that now says otherwise is reported, and the ledger keeps what it holds', async () => {
    await using ledger = await openTestLedger()
    await withFiles([{ name: 'a.json', content: AWARDED }], (paths) => importOcds(ledger, paths))
    const edited = { ...AWARDED, awards: [award({ value: gbp(999) })] }
    const report = await withFiles([{ name: 'a.json', content: edited }], (paths) => importOcds(ledger, paths))
    expect(report).toMatchObject({ events: 0, repeated: 2 })
    expect(report.changed).toEqual([
      { ocid: OCID, event: 'AwardDecided', subject: 'A-1', path: 'awards[]', release: 'r2', fields: ['amount'] },
    ])
    expect(ofType(await eventsOf(ledger), 'AwardDecided')).toMatchObject([{ data: { amount: { amount: '1000' } } }])
  })

  test('a project that was registered here is not added to', async () => {
    await using ledger = await openTestLedger()
    const data = {
      ...{
        title: 'Example (invented)',
        buyer: BUYER,
        category: 'works',
        regime: 'TBL',
        method: 'open',
        mandatory: true,
      },
      venue: { id: 'v', name: 'Venue (invented)', zone: 'UTC' },
    }
    const actor = { id: 'u', role: 'agency' } as const
    await ledger.record(OCID, { type: 'ProjectRegistered', occurredAt: '2022-01-01T00:00:00Z', data, actor })
    const report = await withFiles([{ name: 'a.json', content: AWARDED }], (paths) => importOcds(ledger, paths))
    expect(report).toMatchObject({ events: 0, notRecorded: [{ path: 'ocid', count: 1 }] })
    expect(await eventsOf(ledger)).toHaveLength(1)
  })
})

describe('a dry run', () => {
  test('reports what a run would do, and adds nothing', () =>
    withFiles([{ name: 'a.json', content: packageOf(...LIFE) }], async (paths) => {
      await using ledger = await openTestLedger()
      const dry = await importOcds(ledger, paths, { dryRun: true })
      expect(await eventsOf(ledger)).toEqual([])
      const { isDryRun: _, ...real } = await importOcds(ledger, paths)
      expect(dry).toEqual({ ...real, isDryRun: true })
    }))

  test('counts what the ledger holds already, and judges with it', async () => {
    await using ledger = await openTestLedger()
    await withFiles([{ name: 'a.json', content: packageOf(...LIFE.slice(0, 2)) }], (paths) => importOcds(ledger, paths))
    const before = (await eventsOf(ledger)).length
    await withFiles([{ name: 'a.json', content: packageOf(...LIFE) }], async (paths) => {
      const dry = await importOcds(ledger, paths, { dryRun: true })
      const { isDryRun: _, ...real } = await importOcds(ledger, paths)
      expect(dry).toEqual({ ...real, isDryRun: true })
      expect(dry.repeated).toBe(before)
    })
  })
})

test('the order of the files does not matter', async () => {
  const other = LIFE.map((one) => ({ ...one, ocid: 'ocds-abc123-0002' }))
  const restated = packageOf(...LIFE.slice(0, 3))
  const files = [...LIFE, ...other, restated].map((content, i) => ({ name: `${i}.json`, content }))
  await withFiles(files, async (paths) => {
    const importInto = async (ordered: readonly string[]) => {
      await using ledger = await openTestLedger()
      await importOcds(ledger, ordered)
      return facts(await eventsOf(ledger))
    }
    const expected = await importInto(paths)
    const anyOrder = fc.shuffledSubarray([...paths], { minLength: paths.length })
    await fc.assert(
      fc.asyncProperty(anyOrder, async (shuffled) => {
        expect(await importInto(shuffled)).toEqual(expected)
      }),
      { numRuns: 25 },
    )
  })
})

test('whatever JSON a file holds, the import ends with a report', async () => {
  const key = fc.constantFrom(
    'ocid',
    'id',
    'date',
    'tag',
    'releases',
    'records',
    'awards',
    'value',
    'suppliers',
    'tender',
  )
  const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
    leaf: fc.oneof(
      fc.constantFrom(OCID, 'A-1', '2022-01-01', '', 'active'),
      fc.integer(),
      fc.constant(null),
      fc.boolean(),
    ),
    tree: fc.oneof(
      { maxDepth: 5 },
      tie('leaf'),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree')),
    ),
  }))
  await fc.assert(
    fc.asyncProperty(tree, async (content) => {
      const { report } = await importAll([packageOf(content), { ...LIFE[1], awards: content, tender: content }])
      expect(report.changed).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('a projectId is the ocid, or is made of it', () => {
  expect(projectIdOfOcid('ocds-abc123-1')).toBe('ocds-abc123-1')
  const sha256 = createHash('sha256').update('ocds-abc123-a/b').digest('hex')
  expect(projectIdOfOcid('ocds-abc123-a/b')).toBe(`ocid-${sha256.slice(0, 40)}`)
})
