import type { LedgerEvent, ProjectEventType } from '@procurement-ledger/core'
import { describe, expect, test } from 'vitest'
import { award, BUYER, contract, gbp, importAll, openTestLedger, release, SUPPLIER, withFiles } from './fixtures.ts'
import { importOcds } from './import-ocds.ts'

/** One rule of the mapping a test: what a release states, and the fact that becomes of it. */

const INSTANT = '2022-02-10T12:00:00Z'
const OTHER = { id: 'XX-3', name: 'Another Builder (invented)' }
const PERIOD = { startDate: '2022-01-10T00:00:00Z', endDate: INSTANT }

const imported = async (content: object, tag = 'tender') =>
  importAll([release('r1', '2022-03-01T00:00:00Z', tag, content)])

const factsOf = async (type: ProjectEventType, content: object, tag?: string) =>
  (await imported(content, tag)).events.filter((event) => event.type === type).map(shown)

const shown = ({ occurredAt, data }: LedgerEvent) => ({ occurredAt, data })

describe('the tender', () => {
  test('that is planned is TenderPlanPublished', async () => {
    expect(await factsOf('TenderPlanPublished', { tender: { status: 'planned', tenderPeriod: PERIOD } })).toEqual([
      { occurredAt: '2022-03-01T00:00:00Z', data: { expectedOn: '2022-01-10', media: [] } },
    ])
  })

  test('that is open is TenderNoticePublished at the start of its period', async () => {
    const tender = { procurementMethod: 'open', awardCriteria: 'priceOnly', tenderPeriod: PERIOD }
    expect(await factsOf('TenderNoticePublished', { tender })).toEqual([
      {
        occurredAt: PERIOD.startDate,
        data: { media: [], bidDeadlineAt: INSTANT, evaluationMethod: 'priceOnly' },
      },
    ])
  })

  test.each(['selective', 'limited', 'direct'])(
    'of the method %s invited whoever tendered',
    async (procurementMethod) => {
      const tender = { procurementMethod, tenderPeriod: PERIOD, tenderers: [SUPPLIER, OTHER, SUPPLIER] }
      expect(await factsOf('InvitationIssued', { tender })).toEqual([
        { occurredAt: PERIOD.startDate, data: { invited: [SUPPLIER, OTHER], bidDeadlineAt: INSTANT } },
      ])
    },
  )

  describe('whose deadline moves', () => {
    const tender = { procurementMethod: 'direct', tenderPeriod: PERIOD, tenderers: [SUPPLIER] }
    const moved = (date: string) => ({
      tenderPeriod: { endDate: '2022-02-20T12:00:00Z' },
      bidOpening: { date: '2022-02-20T13:00:00Z' },
      amendments: [{ id: 'am', date, rationale: 'snow (invented)' }],
    })
    const releases = (date: string) => [
      release('r1', '2022-01-10T00:00:00Z', 'tender', { tender }),
      release('r2', '2022-02-02T00:00:00Z', 'tenderAmendment', { tender: moved(date) }),
      release('r3', '2022-02-03T00:00:00Z', 'tenderUpdate', { tender: moved(date) }),
    ]

    test('is extended by its newest amendment, and the amendment is no clarification then', async () => {
      const { events, report } = await importAll(releases('2022-02-01T00:00:00Z'))
      expect(events.map(({ type }) => type)).toEqual(['ProjectImported', 'InvitationIssued', 'DeadlineExtended'])
      expect(shown(events[2] as LedgerEvent)).toEqual({
        occurredAt: '2022-02-01T00:00:00Z',
        data: {
          ...{ bidDeadlineAt: '2022-02-20T12:00:00Z', openingAt: '2022-02-20T13:00:00Z', reason: 'snow (invented)' },
        },
      })
      expect(report.notRecorded).toEqual([])
    })

    test('is the same in the next run, even where the amendment is dated before the tender', () =>
      withFiles([{ name: 'a.json', content: releases('2022-01-05T00:00:00Z') }], async (paths) => {
        await using ledger = await openTestLedger()
        await importOcds(ledger, paths)
        const again = await importOcds(ledger, paths)
        expect(again).toMatchObject({ events: 0, repeated: 3, changed: [], notRecorded: [] })
      }))
  })

  test('has enquiries and their answers', async () => {
    const enquiries = [
      {
        id: 'E-1',
        date: '2022-01-20T00:00:00Z',
        title: 'Width?',
        answer: 'Six metres.',
        dateAnswered: '2022-01-21T00:00:00Z',
      },
      { id: 'E-2', date: '2022-01-22T00:00:00Z', description: 'Line one\nline two' },
    ]
    expect(await factsOf('EnquiryReceived', { tender: { enquiries } })).toEqual([
      { occurredAt: '2022-01-20T00:00:00Z', data: { enquiryId: 'E-1', text: 'Width?' } },
      { occurredAt: '2022-01-22T00:00:00Z', data: { enquiryId: 'E-2', text: 'Line one\nline two' } },
    ])
    expect(await factsOf('EnquiryAnswered', { tender: { enquiries } })).toEqual([
      { occurredAt: '2022-01-21T00:00:00Z', data: { enquiryId: 'E-1', text: 'Six metres.' } },
    ])
  })

  test('that is cancelled says why where it does', async () => {
    const tender = { status: 'cancelled', statusDetails: 'no money (invented)' }
    expect(await factsOf('ProjectCancelled', { tender })).toMatchObject([{ data: { reason: 'no money (invented)' } }])
  })
})

