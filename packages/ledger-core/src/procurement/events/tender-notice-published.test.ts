import { expect, test } from 'vitest'
import { instantMs } from '../../kernel/calendar.ts'
import { fact, given } from '../../testing/given.ts'
import { accepted, cny, DEADLINE, imported, tendering } from '../../testing/histories.ts'

const notice = (override: object = {}) =>
  fact('TenderNoticePublished', {
    media: ['example-county.invalid'],
    documentsFrom: '2023-03-06',
    documentsUntil: '2023-03-11',
    bidDeadlineAt: DEADLINE,
    openingAt: DEADLINE,
    bond: { required: false, forms: [] },
    evaluationMethod: 'comprehensive',
    consortiumAllowed: true,
    ...override,
  })

const bond = (override: object) => notice({ bond: { required: true, forms: ['transfer'], ...override } })

test('the notice opens the tender and sets its deadline and its opening', () => {
  given(...accepted())
    .when(notice({ openingAt: '2023-03-31T09:30:00+08:00' }))
    .then(({ phase, submission }) => {
      expect(phase).toBe('tendering')
      expect(submission).toEqual({
        deadlineMs: instantMs(DEADLINE),
        openingMs: instantMs('2023-03-31T09:30:00+08:00'),
        closedMs: undefined,
      })
    })
})

test('a tender is announced once', () => {
  given(...tendering())
    .when(notice())
    .thenRefused('OUT_OF_SEQUENCE')
})

test('bids are opened at the deadline or after it', () => {
  given(...accepted())
    .when(notice({ openingAt: '2023-03-31T08:59:59+08:00' }))
    .thenRefused('INVALID')
})

test('an opening before the deadline that a source states is recorded with its finding', () => {
  given(imported())
    .when(notice({ openingAt: '2023-03-31T08:59:59+08:00', bond: undefined }))
    .thenFound('DEADLINE_NOT_REACHED')
  given(imported())
    .when(notice({ openingAt: undefined }))
    .thenFound()
})

test('deadline and opening are compared as instants, not as texts', () => {
  given(...accepted())
    .when(notice({ openingAt: '2023-03-31T01:00:00Z' }))
    .then()
})

test('the documents are to be had until the day they appear, or later', () => {
  given(...accepted())
    .when(notice({ documentsUntil: '2023-03-06' }))
    .then()
  given(...accepted())
    .when(notice({ documentsUntil: '2023-03-05' }))
    .thenRefused('INVALID')
})

test('a bond is asked for as an amount, as a percentage, as both, or as the documents say', () => {
  const amount = cny('40000.00')
  for (const asked of [{ amount }, { percentage: 2 }, { percentage: 100 }, { amount, percentage: 2 }, {}]) {
    given(...accepted())
      .when(bond(asked))
      .then()
  }
})

test('a percentage lies above 0 and not above 100', () => {
  for (const percentage of [0, -1, 100.01]) {
    given(...accepted())
      .when(bond({ percentage }))
      .thenRefused('INVALID')
  }
})
