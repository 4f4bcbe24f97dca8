import { type Fact, type Ledger, openLedger, type Role } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReadModels } from '../engine.ts'
import { follow } from '../follower/follow.ts'
import { ProjectsQuery } from '../lists/list-queries.ts'
import { listProjects } from '../lists/projects.ts'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'
import { ENGINES } from '../testing/engines.ts'
import { toCsv } from './csv.ts'
import type { Definition } from './definition.ts'
import { describeStatistics, keysOf, statisticOf } from './definitions.ts'
import { figure } from './figure.ts'
import { population, populationColumns } from './population.ts'
import { populationQuery, statisticQuery } from './statistic-query.ts'

/** Real events through the ledger, the follower and the engine. The figures below were reckoned by hand. */

const NOW = Date.parse('2023-12-31T12:00:00+08:00')
const HASH = 'ab'.repeat(32)

const cny = (amount: string) => ({ amount, currency: 'CNY' })
const party = (id: string) => ({ id, name: `Example ${id} (invented)` })
const venue = { ...party('venue-1'), zone: 'Asia/Shanghai' }

const fact = (occurredAt: string, role: Role, type: string, data: object): Fact => ({
  ...{ type, occurredAt: `${occurredAt}+08:00`, data },
  actor: { id: `office-of-${role}`, role },
})

const registered = (occurredAt: string, category: string) =>
  fact(occurredAt, 'agency', 'ProjectRegistered', {
    ...{
      title: 'Example road (invented)',
      buyer: party('buyer-1'),
      category,
      regime: 'TBL',
      method: 'open',
      procedure: 'openTender',
    },
    ...{ mandatory: true, ceilingPrice: cny('2000000.00'), venue },
  })

const lodged = (bondId: string, bidder: string, form: string) =>
  fact('2023-03-20T09:00:00', 'bidder', 'BidBondLodged', {
    bondId,
    bidder: party(bidder),
    form,
    amount: cny('40000.00'),
  })

const submitted = (bidId: string, bidder: string) =>
  fact('2023-03-30T10:00:00', 'bidder', 'BidSubmitted', { bidId, bidder: party(bidder), commitment: HASH })

const opened = (bidId: string, bidder: string, price: string) => ({
  bidId,
  bidder: party(bidder),
  price: cny(price),
  valid: true,
})

/** From registration on 1 March to the publication of the contract on 25 April, with a suspension of 3 days. */
const road: readonly Fact[] = [
  registered('2023-03-01T09:00:00', 'works'),
  fact('2023-03-02T09:00:00', 'centre', 'RegistrationReturned', { reasons: ['the permit is missing'] }),
  fact('2023-03-03T09:00:00', 'centre', 'RegistrationAccepted', {
    ...{ greenChannel: true, deferred: [{ material: 'permit', dueOn: '2023-03-10' }] },
    commitment: { signedBy: 'Example Signatory (invented)', sha256: HASH },
  }),
  fact('2023-03-12T09:00:00', 'agency', 'DeferredMaterialSupplied', { material: 'permit' }),
  fact('2023-03-06T09:00:00', 'agency', 'TenderNoticePublished', {
    ...{ media: ['example.invalid'], documentsFrom: '2023-03-06', documentsUntil: '2023-03-11' },
    ...{ bidDeadlineAt: '2023-03-31T09:00:00+08:00', openingAt: '2023-03-31T09:00:00+08:00' },
    bond: { required: true, amount: cny('40000.00'), forms: ['guarantee', 'transfer'] },
    ...{ evaluationMethod: 'comprehensive', consortiumAllowed: false },
  }),
  fact('2023-03-07T09:00:00', 'agency', 'TenderDocumentsPublished', {
    version: 1,
    documents: [{ title: 'Documents', sha256: HASH }],
  }),
  lodged('bond-a', 'bidder-a', 'guarantee'),
  lodged('bond-b', 'bidder-b', 'transfer'),
  lodged('bond-c', 'bidder-c', 'insurance'),
  submitted('bid-a', 'bidder-a'),
  submitted('bid-b', 'bidder-b'),
  submitted('bid-c', 'bidder-c'),
  fact('2023-03-31T09:00:00', 'centre', 'BidsOpened', {
    ...{ host: 'Example Host (invented)', room: 'R1', online: true },
    bids: [
      opened('bid-a', 'bidder-a', '1900000.00'),
      opened('bid-b', 'bidder-b', '1950000.00'),
      opened('bid-c', 'bidder-c', '1800000.00'),
    ],
  }),
  fact('2023-03-31T10:00:00', 'committee', 'EvaluationStarted', {
    ...{ sessionId: 'session-1', mode: 'remote', overnight: false },
    sites: [{ role: 'main', venue, seats: 5 }],
  }),
  fact('2023-04-01T09:00:00', 'supervisor', 'ProcedureSuspended', { cause: 'complaint' }),
  fact('2023-04-04T09:00:00', 'supervisor', 'ProcedureResumed', { cause: 'complaint' }),
  fact('2023-04-04T16:00:00', 'committee', 'BidsEvaluated', {
    scores: [
      { bidId: 'bid-a', total: 92, rank: 1 },
      { bidId: 'bid-b', total: 88, rank: 2 },
    ],
    ...{ dissent: [], report: { title: 'Report', sha256: HASH } },
  }),
  fact('2023-04-05T09:00:00', 'agency', 'CandidatesPublicised', {
    ...{ candidates: [{ bidId: 'bid-a', rank: 1 }], publicFrom: '2023-04-05', publicUntil: '2023-04-08' },
  }),
  fact('2023-04-06T09:00:00', 'bidder', 'ObjectionRaised', {
    objectionId: 'o-1',
    about: 'evaluation',
    channel: 'online',
    text: 'Why?',
  }),
  fact('2023-04-10T09:00:00', 'agency', 'ObjectionAnswered', { objectionId: 'o-1', answer: 'Because.', upheld: false }),
  fact('2023-04-10T10:00:00', 'buyer', 'AwardDecided', {
    ...{
      awardId: 'award-1',
      bidId: 'bid-a',
      supplier: party('bidder-a'),
      amount: cny('1900000.00'),
      basis: 'first candidate',
    },
  }),
  fact('2023-04-10T15:00:00', 'agency', 'AwardNoticeIssued', { awardId: 'award-1', noticeNo: 'N-1' }),
  fact('2023-04-12T10:00:00', 'bank', 'AwardFinancingGranted', {
    awardId: 'award-1',
    lender: party('bank-1'),
    amount: cny('500000.00'),
  }),
  fact('2023-04-20T10:00:00', 'buyer', 'ContractSigned', {
    ...{ contractId: 'contract-1', awardId: 'award-1', amount: cny('1900000.00'), channel: 'online', signatories: [] },
  }),
  fact('2023-04-22T10:00:00', 'centre', 'BondReleased', {
    ...{ bondId: 'bond-b', principal: cny('40000.00'), interest: cny('12.34'), trigger: 'automatic' },
  }),
  // Late in the evening in the venue's zone: still 25 April there, and in UTC.
  fact('2023-04-25T23:30:00', 'agency', 'ContractPublished', { contractId: 'contract-1', media: ['example.invalid'] }),
]