describe('bids', () => {
  const bid = (content: object = {}) => ({
    ...{ id: 'B-1', date: '2022-02-01T00:00:00Z', status: 'valid', tenderers: [SUPPLIER], value: gbp(5) },
    ...content,
  })
  const withBids = (procurementMethod: string, ...details: readonly object[]) => ({
    tender: { procurementMethod },
    bids: { details },
  })
  const price = { amount: '5', currency: 'GBP' }

  test('with a date were submitted; those that were only invited were not', async () => {
    const content = withBids('open', bid(), bid({ id: 'B-2', date: undefined }), bid({ id: 'B-3', status: 'invited' }))
    expect(await factsOf('BidSubmitted', content)).toEqual([
      { occurredAt: '2022-02-01T00:00:00Z', data: { bidId: 'B-1', bidder: SUPPLIER } },
    ])
  })

  test('that were withdrawn are told of, and not opened', async () => {
    const content = withBids('direct', bid({ status: 'withdrawn' }))
    expect(await factsOf('BidWithdrawn', content)).toMatchObject([{ data: { bidId: 'B-1' } }])
    expect(await factsOf('OffersReceived', content)).toEqual([])
  })

  test('of the methods limited and direct are offers, received when the last one came', async () => {
    const content = withBids(
      'direct',
      bid(),
      bid({ id: 'B-2', date: '2022-02-02T00:00:00Z', tenderers: [OTHER], value: undefined }),
    )
    expect(await factsOf('OffersReceived', content)).toEqual([
      {
        occurredAt: '2022-02-02T00:00:00Z',
        data: {
          offers: [
            { bidId: 'B-1', bidder: SUPPLIER, price },
            { bidId: 'B-2', bidder: OTHER },
          ],
        },
      },
    ])
  })

  test('that a later release adds are another opening', async () => {
    const { events, report } = await importAll([
      release('r1', '2022-03-01T00:00:00Z', 'bid', withBids('direct', bid())),
      release('r2', '2022-03-02T00:00:00Z', 'bid', withBids('direct', bid({ id: 'B-2', tenderers: [OTHER] }))),
      release('r3', '2022-03-03T00:00:00Z', 'bid', withBids('direct', bid(), bid({ id: 'B-2', tenderers: [OTHER] }))),
    ])
    const offers = events.filter(({ type }) => type === 'OffersReceived').map(({ data }) => data.offers)
    expect(offers).toMatchObject([[{ bidId: 'B-1' }], [{ bidId: 'B-2' }]])
    expect(report.notRecorded).toEqual([])
  })

  test('of other methods are opened', async () => {
    const content = withBids(
      'open',
      bid(),
      bid({ id: 'B-2', status: 'disqualified' }),
      bid({ id: 'B-3', status: 'pending' }),
    )
    const bidOpening = { date: INSTANT }
    expect(
      await factsOf('BidsOpened', { ...content, tender: { procurementMethod: 'open', bidOpening } }),
    ).toMatchObject([
      {
        occurredAt: INSTANT,
        data: { bids: [{ bidId: 'B-1', price, valid: true }, { bidId: 'B-2', valid: false }, { bidId: 'B-3' }] },
      },
    ])
  })
})

