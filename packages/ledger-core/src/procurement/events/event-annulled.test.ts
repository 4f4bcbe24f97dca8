import { expect, test } from 'vitest'
import { fact, given, givenOfExpert, givenOfParty, idAt, type Stated } from '../../testing/given.ts'
import {
  awardDecided,
  awarded,
  completed,
  contracted,
  evaluated,
  imported,
  tendering,
} from '../../testing/histories.ts'

const annulled = (place: number, role: Stated['role'] = 'supervisor') =>
  fact(
    'EventAnnulled',
    { target: idAt(place), reason: 'it never was' },
    { role, occurredAt: '2023-11-02T09:00:00+08:00' },
  )

const AWARD = awarded().length - 1
const award = awarded()[AWARD]?.data as object
const amount = (text: string) => ({ amount: { amount: text, currency: 'CNY' } })
const corrected = (data: object) =>
  fact('EventCorrected', { target: idAt(AWARD), data: { ...award, ...data }, reason: 'written wrongly' })
const erased = (place: number) =>
  fact('PersonalDataErased', {
    ...{ target: idAt(place), legalBasis: 'request' },
    approvedBy: { id: 'supervisor-3', role: 'supervisor' },
  })
const suspended = fact('ProcedureSuspended', { cause: 'complaint' })
const archived = fact('ProjectArchived', { items: [], retainUntil: '2038-12-31' })

test('what was annulled is as if it had never been recorded', () => {
  given(...awarded())
    .when(annulled(AWARD))
    .then(({ phase, awards }) => expect([phase, awards.size]).toEqual(['evaluated', 0]))
})

test('it may be recorded anew, under the same id', () => {
  given(...awarded(), annulled(AWARD))
    .when(awardDecided())
    .then(({ phase }) => expect(phase).toBe('awarded'))
})

test('annulling a correction makes stand what stood before it', () => {
  const amounts = (...acts: readonly Stated[]) => {
    let found: unknown
    given(...awarded(), ...acts.slice(0, -1))
      .when(acts.at(-1) as Stated)
      .then(({ awards }) => {
        found = awards.get('award-1')?.amount?.amount
      })
    return found
  }
  const [one, two] = [corrected(amount('1.00')), corrected(amount('2.00'))]
  const [first, second] = [AWARD + 1, AWARD + 2]
  expect(amounts(one, annulled(first))).toBe('1900000.00')
  expect(amounts(one, two, annulled(second))).toBe('1.00')
  expect(amounts(one, two, annulled(first))).toBe('2.00')
  expect(amounts(one, two, annulled(first), annulled(second))).toBe('1900000.00')
})

test('only a supervisor annuls, whoever stated the target', () => {
  for (const role of ['buyer', 'agency', 'bidder', 'centre', 'committee', 'bank', 'ledger'] as const)
    given(...awarded())
      .when(annulled(AWARD, role))
      .thenRefused('ROLE_NOT_ALLOWED')
})

test('only an earlier event of the same project is annulled', () => {
  given(...awarded())
    .when(annulled(AWARD + 1))
    .thenRefused('TARGET_UNKNOWN')
})

test('a project does not lose its first event', () => {
  given(...awarded())
    .when(annulled(0))
    .thenRefused('TARGET_NOT_ANNULLABLE')
  given(imported(), awardDecided()).when(annulled(0)).thenRefused('TARGET_NOT_ANNULLABLE')
})

test('neither an annulment nor an erasure is taken back', () => {
  const opening = awarded().findIndex(({ type }) => type === 'BidsOpened')
  given(...awarded(), annulled(AWARD), erased(opening))
    .when(annulled(AWARD + 1))
    .thenRefused('TARGET_NOT_ANNULLABLE')
  given(...awarded(), annulled(AWARD), erased(opening))
    .when(annulled(AWARD + 2))
    .thenRefused('TARGET_NOT_ANNULLABLE')
})

test('one event is annulled once, a correction like a fact', () => {
  given(...awarded(), annulled(AWARD))
    .when(annulled(AWARD))
    .thenRefused('TARGET_ANNULLED')
  given(...awarded(), corrected(amount('1.00')), annulled(AWARD + 1))
    .when(annulled(AWARD + 1))
    .thenRefused('TARGET_ANNULLED')
})

