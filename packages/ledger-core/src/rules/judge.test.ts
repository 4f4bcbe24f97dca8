import { describe, expect, test } from 'vitest'
import type { CalendarDate } from '../kernel/calendar-date.ts'
import { lifecycle, type ProjectEventType, type Row } from '../procurement/lifecycle.ts'
import { historyOf, inShort, judged, resultOf, tblProject, told } from '../testing/judged.ts'
import { buildCalendar, cnCalendar, cnGpl, cnNingbo, cnPuyang, cnTbl, type Fact, judge, parsePack } from './index.ts'

const packs = [cnTbl, cnGpl, cnNingbo, cnPuyang]
const awarded = [
  tblProject(),
  told('AwardDecided', '2023-02-20', { awardId: 'A-1' }),
  told('AwardNoticeIssued', '2023-03-01', { awardId: 'A-1' }),
]
const on = (date: string) => date as CalendarDate

describe('the judge', () => {
  test('says by which packs and which calendar it judged, and on which events', () => {
    const { results, ...by } = judge(historyOf(awarded), { on: on('2023-03-31'), packs, calendar: cnCalendar })
    expect(by).toEqual({
      packs: packs.map(({ id }) => ({ id, version: 1 })),
      calendar: 'cn-2026.1',
      on: '2023-03-31',
      turnsOn: '2023-04-01',
    })
    expect(resultOf(results, 'R14', 'A-1')).toEqual({
      rule: 'R14',
      version: 1,
      subject: { kind: 'award', id: 'A-1' },
      state: 'pending',
      severity: 'warn',
      dueOn: '2023-03-31',
      events: ['AwardNoticeIssued-2'],
      message: 'no ContractSigned yet, due 2023-03-31, 30 calendar days after AwardNoticeIssued on 2023-03-01',
    })
  })

  test('gives one result of each rule and subject, and speaks of the project where there is no subject', () => {
    const { results } = judge(historyOf(awarded), { on: on('2023-03-31'), packs, calendar: cnCalendar })
    const keys = results.map(({ rule, subject }) => `${rule} ${subject.kind} ${subject.id}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(new Set(results.map(({ rule }) => rule)).size).toBe(26)
    expect(resultOf(results, 'R20')).toMatchObject({ state: 'notApplicable', subject: { kind: 'project', id: 'P-1' } })
    expect(resultOf(results, 'R17').message).toBe('the regime is TBL')
  })

  test('a day begins and ends in the venue’s zone', () => {
    const signed = { ...told('ContractSigned', '2023-03-31'), data: { awardId: 'A-1', contractId: 'C-1' } }
    const facts = historyOf([...awarded, signed])
    const at = (occurredAt: string): readonly Fact[] => [
      ...facts.slice(0, -1),
      { ...(facts.at(-1) as Fact), occurredAt },
    ]
    const stateAt = (occurredAt: string) =>
      resultOf(judge(at(occurredAt), { on: on('2023-05-01'), packs, calendar: cnCalendar }).results, 'R14', 'A-1').state
    expect(stateAt('2023-03-31T15:59:59.999Z')).toBe('pass')
    expect(stateAt('2023-03-31T16:00:00Z')).toBe('violated')
  })

  test('knows nothing of what occurred after the day', () => {
    const signed = told('ContractSigned', '2023-03-20', { awardId: 'A-1' })
    expect(resultOf(judged([...awarded, signed], '2023-03-19'), 'R14', 'A-1').state).toBe('pending')
    expect(resultOf(judged([...awarded, signed], '2023-03-20'), 'R14', 'A-1').state).toBe('pass')
    expect(judged([...awarded, signed], '2019-12-31').every(({ state }) => state === 'notApplicable')).toBe(true)
  })

  test('the order of the record does not matter but for what a re-evaluation meets', () => {
    const [first, ...rest] = [...awarded, told('ContractSigned', '2023-03-20', { awardId: 'A-1' })]
    const turned = [first as (typeof awarded)[0], ...rest.toReversed()]
    expect(judged(turned, '2023-05-01').map(inShort)).toEqual(
      judged([first as (typeof awarded)[0], ...rest], '2023-05-01').map(inShort),
    )
  })

  test('a history without facts is judged too', () => {
    const { results } = judge([], { on: on('2023-03-31'), packs, calendar: cnCalendar })
    expect(results).toHaveLength(26)
    expect(results.every(({ state }) => state === 'notApplicable')).toBe(true)
  })

  test('a ledger sets a rule to block', () => {
    const results = judged(awarded, '2023-05-01', { severities: { R14: 'block' } })
    expect(resultOf(results, 'R14', 'A-1').severity).toBe('block')
    expect(resultOf(results, 'R16', 'A-1').severity).toBe('warn')
  })

  test('a year that the calendar does not know spoils the results that need it, and no other', () => {
    const calendar = buildCalendar({
      version: 'short-2023.1',
      weekend: ['saturday', 'sunday'],
      years: [{ year: 2023, sources: [], off: '', on: '' }],
    })
    const late = [
      tblProject(),
      told('AwardDecided', '2023-12-11', { awardId: 'A-1' }),
      told('AwardNoticeIssued', '2023-12-12', { awardId: 'A-1' }),
    ]
    const results = judged(late, '2023-12-20', { calendar })
    expect(resultOf(results, 'R14', 'A-1')).toMatchObject({
      state: 'pending',
      fault: 'CALENDAR_UNKNOWN',
      message: expect.stringContaining('2024'),
    })
    expect(resultOf(results, 'R14', 'A-1')).not.toHaveProperty('dueOn')
    expect(inShort(resultOf(results, 'R16', 'A-1'))).toBe('pending, due 2023-12-26')
  })

  test('a subject is judged by the law of its first day', () => {
    const [shape] = cnTbl.rules.filter(({ id }) => id === 'R14')
    const older = { ...shape, effectiveUntil: '2022-12-31', version: 1 }
    const [part] = older.parts ?? []
    const newer = {
      ...shape,
      effectiveFrom: '2023-01-01',
      version: 2,
      parts: [{ ...part, period: { count: 20, unit: 'calendarDays' } }],
    }
    const pack = parsePack(
      { id: 'cn-x', version: 1, name: { en: 'x', zh: 'x' }, rules: [older, newer] },
      {
        moments: Object.fromEntries(cnTbl.moments),
      },
    )
    const award = (decidedAt: string) => [
      tblProject(),
      told('AwardDecided', decidedAt, { awardId: 'A-1' }),
      told('AwardNoticeIssued', '2023-03-01', { awardId: 'A-1' }),
    ]
    const byLaw = (decidedAt: string) =>
      resultOf(judged(award(decidedAt), '2023-03-02', { packs: [pack] }), 'R14', 'A-1')
    expect(byLaw('2022-12-31')).toMatchObject({ version: 1, dueOn: '2023-03-31' })
    expect(byLaw('2023-01-01')).toMatchObject({ version: 2, dueOn: '2023-03-21' })
  })
})

test('a suspension stops the clock of every act that the table forbids while suspended, and of no other', () => {
  const acts = [...cnTbl.rules, ...cnGpl.rules].flatMap(({ id, parts }) =>
    parts.flatMap((part) =>
      part.check === 'within' && 'event' in part.act ? [{ id, event: part.act.event, stops: part.stops ?? [] }] : [],
    ),
  )
  for (const { id, event, stops } of acts) {
    const { whileSuspended }: Row = lifecycle[event as ProjectEventType]
    expect(stops.includes('suspension'), `${id} ${event}`).toBe(!whileSuspended)
  }
  expect(acts.length).toBeGreaterThan(15)
})

test('every event and field that a pack names is one of the catalogue', () => {
  for (const { rules } of packs)
    for (const { id, parts } of rules)
      for (const part of parts)
        for (const value of Object.values(part).flat())
          if (typeof value === 'object' && value !== null && 'event' in value) {
            expect(Object.keys(lifecycle), id).toContain(value.event)
            if ('at' in value)
              expect(told(value.event as ProjectEventType, '2023-03-01').data, id).toHaveProperty(String(value.at))
          }
})
