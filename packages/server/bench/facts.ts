import type { Fact, Role } from '@procurement-ledger/core'

/** Facts of ordinary size, made from numbers: projects that begin over ten years. All invented. */

const FIRST_DAY = Date.UTC(2014, 0, 1)
const DAYS = 3_600
const DAY_MS = 86_400_000

/** The calendar date so many days after the beginning of project n. */
const dayOf = (n: number, offset: number): string =>
  new Date(FIRST_DAY + (((n * 37) % DAYS) + offset) * DAY_MS).toISOString().slice(0, 10)

const fact = (role: Role, day: string, type: string, data: object): Fact => ({
  type,
  occurredAt: `${day}T10:00:00+08:00`,
  data,
  actor: { id: `${role}-office`, role },
})

const CATEGORIES = ['works', 'goods', 'services', 'land', 'property', 'other'] as const
const yuan = (amount: number) => ({ amount: `${amount}.00`, currency: 'CNY' })
const HASH = 'ab'.repeat(32)

const bidder = (n: number) => ({ id: `bidder-${n}`, name: `Example bidder ${n} (invented)` })

/** Opens a project for tendering. */
export function tendering(n: number): Fact[] {
  const deadline = `${dayOf(n, 30)}T09:00:00+08:00`
  return [
    fact('agency', dayOf(n, 0), 'ProjectRegistered', {
      title: `Example project ${n} (invented)`,
      buyer: { id: `buyer-${n % 50}`, name: 'Example buyer (invented)' },
      category: CATEGORIES[n % CATEGORIES.length],
      regime: n % 2 === 0 ? 'TBL' : 'GPL',
      method: 'open',
      mandatory: true,
      ceilingPrice: yuan(2_000_000 + n),
      venue: { id: 'venue', name: 'Example venue (invented)', zone: 'Asia/Shanghai' },
    }),
    fact('centre', dayOf(n, 0), 'RegistrationAccepted', { greenChannel: false, deferred: [] }),
    fact('agency', dayOf(n, 1), 'TenderNoticePublished', {
      media: ['example.invalid'],
      documentsFrom: dayOf(n, 1),
      documentsUntil: dayOf(n, 7),
      bidDeadlineAt: deadline,
      openingAt: deadline,
      bond: { required: true, amount: yuan(40_000), forms: ['guarantee'] },
      evaluationMethod: 'price',
      consortiumAllowed: false,
    }),
  ]
}

/** Bid k in project n. */
export const bid = (n: number, k: number): Fact =>
  fact('bidder', dayOf(n, 29), 'BidSubmitted', { bidId: `bid-${k}`, bidder: bidder(k), commitment: HASH })

export const EVENTS_OF_LIFE = 10

/** A short whole life: ten facts. */
export const life = (n: number): Fact[] => [
  ...tendering(n),
  fact('bank', dayOf(n, 28), 'BidBondLodged', {
    bondId: 'bond-1',
    bidder: bidder(1),
    form: 'guarantee',
    amount: yuan(40_000),
  }),
  bid(n, 1),
  fact('centre', dayOf(n, 30), 'BidsOpened', {
    host: 'Invented',
    room: 'R1',
    online: true,
    bids: [{ bidId: 'bid-1', bidder: bidder(1), price: yuan(1_900_000), valid: true }],
  }),
  fact('committee', dayOf(n, 30), 'BidsEvaluated', {
    scores: [{ bidId: 'bid-1', total: 90, rank: 1 }],
    dissent: [],
    report: { title: 'Report', sha256: HASH },
  }),
  fact('buyer', dayOf(n, 35), 'AwardDecided', {
    awardId: 'award-1',
    bidId: 'bid-1',
    supplier: bidder(1),
    amount: yuan(1_900_000 + (n % 1000)),
    basis: 'first',
  }),
  fact('agency', dayOf(n, 36 + (n % 20)), 'AwardNoticeIssued', { awardId: 'award-1', noticeNo: `N-${n}` }),
  fact('buyer', dayOf(n, 60), 'ContractSigned', {
    contractId: 'contract-1',
    awardId: 'award-1',
    amount: yuan(1_900_000),
    channel: 'online',
    signatories: [],
  }),
]
