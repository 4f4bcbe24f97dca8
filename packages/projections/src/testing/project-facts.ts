import { effectiveHistory, type LawfulOf, type Money } from '@procurement-ledger/core'
import { readFact } from '../follower/read-fact.ts'
import { foldHistory, type ProjectHistory, startHistory } from '../read-models/project-history.ts'
import type { Row, Table } from '../read-models/projection.ts'
import { logged, on, type Told, told } from './invented.ts'

/** The facts of one invented project, with what a test is not about filled in. */

export const PROJECT = 'P-1'
export const STREAM = `project-${PROJECT}`
export const SHA256 = 'ab'.repeat(32)

export const cny = (amount: string): Money => ({ amount, currency: 'CNY' })
export const party = (id: string) => ({ id, name: `Example ${id} (invented)` })
export const venue = { ...party('venue-1'), zone: 'Asia/Shanghai' }

export const registered = (when: string, override: Partial<LawfulOf<'ProjectRegistered'>> = {}): Told =>
  told('ProjectRegistered', when, {
    title: 'Example road, section 1 (invented)',
    buyer: party('buyer-1'),
    category: 'works',
    regime: 'TBL',
    method: 'open',
    mandatory: true,
    ceilingPrice: cny('1000.00'),
    venue,
    ...override,
  })

export const imported = (when: string, override: Partial<LawfulOf<'ProjectImported'>> = {}): Told =>
  told('ProjectImported', when, {
    source: { uri: 'https://publisher.invalid/', sha256: SHA256, standard: 'OCDS 1.1' },
    ocid: 'ocds-example-1',
    venue,
    ...override,
  })

export const accepted = (when: string, override: Partial<LawfulOf<'RegistrationAccepted'>> = {}): Told =>
  told('RegistrationAccepted', when, { greenChannel: false, deferred: [], ...override })

export const tenderNotice = (when: string): Told =>
  told('TenderNoticePublished', when, {
    media: [],
    documentsFrom: '2023-03-06' as never,
    documentsUntil: '2023-03-11' as never,
    bidDeadlineAt: '2023-03-31T09:00:00+08:00' as never,
    openingAt: '2023-03-31T09:00:00+08:00' as never,
    bond: { required: false, forms: [] },
    evaluationMethod: 'comprehensive',
    consortiumAllowed: false,
  })

export const documents = (when: string, version = 1): Told =>
  told('TenderDocumentsPublished', when, { version, documents: [{ title: 'Documents', sha256: SHA256 }] })

export const bid = (when: string, bidId: string, bidder: string): Told =>
  told('BidSubmitted', when, { bidId, bidder: party(bidder), commitment: SHA256 })

export const bidBond = (
  when: string,
  bondId: string,
  bidder: string,
  override: Partial<LawfulOf<'BidBondLodged'>> = {},
): Told =>
  told('BidBondLodged', when, { bondId, bidder: party(bidder), form: 'guarantee', amount: cny('20.00'), ...override })

export const released = (when: string, bondId: string, override: Partial<LawfulOf<'BondReleased'>> = {}): Told =>
  told('BondReleased', when, {
    bondId,
    principal: cny('20.00'),
    interest: cny('0.10'),
    trigger: 'automatic',
    ...override,
  })

export const opened = (when: string, ...bids: readonly [bidId: string, bidder: string][]): Told =>
  told('BidsOpened', when, {
    room: 'R1',
    online: true,
    bids: bids.map(([bidId, bidder]) => ({ bidId, bidder: party(bidder), valid: true })),
  })

export const publicised = (when: string, publicUntil: string): Told =>
  told('CandidatesPublicised', when, {
    candidates: [{ bidId: 'bid-1', rank: 1 }],
    publicFrom: when as never,
    publicUntil: publicUntil as never,
  })

export const awarded = (
  when: string,
  awardId = 'award-1',
  override: Partial<LawfulOf<'AwardDecided'>> = { amount: cny('900.00') },
): Told => told('AwardDecided', when, { awardId, supplier: party('bidder-1'), basis: 'first candidate', ...override })

export const cancelled = (when: string, awardId = 'award-1'): Told =>
  told('AwardCancelled', when, { awardId, reason: 'withdrawn' })

export const reEvaluation = (when: string): Told => told('ReEvaluationOrdered', when, { reason: 'complaint upheld' })

export const noticed = (when: string, awardId = 'award-1'): Told =>
  told('AwardNoticeIssued', when, { awardId, noticeNo: `N-${awardId}` })

export const signed = (when: string, contractId = 'contract-1', awardId = 'award-1'): Told =>
  told('ContractSigned', when, { contractId, awardId, amount: cny('900.00'), channel: 'online', signatories: [] })

export const published = (when: string, contractId = 'contract-1'): Told =>
  told('ContractPublished', when, { contractId, media: [] })

export const suspended = (when: string, cause = 'complaint'): Told => told('ProcedureSuspended', when, { cause })
export const resumed = (when: string, cause = 'complaint'): Told => told('ProcedureResumed', when, { cause })
export const failed = (when: string): Told => told('TenderFailed', when, { reason: 'tooFewBids' })

/** What stood at that revision was wrong. */
export const corrected = (when: string, target: number, data: object, occurredAt?: string): Told => ({
  ...{ type: 'EventCorrected', occurredMs: on(when), target },
  data: { data, ...(occurredAt !== undefined && { occurredAt }) },
})
export const annulled = (when: string, target: number): Told => ({
  ...{ type: 'EventAnnulled', occurredMs: on(when), target },
  data: {},
})

/** Folds what stands of the facts, as the events of one stream. */
export function folded(...facts: readonly Told[]): ProjectHistory {
  const history = startHistory(STREAM)
  for (const event of effectiveHistory(logged(STREAM, facts).map(readFact))) foldHistory(history, event)
  return history
}

/** The rows of one table after these facts, without what is the same in all of them. */
export const rowsIn = <R extends Row>(table: Table<ProjectHistory>, ...facts: readonly Told[]): Partial<R>[] =>
  table
    .rows(folded(...facts))
    .map(
      ({ projectId, category, regime, method, procedure, region, agency, buyer, venue, ...own }) => own as Partial<R>,
    )
