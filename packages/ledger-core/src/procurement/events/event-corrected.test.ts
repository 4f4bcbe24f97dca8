import { expect, test } from 'vitest'
import { fact, given, givenOfExpert, givenOfParty, idAt, type Stated } from '../../testing/given.ts'
import {
  awardDecided,
  awarded,
  bidderA,
  bidderB,
  bidSubmitted,
  completed,
  evaluated,
  imported,
  opened,
  tendering,
  withBids,
} from '../../testing/histories.ts'

const placeOf = (history: readonly Stated[], type: Stated['type']): number =>
  history.findIndex((stated) => stated.type === type)

/** A correction of the first event of a type in the history, with some of its data otherwise. */
function corrected(
  history: readonly Stated[],
  type: Stated['type'],
  otherwise: object,
  { role = 'supervisor', occurredAt }: { role?: Stated['role']; occurredAt?: string } = {},
): Stated {
  const place = placeOf(history, type)
  const data = { ...(history[place]?.data as object), ...otherwise }
  return correcting(place, data, { role, ...(occurredAt !== undefined && { occurredAt }) })
}

const correcting = (
  place: number,
  data: object,
  { role = 'supervisor', occurredAt }: { role?: Stated['role']; occurredAt?: string } = {},
) =>
  fact(
    'EventCorrected',
    { target: idAt(place), data, ...(occurredAt !== undefined && { occurredAt }), reason: 'written wrongly' },
    { role, occurredAt: '2023-11-01T09:00:00+08:00' },
  )

const annulled = (place: number) =>
  fact('EventAnnulled', { target: idAt(place), reason: 'should not be' }, { occurredAt: '2023-11-02T09:00:00+08:00' })

const suspended = fact('ProcedureSuspended', { cause: 'complaint' })
const archived = fact('ProjectArchived', { items: [], retainUntil: '2038-12-31' })
const amount = (text: string) => ({ amount: { amount: text, currency: 'CNY' } })
const amountsOf = ({ awards }: { awards: ReadonlyMap<string, { readonly amount: unknown }> }) =>
  [...awards.values()].map((award) => award.amount)

test('what was corrected stands as if it had been recorded so', () => {
  given(...awarded())
    .when(corrected(awarded(), 'AwardDecided', amount('1899999.00')))
    .then((project) => expect(amountsOf(project)).toEqual([amount('1899999.00').amount]))
})

test('of several corrections the last one stands', () => {
  const first = corrected(awarded(), 'AwardDecided', amount('1.00'))
  given(...awarded(), first)
    .when(corrected(awarded(), 'AwardDecided', amount('2.00')))
    .then((project) => expect(amountsOf(project)).toEqual([amount('2.00').amount]))
})

test('what follows is judged on what was corrected', () => {
  const history = withBids()
  const moved = '2023-04-03T09:00:00+08:00'
  const later = corrected(history, 'TenderNoticePublished', { bidDeadlineAt: moved, openingAt: moved })
  const late = bidSubmitted('bid-d', bidderA, '2023-04-01T10:00:00+08:00')
  given(...history)
    .when(late)
    .thenRefused('DEADLINE_PASSED')
  given(...history, later)
    .when(late)
    .then()
})

test('the instant is corrected too, and stays as it stands where it is left out', () => {
  const history = tendering()
  const moved = corrected(history, 'TenderNoticePublished', {}, { occurredAt: '2023-03-05T09:00:00+08:00' })
  given(...history)
    .when(moved)
    .then()
  // The same instant in another zone says nothing new.
  given(...history, moved)
    .when(corrected(history, 'TenderNoticePublished', {}, { occurredAt: '2023-03-05T01:00:00Z' }))
    .thenRefused('NOTHING_CORRECTED')
})

