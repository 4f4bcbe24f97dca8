// The whole life of one project, recorded by a program of yours. Every name in it is invented.
import { type Fact, openLedger, type Role } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'

const yuan = (amount: string) => ({ amount, currency: 'CNY' })
const sha256 = 'ab'.repeat(32)
const buyer = { id: 'B-ROADS', name: 'Example Bureau of Roads (invented)' }
const venue = { id: 'V-1', name: 'Example Trading Centre (invented)', zone: 'Asia/Shanghai' }
const [alpha, beta, gamma] = ['Alpha', 'Beta', 'Gamma'].map((name) => ({
  id: `S-${name}`,
  name: `Example Builders ${name} (invented)`,
}))
const deadline = '2023-03-23T09:00:00+08:00'

/** One fact: who states it, when it happened, what happened. */
const fact = (role: Role, at: string, type: string, data: object): Fact => ({
  type,
  occurredAt: `${at}:00+08:00`,
  actor: { id: `${role}-office`, role },
  data,
})

// biome-ignore format: one fact a line, so that the life reads as a list.
const life = [
  fact('agency', '2023-03-01T09:00', 'ProjectRegistered', { title: 'Example road, section 1 (invented)', buyer, category: 'works', regime: 'TBL', method: 'open', procedure: 'openTender', mandatory: true, ceilingPrice: yuan('2000000'), venue }),
  fact('centre', '2023-03-01T15:00', 'RegistrationAccepted', { greenChannel: true, deferred: [] }),
  fact('agency', '2023-03-02T09:00', 'TenderNoticePublished', { media: ['example.invalid'], documentsFrom: '2023-03-02', documentsUntil: '2023-03-08', bidDeadlineAt: deadline, openingAt: deadline, bond: { required: true, amount: yuan('40000'), forms: ['guarantee'] }, evaluationMethod: 'lowest evaluated price', consortiumAllowed: false }),
  fact('agency', '2023-03-02T10:00', 'TenderDocumentsPublished', { version: 1, documents: [{ title: 'Tender documents', sha256 }] }),
  fact('bank', '2023-03-20T10:00', 'BidBondLodged', { bondId: 'bond-alpha', bidder: alpha, form: 'guarantee', amount: yuan('40000') }),
  fact('bidder', '2023-03-22T10:00', 'BidSubmitted', { bidId: 'bid-alpha', bidder: alpha, commitment: sha256 }),
  fact('bidder', '2023-03-22T11:00', 'BidSubmitted', { bidId: 'bid-beta', bidder: beta, commitment: sha256 }),
  fact('bidder', '2023-03-22T12:00', 'BidSubmitted', { bidId: 'bid-gamma', bidder: gamma, commitment: sha256 }),
  fact('centre', '2023-03-23T09:00', 'BidsOpened', { host: 'Invented Host', room: 'Room 1', online: true, bids: [{ bidId: 'bid-alpha', bidder: alpha, price: yuan('1900000'), valid: true }, { bidId: 'bid-beta', bidder: beta, price: yuan('1950000'), valid: true }, { bidId: 'bid-gamma', bidder: gamma, price: yuan('1990000'), valid: true }] }),
  fact('committee', '2023-03-23T16:00', 'BidsEvaluated', { scores: [{ bidId: 'bid-alpha', total: 95, rank: 1 }, { bidId: 'bid-beta', total: 91, rank: 2 }, { bidId: 'bid-gamma', total: 88, rank: 3 }], dissent: [], report: { title: 'Evaluation report', sha256 } }),
  fact('agency', '2023-03-24T09:00', 'CandidatesPublicised', { candidates: [{ bidId: 'bid-alpha', rank: 1 }], publicFrom: '2023-03-24', publicUntil: '2023-03-27' }),
  fact('buyer', '2023-03-28T10:00', 'AwardDecided', { awardId: 'award-1', bidId: 'bid-alpha', supplier: alpha, amount: yuan('1900000'), basis: 'first candidate' }),
  fact('agency', '2023-03-29T10:00', 'AwardNoticeIssued', { awardId: 'award-1', noticeNo: 'N-2023-001' }),
  fact('buyer', '2023-04-10T10:00', 'ContractSigned', { contractId: 'contract-1', awardId: 'award-1', amount: yuan('1900000'), channel: 'online', signatories: [{ name: 'Invented Person', role: 'director' }] }),
  fact('ledger', '2023-04-12T10:00', 'BondReleased', { bondId: 'bond-alpha', principal: yuan('40000'), interest: yuan('0'), trigger: 'automatic' }),
  fact('buyer', '2023-10-10T10:00', 'ContractCompleted', { contractId: 'contract-1', finalAmount: yuan('1880000') }),
  fact('centre', '2023-10-20T10:00', 'ProjectArchived', { items: [{ title: 'Electronic archive', sha256 }], retainUntil: '2038-10-20' }),
]

await using ledger = await openLedger({ store: memory() })
for (const one of life) {
  const receipt = await ledger.record('EX-2023-001', one, { commandId: crypto.randomUUID() })
  if (receipt.refused) throw new Error(receipt.refused.message)
  console.log(`${String(receipt.revision).padStart(2)}  ${one.occurredAt.slice(0, 10)}  ${receipt.type}`)
}

// The procedure says no as a value, with a code to script against.
const late = await ledger.record(
  'EX-2023-001',
  fact('bidder', '2023-11-01T10:00', 'BidReplaced', { bidId: 'bid-beta', commitment: sha256 }),
)
console.log(`\na bid replaced after the archive: ${late.refused?.code}`)

const project = await ledger.project('EX-2023-001')
console.log(`${project?.projectId} is ${project?.phase}, archived: ${project?.archived}`)
console.log(`bond of ${project?.bonds[0]?.lodged.amount}: ${project?.bonds[0]?.held.amount} still held`)
