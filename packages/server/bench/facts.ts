import type { Fact, Role } from '@procurement-ledger/core'

/** Facts of ordinary size, made from numbers. All invented. */

export const fact = (role: Role, day: string, type: string, data: object): Fact => ({
  type,
  occurredAt: `${day}T10:00:00+08:00`,
  data,
  actor: { id: `${role}-office`, role },
})

const CATEGORIES = ['works', 'goods', 'services', 'land', 'property', 'other'] as const
const DEADLINE = '2023-03-31T09:00:00+08:00'
const yuan = (amount: number) => ({ amount: `${amount}.00`, currency: 'CNY' })
export const HASH = 'ab'.repeat(32)

export const bidder = (n: number) => ({ id: `bidder-${n}`, name: `Example bidder ${n} (invented)` })

/** Opens a project for tendering. */
export const tendering = (n: number): Fact[] => [
  fact('agency', '2023-03-01', 'ProjectRegistered', {
    title: `Example project ${n} (invented)`,
    buyer: { id: `buyer-${n % 50}`, name: 'Example buyer (invented)' },
    category: CATEGORIES[n % CATEGORIES.length],
    regime: n % 2 === 0 ? 'TBL' : 'GPL',
    method: 'open',
    mandatory: true,
    ceilingPrice: yuan(2_000_000 + n),
    venue: { id: 'venue', name: 'Example venue (invented)', zone: 'Asia/Shanghai' },
  }),
  fact('centre', '2023-03-01', 'RegistrationAccepted', { greenChannel: false, deferred: [] }),
  fact('agency', '2023-03-02', 'TenderNoticePublished', {
    media: ['example.invalid'],
    documentsFrom: '2023-03-02',
    documentsUntil: '2023-03-08',
    bidDeadlineAt: DEADLINE,
    openingAt: DEADLINE,
    bond: { required: true, amount: yuan(40_000), forms: ['guarantee'] },
    evaluationMethod: 'price',
    consortiumAllowed: false,
  }),
]

export const bid = (n: number): Fact =>
  fact('bidder', '2023-03-30', 'BidSubmitted', { bidId: `bid-${n}`, bidder: bidder(n), commitment: HASH })

/** A short whole life: ten facts. */
export function life(n: number): Fact[] {
  const day = (offset: number) => new Date(Date.UTC(2023, 3, 1 + ((n + offset) % 200))).toISOString().slice(0, 10)
  return [
    ...tendering(n),
    fact('bank', '2023-03-29', 'BidBondLodged', {
      bondId: 'bond-1',
      bidder: bidder(1),
      form: 'guarantee',
      amount: yuan(40_000),
    }),
    bid(1),
    fact('centre', '2023-03-31', 'BidsOpened', {
      host: 'Invented',
      room: 'R1',
      online: true,
      bids: [{ bidId: 'bid-1', bidder: bidder(1), price: yuan(1_900_000), valid: true }],
    }),
    fact('committee', '2023-03-31', 'BidsEvaluated', {
      scores: [{ bidId: 'bid-1', total: 90, rank: 1 }],
      dissent: [],
      report: { title: 'Report', sha256: HASH },
    }),
    fact('buyer', day(0), 'AwardDecided', {
      awardId: 'award-1',
      bidId: 'bid-1',
      supplier: bidder(1),
      amount: yuan(1_900_000 + (n % 1000)),
      basis: 'first',
    }),
    fact('agency', day(1), 'AwardNoticeIssued', { awardId: 'award-1', noticeNo: `N-${n}` }),
    fact('buyer', day(5), 'ContractSigned', {
      contractId: 'contract-1',
      awardId: 'award-1',
      amount: yuan(1_900_000),
      channel: 'online',
      signatories: [],
    }),
  ]
}