/** Registered half an hour after midnight of 1 April in the venue's zone, which is 31 March in UTC; and no more. */
const supplies: readonly Fact[] = [registered('2023-04-01T00:30:00', 'goods')]

describe.each(ENGINES)('with read models on $name', (engine) => {
  let ledger: Ledger
  let models: ReadModels

  beforeAll(async () => {
    ledger = await openLedger({ store: memory(), sources: { now: () => NOW } })
    models = await engine.open(engine.ownPlace(), [procurementReadModels])
    let position = '0'
    for (const [projectId, facts] of [
      ['JX-1', road],
      ['JX-2', supplies],
    ] as const)
      for (const one of facts) {
        const receipt = await ledger.record(projectId, one)
        if (receipt.refused) throw new Error(`${one.type} was refused: ${receipt.refused.message}`)
        position = receipt.position
      }
    const follower = follow({ store: ledger.store, models })
    expect(await follower.waitFor(BigInt(position), 10_000)).toBe(true)
    await follower.stop()
  })

  afterAll(async () => {
    await models.close()
    await ledger.close()
  })

  const total = async (id: string, query: object = {}) => {
    const definition = statisticOf(id) as Definition
    const asked = statisticQuery(definition).parse({ from: '2023-01-01', to: '2023-11-30', ...query })
    return (await figure(models, definition, asked)).total
  }

  test.each([
    ['cycle-time', {}, { n: 1, sum: 40, excluded: { open: 1, negative: 0, noStart: 0 } }],
    ['cycle-time', { net: 'true' }, { n: 1, sum: 37 }],
    ['cycle-time', { variant: 'accepted-to-award-notice' }, { n: 1, sum: 38 }],
    ['cycle-time', { variant: 'notice-to-award-notice' }, { n: 1, sum: 35 }],
    ['cycle-time', { variant: 'documents-to-publicity-end' }, { n: 1, sum: 32 }],
    ['cycle-time', { variant: 'opening-to-award-notice' }, { n: 1, sum: 10 }],
    ['cycle-time', { to: '2023-03-31' }, { n: 0, excluded: { open: 1, negative: 0, noStart: 0 } }],
    [
      'registration-time',
      {},
      {
        n: 1,
        sum: 2,
        returned: 1,
        deferred: { n: 1, of: 1, share: 1 },
        deferredOverdue: 1,
        greenChannel: { n: 1, of: 1, share: 1 },
      },
    ],
    ['contract-publication-time', {}, { n: 1, sum: 5 }],
    ['contract-publication-time', { variant: 'award-notice-to-publication' }, { n: 1, sum: 15 }],
    ['award-to-contract-time', {}, { n: 1, sum: 10 }],
    ['ocp-U059', {}, { n: 1, sum: 25, excluded: { open: 0, negative: 0, noStart: 0 } }],
    ['ocp-U059', { to: '2023-03-30' }, { n: 0, sum: 0, excluded: { open: 1, negative: 0, noStart: 0 } }],
    ['ocp-U060', {}, { n: 1, sum: 10 }],
    ['ocp-U061', {}, { n: 0, sum: 0, excluded: { open: 1, negative: 0, noStart: 0 } }],
    ['ocp-U062', {}, { n: 1, sum: 35 }],
    ['ocp-U049', {}, { n: 0, of: 1, share: 0, excluded: { recent: 0, failed: 0 } }],
    ['ocp-U049', { to: '2023-04-09' }, { n: 0, of: 0, share: null, excluded: { recent: 1, failed: 0 } }],
    ['ocp-U050', {}, { n: 0, of: 1, share: 0 }],
    ['turnover', {}, { projects: 1, awards: 1, sum: cny('1900000.00'), ratePriced: 0 }],
    ['savings', {}, { n: 1, sum: cny('100000.00') }],
    ['contracts', {}, { n: 1, sum: cny('1900000.00'), online: { n: 1, of: 1, share: 1 } }],
    ['award-financing', {}, { suppliers: 1, n: 1, sum: cny('500000.00') }],
    ['evaluations', {}, { n: 1, byMode: { onsite: 0, remote: 1, distributed: 0 }, overnight: 0 }],
    ['objections', {}, { raised: 1, online: 1, answered: 1, upheld: 0, medianDaysToAnswer: 4, late: 1, complaints: 0 }],
    ['competition', {}, { n: 1, mean: 3, median: 3, single: { n: 0, of: 1, share: 0 } }],
    ['historic-bonds', { lodgedBefore: '2023-03-21' }, { n: 1, sum: cny('40000.00') }],
    ['historic-bonds', { lodgedBefore: '2023-03-20' }, { n: 0, sum: cny('0.00') }],
    [
      'bid-bonds',
      {},
      {
        lodged: { n: 3, sum: cny('120000.00') },
        guaranteed: {
          count: { n: 2, of: 3, share: 2 / 3 },
          value: { sum: cny('80000.00'), of: cny('120000.00'), share: 2 / 3 },
        },
        // TBR 57: from the contract on 20 April to the release on 22 April.
        released: {
          n: 1,
          sum: cny('40000.00'),
          interest: cny('12.34'),
          automatic: { n: 1, of: 1, share: 1 },
          medianDays: 2,
        },
        held: { n: 2, sum: cny('80000.00') },
      },
    ],
  ] as const)('%s with %j', async (id, query, figure) => {
    expect(await total(id, query)).toMatchObject(figure)
  })

  test('every event of the projects is in backdating', async () => {
    expect(await total('backdating')).toMatchObject({ n: road.length + supplies.length })
  })

  test('the events behind the cycle time are those that were recorded', async () => {
    const definition = statisticOf('cycle-time') as Definition
    const { items } = await population(
      models,
      definition,
      populationQuery(definition).parse({ from: '2023-01-01', to: '2023-11-30' }),
    )
    const [item] = items
    expect(items).toHaveLength(1)
    expect(item).toMatchObject({
      ...{ projectId: 'JX-1', value: 40 },
      start: { occurredAt: '2023-03-01T01:00:00.000Z' },
      end: { occurredAt: '2023-04-10T07:00:00.000Z' },
    })
    const types = new Map<string, string>()
    for await (const { eventId, type } of ledger.history('JX-1')) types.set(eventId, type)
    expect([types.get(item?.start?.eventId ?? ''), types.get(item?.end?.eventId ?? '')]).toEqual([
      'ProjectRegistered',
      'AwardNoticeIssued',
    ])
  })

  test('the rows of every population stand in the columns that it names', async () => {
    let seen = 0
    for (const { id } of describeStatistics()) {
      const definition = statisticOf(id) as Definition
      for (const key of keysOf(definition)) {
        const excluded = /^excluded\.(.*)$/.exec(key)?.[1]
        const asked = {
          ...(excluded ? { excluded } : { key }),
          ...(id === 'historic-bonds' && { lodgedBefore: '2024-01-01' }),
        }
        const query = populationQuery(definition).parse(asked)
        const { items } = await population(models, definition, query)
        const columns = populationColumns(definition, query)
        // What is unknown, such as an end, stands under its own name instead of under those of its parts.
        const isNamed = (column: string) => columns.some((one) => one === column || one.startsWith(`${column}.`))
        const header = items.length === 0 ? [] : (toCsv(items).split('\r\n')[0] ?? '').split(',')
        expect(
          header.filter((column) => !isNamed(column)),
          `${id} ${key}`,
        ).toEqual([])
        seen += items.length
      }
    }
    expect(seen).toBeGreaterThan(50)
  })

  test('both projects are listed, and text finds them', async () => {
    const found = async (query: object) =>
      (await listProjects(models, ProjectsQuery.parse(query))).items.map(({ projectId, phase }) => [projectId, phase])
    expect(await found({ text: 'example ROAD' })).toEqual([
      ['JX-1', 'contracted'],
      ['JX-2', 'registered'],
    ])
    expect(await found({ category: 'goods' })).toEqual([['JX-2', 'registered']])
  })
})