describe('awards and contracts', () => {
  const published = { documentType: 'awardNotice', datePublished: INSTANT, url: 'https://publisher.invalid/a' }

  test('an award notice that was published is AwardResultPublished', async () => {
    const content = { awards: [award({ documents: [published, { ...published, documentType: 'other' }] })] }
    expect(await factsOf('AwardResultPublished', content)).toEqual([
      { occurredAt: INSTANT, data: { awardId: 'A-1', media: ['https://publisher.invalid/a'] } },
    ])
  })

  test.each(['contractSigned', 'contractNotice'])('a document %s makes the contract public', async (documentType) => {
    const content = { contracts: [contract({ documents: [{ ...published, documentType }] })] }
    expect(await factsOf('ContractPublished', content)).toEqual([
      { occurredAt: INSTANT, data: { contractId: 'C-1', media: ['https://publisher.invalid/a'] } },
    ])
  })

  test('the award rests on the criteria of the tender, else on what is said of it', async () => {
    const basisOf = async (content: object) => (await factsOf('AwardDecided', content))[0]?.data.basis
    expect(
      await basisOf({ awards: [award({ title: 'best (invented)' })], tender: { awardCriteria: 'priceOnly' } }),
    ).toBe('priceOnly')
    expect(await basisOf({ awards: [award({ title: 'best (invented)' })] })).toBe('best (invented)')
  })

  test('transactions are payments', async () => {
    const transactions = [{ id: 'P-1', date: INSTANT, value: gbp(3), payee: SUPPLIER }]
    expect(await factsOf('PaymentMade', { contracts: [contract({ implementation: { transactions } })] })).toEqual([
      {
        occurredAt: INSTANT,
        data: { contractId: 'C-1', paymentId: 'P-1', payee: SUPPLIER, amount: { amount: '3', currency: 'GBP' } },
      },
    ])
  })

  test('milestones count when they are met', async () => {
    const met = { id: 'M-1', title: 'Half (invented)', status: 'met', dateMet: INSTANT }
    const milestones = [met, { id: 'M-2', status: 'scheduled' }]
    expect(await factsOf('MilestoneMet', { contracts: [contract({ implementation: { milestones } })] })).toEqual([
      {
        occurredAt: INSTANT,
        data: { contractId: 'C-1', milestoneId: 'M-1', title: 'Half (invented)', metOn: '2022-02-10' },
      },
    ])
  })

  test('a contract with an end date or a final value is completed', async () => {
    const implementation = { endDate: INSTANT, finalValue: gbp(1100) }
    const content = { contracts: [contract({ status: 'terminated', implementation })] }
    expect(await factsOf('ContractCompleted', content)).toEqual([
      { occurredAt: INSTANT, data: { contractId: 'C-1', finalAmount: { amount: '1100', currency: 'GBP' } } },
    ])
    expect(await factsOf('ContractTerminated', content)).toEqual([])
  })

  test('a tag ends the contracts of its own release, and says no more than OCDS does', async () => {
    expect(await factsOf('ContractTerminated', { contracts: [contract()] }, 'contractTermination')).toMatchObject([
      { data: { contractId: 'C-1', reason: expect.stringMatching(/completion and early end alike/) } },
    ])
  })
})

describe('OCDS 1.0', () => {
  const inPlace = { identifier: { scheme: 'XX', id: '9', legalName: 'Legal Name (invented)' } }

  test('states organizations in place', async () => {
    const { events } = await imported({
      buyer: inPlace,
      awards: [award({ suppliers: [{ ...inPlace, name: 'Name (invented)' }] })],
    })
    expect(events[0]?.data.buyer).toEqual({ id: 'XX-9', name: 'Legal Name (invented)' })
    expect(events[1]?.data.supplier).toEqual({ id: 'XX-9', name: 'Name (invented)' })
  })

  test('states transactions with an amount and a receiver', async () => {
    const transactions = [{ id: 'P-1', date: INSTANT, amount: gbp(3), receiverOrganization: inPlace.identifier }]
    expect(await factsOf('PaymentMade', { contracts: [contract({ implementation: { transactions } })] })).toMatchObject(
      [{ data: { payee: { id: 'XX-9', name: 'Legal Name (invented)' }, amount: { amount: '3' } } }],
    )
  })
})

describe('parties', () => {
  test('in OCDS 1.1 are named by the list of parties', async () => {
    const { events } = await imported({ buyer: { id: BUYER.id }, parties: [BUYER] })
    expect(events[0]?.data.buyer).toEqual(BUYER)
  })

  test('of which only the name is stated are known by the name alone', async () => {
    const { events, report } = await imported({ buyer: { id: '', name: BUYER.name } })
    expect(events[0]?.data.buyer).toEqual({ id: expect.stringMatching(/^name-[0-9a-f]{40}$/), name: BUYER.name })
    expect(report.interpreted).toContainEqual({ path: 'buyer.id', reason: expect.stringMatching(/SHA-256/), count: 1 })
  })

  test('without a name say that none is stated', async () => {
    const { events } = await imported({ buyer: { id: 'XX-1' } })
    expect(events[0]?.data.buyer).toEqual({ id: 'XX-1', name: 'not stated by the source' })
  })
})

describe('texts and ids that the ledger cannot write', () => {
  test('lose their line breaks, and what is beyond the bound', async () => {
    const { events, report } = await imported({ tender: { title: `two\r\nlines ${'x'.repeat(600)}` } })
    expect(events[0]?.data.title).toMatch(/^two lines x+$/)
    expect(String(events[0]?.data.title)).toHaveLength(500)
    expect(report.interpreted).toContainEqual({ path: 'tender.title', reason: 'cut after 500 characters', count: 1 })
  })

  test('have a stable id made of them', async () => {
    const content = { awards: [award({ id: 'No. 7/2022' })], contracts: [contract({ awardID: 'No. 7/2022', id: '7' })] }
    const [decided] = await factsOf('AwardDecided', content)
    expect(decided?.data.awardId).toMatch(/^id-[0-9a-f]{40}$/)
    const again = await factsOf('AwardDecided', content)
    expect(again[0]?.data.awardId).toBe(decided?.data.awardId)
  })
})