test('what later facts rest on cannot be left out', () => {
  given(...contracted())
    .when(annulled(AWARD))
    .thenRefused('CORRECTION_CONTRADICTS')
  const bid = evaluated().findIndex(({ type }) => type === 'BidSubmitted')
  given(...evaluated())
    .when(annulled(bid))
    .thenRefused('CORRECTION_CONTRADICTS')
})

test('nor can the correction that they rest on', () => {
  const noticed = fact('TenderNoticePublished', tendering()[2]?.data)
  const late = fact(
    'BidSubmitted',
    { bidId: 'bid-d', bidder: { id: 'd', name: 'D (invented)' }, commitment: 'ab'.repeat(32) },
    { occurredAt: '2023-04-01T10:00:00+08:00' },
  )
  const later = fact('EventCorrected', {
    target: idAt(2),
    data: {
      ...(noticed.data as object),
      bidDeadlineAt: '2023-04-03T09:00:00+08:00',
      openingAt: '2023-04-03T09:00:00+08:00',
    },
    reason: 'the date of another notice',
  })
  given(...tendering(), later, late)
    .when(annulled(tendering().length))
    .thenRefused('CORRECTION_CONTRADICTS')
})

test('it is recorded while the procedure is suspended, after an end and after the archive', () => {
  given(...tendering(), suspended)
    .when(annulled(tendering().length))
    .then(({ suspension }) => expect(suspension).toBeUndefined())
  given(...completed(), archived)
    .when(annulled(completed().length))
    .then(({ archived }) => expect(archived).toBe(false))
  given(...completed(), archived)
    .when(annulled(completed().length - 1))
    .thenRefused('CORRECTION_CONTRADICTS')
})

test('on an imported project a contradiction is a finding', () => {
  const history = [imported(), ...contracted().slice(2)]
  given(...history)
    .when(annulled(history.findIndex(({ type }) => type === 'AwardDecided')))
    .thenFound('CORRECTION_CONTRADICTS')
})

const fined = fact('PenaltyImposed', { decisionNo: 'decision 4', kind: 'fine' })
const handled = fact('HotlineCaseHandled', { caseId: 'case-1', outcome: 'explained' })

test('an enterprise or an expert may lose the first fact, which was perhaps never theirs', () => {
  for (const givenOf of [givenOfParty, givenOfExpert])
    givenOf(fined)
      .when(annulled(0))
      .then(({ penalties }) => expect(penalties.size).toBe(0))
  givenOfParty(fined, handled)
    .when(annulled(0))
    .then((dossier) => expect([dossier.penalties.size, dossier.hotlineCases.size]).toEqual([0, 1]))
})

test('what named a penalty or a case names it again after its annulment, once', () => {
  for (const [stated, code] of [
    [fined, 'PENALTY_EXISTS'],
    [handled, 'CASE_EXISTS'],
  ] as const) {
    givenOfParty(stated).when(stated).thenRefused(code)
    givenOfParty(stated, annulled(0)).when(stated).then()
    givenOfParty(stated, annulled(0), stated).when(stated).thenRefused(code)
  }
})

test('a correction that made room for another penalty stays while that one stands', () => {
  const moved = fact('EventCorrected', {
    ...{ target: idAt(0), reason: 'another decision' },
    data: { decisionNo: 'decision 5', kind: 'fine' },
  })
  givenOfExpert(fined, moved, fined).when(annulled(1)).thenRefused('CORRECTION_CONTRADICTS')
  givenOfExpert(fined, moved, fined, annulled(2)).when(annulled(1)).then()
})

test('of an enterprise, too, only a supervisor annuls, and only an earlier event that is none already', () => {
  givenOfParty(fined).when(annulled(0, 'centre')).thenRefused('ROLE_NOT_ALLOWED')
  givenOfParty(fined).when(annulled(1)).thenRefused('TARGET_UNKNOWN')
  givenOfParty(fined, annulled(0)).when(annulled(0)).thenRefused('TARGET_ANNULLED')
  givenOfParty(fined, annulled(0)).when(annulled(1)).thenRefused('TARGET_NOT_ANNULLABLE')
})