test('whoever may state the target may correct it, a supervisor anything, and nobody else', () => {
  const award = (role: Stated['role']) => corrected(awarded(), 'AwardDecided', amount('5.00'), { role })
  for (const role of ['buyer', 'supervisor'] as const)
    given(...awarded())
      .when(award(role))
      .then()
  for (const role of ['agency', 'bidder', 'centre', 'committee', 'bank', 'ledger'] as const)
    given(...awarded())
      .when(award(role))
      .thenRefused('ROLE_NOT_ALLOWED')
})

test('a role that may state the target in some phases corrects what was stated in them', () => {
  const cancelled = fact('ProjectCancelled', { reason: 'not traded' }, { role: 'centre' })
  const byBuyer = { ...cancelled, role: 'buyer' } as const
  const early = [...tendering().slice(0, 2), cancelled]
  const late = [...tendering(), byBuyer]
  const other = { reason: 'traded elsewhere' }
  given(...early)
    .when(corrected(early, 'ProjectCancelled', other, { role: 'centre' }))
    .then()
  given(...late)
    .when(corrected(late, 'ProjectCancelled', other, { role: 'centre' }))
    .thenRefused('ROLE_NOT_ALLOWED')
})

test('only an earlier event of the same project is corrected', () => {
  given(...awarded())
    .when(correcting(awarded().length, {}))
    .thenRefused('TARGET_UNKNOWN')
  given(...awarded())
    .when(correcting(awarded().length + 7, {}))
    .thenRefused('TARGET_UNKNOWN')
})

test('acts on the record are not corrected', () => {
  const history = [...awarded(), corrected(awarded(), 'AwardDecided', amount('5.00')), annulled(awarded().length)]
  for (const place of [awarded().length, awarded().length + 1])
    given(...history)
      .when(correcting(place, { target: idAt(0), reason: 'another' }))
      .thenRefused('TARGET_NOT_CORRECTABLE')
})

test('what was annulled is not corrected', () => {
  const history = [...awarded(), annulled(awarded().length - 1)]
  given(...history)
    .when(corrected(awarded(), 'AwardDecided', amount('5.00')))
    .thenRefused('TARGET_ANNULLED')
})

test('a correction says something new, and may say again what stood before', () => {
  given(...awarded())
    .when(corrected(awarded(), 'AwardDecided', {}))
    .thenRefused('NOTHING_CORRECTED')
  const other = corrected(awarded(), 'AwardDecided', amount('5.00'))
  given(...awarded(), other)
    .when(other)
    .thenRefused('NOTHING_CORRECTED')
  given(...awarded(), other)
    .when(corrected(awarded(), 'AwardDecided', {}))
    .then((project) => expect(amountsOf(project)).toEqual([amount('1900000.00').amount]))
})

test('what is personal is not compared: stating it is correcting it', () => {
  given(...opened())
    .when(corrected(opened(), 'BidsOpened', { host: 'Another Example Host (invented)' }))
    .then()
})

test('a fact that stood and would be refused contradicts', () => {
  const bid = placeOf(awarded(), 'BidSubmitted')
  given(...awarded())
    .when(correcting(bid, { ...(awarded()[bid]?.data as object), bidId: 'bid-x' }))
    .thenRefused('CORRECTION_CONTRADICTS')
  given(...evaluated())
    .when(corrected(evaluated(), 'TenderNoticePublished', { bidDeadlineAt: '2023-03-29T09:00:00+08:00' }))
    .thenRefused('CORRECTION_CONTRADICTS')
})

test('so does the corrected fact itself, where it would be refused at its own place', () => {
  given(...awarded())
    .when(corrected(awarded(), 'AwardDecided', { supplier: bidderB }))
    .thenRefused('CORRECTION_CONTRADICTS')
  // Its own recordedAt is its clock, and not that of the correction.
  given(...awarded())
    .when(corrected(awarded(), 'AwardDecided', {}, { occurredAt: '2024-01-01T09:00:00+08:00' }))
    .thenRefused('CORRECTION_CONTRADICTS')
})

