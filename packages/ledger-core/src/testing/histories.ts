import { fact } from './given.ts'

/** A lawful life of one invented project, cut where a test wants to begin. Every name in it is invented. */

export const cny = (amount: string) => ({ amount, currency: 'CNY' })
export const HASH = 'ab'.repeat(32)
export const buyer = { id: 'buyer-1', name: 'Example Bureau of Roads (invented)' }
export const bidderA = { id: 'bidder-a', name: 'Example Builders A (invented)' }
export const bidderB = { id: 'bidder-b', name: 'Example Builders B (invented)' }
export const bidderC = { id: 'bidder-c', name: 'Example Builders C (invented)' }
export const venue = { id: 'venue-1', name: 'Example County Trading Centre (invented)', zone: 'Asia/Shanghai' }

/** Data of a registration; tests override what they are about. */
export const registration = (override: object = {}) => ({
  title: 'Example road, section 1 (invented)',
  buyer,
  category: 'works',
  regime: 'TBL',
  method: 'open',
  procedure: 'openTender',
  mandatory: true,
  ceilingPrice: cny('2000000.00'),
  venue,
  ...override,
})

export const DEADLINE = '2023-03-31T09:00:00+08:00'
export const OPENED_AT = '2023-03-31T09:00:00+08:00'

const at = (occurredAt: string) => ({ occurredAt })

export const projectRegistered = (override: object = {}) =>
  fact('ProjectRegistered', registration(override), at('2023-03-01T09:00:00+08:00'))

export const accepted = (override: object = {}) => [
  projectRegistered(override),
  fact('RegistrationAccepted', { greenChannel: false, deferred: [] }, at('2023-03-01T15:00:00+08:00')),
]

export const tendering = (override: object = {}) => [
  ...accepted(override),
  fact(
    'TenderNoticePublished',
    {
      media: ['example-county.invalid'],
      documentsFrom: '2023-03-06',
      documentsUntil: '2023-03-11',
      bidDeadlineAt: DEADLINE,
      openingAt: OPENED_AT,
      bond: { required: true, amount: cny('40000.00'), forms: ['guarantee', 'transfer'] },
      evaluationMethod: 'comprehensive',
      consortiumAllowed: false,
    },
    at('2023-03-06T09:00:00+08:00'),
  ),
]

export const bidSubmitted = (bidId: string, bidder: object, occurredAt = '2023-03-30T10:00:00+08:00') =>
  fact('BidSubmitted', { bidId, bidder, commitment: HASH }, { occurredAt })

export const withBids = (override: object = {}) => [
  ...tendering(override),
  bidSubmitted('bid-a', bidderA),
  bidSubmitted('bid-b', bidderB),
  bidSubmitted('bid-c', bidderC),
]

export const bidsOpened = () =>
  fact(
    'BidsOpened',
    {
      host: 'Example Host (invented)',
      room: 'R1',
      online: true,
      bids: [
        { bidId: 'bid-a', bidder: bidderA, price: cny('1900000.00'), valid: true },
        { bidId: 'bid-b', bidder: bidderB, price: cny('1950000.00'), valid: true },
        { bidId: 'bid-c', bidder: bidderC, price: cny('1800000.00'), valid: false, reason: 'no seal' },
      ],
    },
    at(OPENED_AT),
  )

export const opened = (override: object = {}) => [...withBids(override), bidsOpened()]

export const bidsEvaluated = () =>
  fact(
    'BidsEvaluated',
    {
      scores: [
        { bidId: 'bid-a', total: 92.5, rank: 1 },
        { bidId: 'bid-b', total: 88, rank: 2 },
      ],
      dissent: [],
      report: { title: 'Evaluation report (invented)', sha256: HASH },
    },
    at('2023-03-31T16:00:00+08:00'),
  )

export const evaluated = (override: object = {}) => [...opened(override), bidsEvaluated()]

export const awardDecided = (awardId = 'award-1', bidId = 'bid-a', supplier: object = bidderA) =>
  fact(
    'AwardDecided',
    { awardId, bidId, supplier, amount: cny('1900000.00'), basis: 'first candidate' },
    at('2023-04-07T10:00:00+08:00'),
  )

export const awarded = (override: object = {}) => [...evaluated(override), awardDecided()]

export const contractSigned = (contractId = 'contract-1', awardId = 'award-1') =>
  fact(
    'ContractSigned',
    { contractId, awardId, amount: cny('1900000.00'), channel: 'online', signatories: [] },
    at('2023-04-20T10:00:00+08:00'),
  )

export const contracted = (override: object = {}) => [...awarded(override), contractSigned()]

export const completed = (override: object = {}) => [
  ...contracted(override),
  fact('ContractCompleted', { contractId: 'contract-1' }, at('2023-10-20T10:00:00+08:00')),
]

export const failed = () => [
  ...tendering(),
  fact('TenderFailed', { reason: 'tooFewBids' }, at('2023-03-31T10:00:00+08:00')),
]

export const objectionRaised = (objectionId = 'objection-1', override: object = {}) =>
  fact('ObjectionRaised', { objectionId, about: 'documents', channel: 'online', text: 'too narrow', ...override })

export const complaintFiled = (complaintId = 'complaint-1', override: object = {}) =>
  fact('ComplaintFiled', { complaintId, about: 'evaluation', channel: 'paper', text: 'wrong points', ...override })

export const performanceBondLodged = (bondId = 'bond-1', override: object = {}) =>
  fact('PerformanceBondLodged', {
    bondId,
    supplier: bidderA,
    form: 'guarantee',
    amount: cny('190000.00'),
    ...override,
  })

/** An imported project: everything after it is recorded, with findings where the table or a step would refuse. */
export const imported = () =>
  fact(
    'ProjectImported',
    {
      source: { uri: 'https://publisher.invalid/releases.json', sha256: HASH, standard: 'OCDS 1.1' },
      ocid: 'ocds-example-1',
      venue,
    },
    at('2023-01-01T00:00:00Z'),
  )