test('the first event is corrected like any other', () => {
  given(...awarded())
    .when(corrected(awarded(), 'ProjectRegistered', { title: 'Another title (invented)' }))
    .then(({ registration, phase }) =>
      expect([registration?.title, phase]).toEqual(['Another title (invented)', 'awarded']),
    )
  given(...awarded())
    .when(corrected(awarded(), 'ProjectRegistered', { procedure: 'listing', category: 'land', method: 'direct' }))
    .then()
})

test('it is recorded while the procedure is suspended, after an end and after the archive', () => {
  const suspendedHistory = [...tendering(), suspended]
  given(...suspendedHistory)
    .when(corrected(suspendedHistory, 'TenderNoticePublished', { evaluationMethod: 'lowest price' }))
    .then(({ suspension }) => expect(suspension).toBeDefined())
  const life = [...completed(), archived]
  given(...life)
    .when(corrected(life, 'ContractSigned', amount('1.00')))
    .then(({ archived, phase, contracts }) => {
      expect([archived, phase]).toEqual([true, 'completed'])
      expect(contracts.get('contract-1')).toMatchObject(amount('1.00'))
    })
})

test('on an imported project a contradiction is a finding, and all else is refused like anywhere', () => {
  const history = [imported(), ...withBids().slice(2), awardDecided('award-1', 'bid-a', bidderA)]
  const otherBidder = corrected(history, 'BidSubmitted', { bidder: bidderB })
  given(...history)
    .when(otherBidder)
    .thenFound('CORRECTION_CONTRADICTS')
  given(...history)
    .when(corrected(history, 'BidSubmitted', {}))
    .thenRefused('NOTHING_CORRECTED')
  given(...history)
    .when(correcting(history.length, {}))
    .thenRefused('TARGET_UNKNOWN')
  given(...history)
    .when(corrected(history, 'BidSubmitted', { bidder: bidderB }, { role: 'buyer' }))
    .thenRefused('ROLE_NOT_ALLOWED')
  // Who repeats what a source says may say it better.
  given(...history)
    .when(corrected(history, 'BidSubmitted', { bidId: 'bid-z' }, { role: 'ledger' }))
    .thenFound('CORRECTION_CONTRADICTS')
})

test('what an imported project was objected to for before is no contradiction', () => {
  const history = [imported(), awardDecided(), fact('AwardNoticeIssued', { awardId: 'award-9', noticeNo: 'N-1' })]
  given(...history)
    .when(corrected(history, 'AwardDecided', amount('5.00')))
    .thenFound()
})

const fine = { decisionNo: 'decision 4', kind: 'fine' }
const fined = fact('PenaltyImposed', fine)

test('what is stated of an enterprise or an expert is corrected likewise', () => {
  for (const givenOf of [givenOfParty, givenOfExpert]) {
    const renumbered = correcting(0, { ...fine, decisionNo: 'decision 5' })
    givenOf(fined)
      .when(renumbered)
      .then(({ penalties }) => expect([...penalties]).toEqual(['fine decision 5']))
    givenOf(fined, renumbered).when(fined).then()
    givenOf(fined).when(correcting(0, fine)).thenRefused('NOTHING_CORRECTED')
    givenOf(fined).when(correcting(3, fine)).thenRefused('TARGET_UNKNOWN')
    givenOf(fined, renumbered).when(correcting(1, fine)).thenRefused('TARGET_NOT_CORRECTABLE')
  }
})

test('there, too, it may not make two of one penalty', () => {
  const warned = fact('PenaltyImposed', { ...fine, kind: 'warning' })
  givenOfParty(fined, warned).when(correcting(1, fine)).thenRefused('CORRECTION_CONTRADICTS')
})

test('there, too, it is for whoever may state the target and for a supervisor', () => {
  for (const role of ['buyer', 'agency', 'bidder', 'centre', 'committee', 'bank', 'ledger'] as const)
    givenOfParty(fined)
      .when({ ...correcting(0, { ...fine, decisionNo: 'decision 5' }), role })
      .thenRefused('ROLE_NOT_ALLOWED')
})
