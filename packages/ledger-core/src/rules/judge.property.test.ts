import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CalendarDate } from '../kernel/calendar-date.ts'
import { addDays, dateOfDay, dayNumber } from '../kernel/calendar-date.ts'
import type { ProjectEventType } from '../procurement/lifecycle.ts'
import { lifecycle } from '../procurement/lifecycle.ts'
import { gplProject, historyOf, type Told, tblProject, told } from '../testing/judged.ts'
import {
  cnCalendar,
  cnGpl,
  cnNingbo,
  cnPuyang,
  cnTbl,
  type Fact,
  judge,
  judgeAhead,
  type RuleResult,
  typesRead,
} from './index.ts'

/**
 * Whatever a source states, in whatever order and with whatever missing, is judged. fast-check prints its seed.
 */

const packs = [cnTbl, cnGpl, cnNingbo, cnPuyang]
const FIRST = dayNumber('2023-01-01' as CalendarDate)
const LAST = dayNumber('2024-12-31' as CalendarDate)

const types = (Object.keys(lifecycle) as ProjectEventType[]).filter((type) => lifecycle[type].from !== 'none')
const samples = types.map((type) => told(type, '2023-01-01'))
const beginnings: readonly Told[] = [
  tblProject(),
  gplProject(),
  gplProject({ method: 'limited', procedure: 'negotiation' }),
  gplProject({ method: 'direct', procedure: 'singleSource', agency: undefined }),
  tblProject({ regime: 'other', category: 'land' }),
  told('ProjectImported', '2020-01-02'),
]

const day = fc.integer({ min: FIRST, max: LAST })
const fact = fc
  .tuple(fc.constantFrom(...samples), day, fc.integer({ min: 0, max: 23 }))
  .map(([sample, at, hour]): Told => ({ ...sample, at: `${dateOfDay(at)}T${String(hour).padStart(2, '0')}:30:00` }))
const history = fc
  .tuple(fc.constantFrom(...beginnings), fc.array(fact, { maxLength: 60 }))
  .map(([first, rest]): readonly Fact[] => historyOf([first, ...rest]))

const DAY_MS = 86_400_000
/** Far more than a project has periods. */
const MAX_TURNS = 200

const UNREAD: readonly string[] = [
  'BidBondWaived',
  'DeferredMaterialSupplied',
  'DocumentsSpotChecked',
  'EnquiryAnswered',
  'EnquiryReceived',
  'EventAnnulled',
  'EventCorrected',
  'ExpertReplaced',
  'FlagRaised',
  'FlagResolved',
  'HotlineCaseHandled',
  'PersonalDataErased',
  'RegistrationReturned',
  'SiteInspected',
  'SubmissionClosed',
  'SupervisoryOpinionAnswered',
  'SupervisoryOpinionIssued',
  'TenderPlanPublished',
  'VenueReleased',
  'VenueReserved',
]

const judgement = (facts: readonly Fact[], on: number) =>
  judge(facts, { on: dateOfDay(on), packs, calendar: cnCalendar })
const judgedOn = (facts: readonly Fact[], on: number) => judgement(facts, on).results

test('there is one result of each rule and subject, on events that there are', () => {
  fc.assert(
    fc.property(history, day, (facts, on) => {
      const known = new Set(facts.map(({ eventId }) => eventId))
      const results = judgedOn(facts, on)
      const keys = results.map(({ rule, subject }) => `${rule}/${subject.kind}/${subject.id}`)
      expect(new Set(keys).size).toBe(keys.length)
      expect(new Set(results.map(({ rule }) => rule)).size).toBe(26)
      for (const { events } of results) {
        expect(events.filter((eventId) => !known.has(eventId))).toEqual([])
        expect(new Set(events).size).toBe(events.length)
      }
    }),
  )
})

test('what is pending is due on the day or later, and what is only missing is violated from the day after', () => {
  fc.assert(
    fc.property(history, day, (facts, on) => {
      for (const { state, dueOn, rule, fault, message } of judgedOn(facts, on)) {
        expect(fault, message).toBeUndefined()
        if (state === 'pending' && dueOn === undefined) expect(message).toMatch(/stand still|stands still|rests/)
        else if (state === 'pending') expect(dueOn, `${rule}: ${message}`).toSatisfy((due) => due >= dateOfDay(on))
        if (/^no \w+ yet, due/.test(message))
          expect(state, `${rule}: ${message}`).toBe((dueOn ?? '') < dateOfDay(on) ? 'violated' : 'pending')
      }
    }),
  )
})

test('until the day that it names a judgement stays as it is, and it names one until nothing changes any more', () => {
  fc.assert(
    fc.property(history, day, fc.nat(), (facts, from, pick) => {
      const last = Math.max(
        from,
        ...facts.map(({ occurredAt }) => Math.floor((Date.parse(occurredAt) + 28_800_000) / DAY_MS)),
      )
      const judge = (on: number) => judgement(facts, on)
      let on = last
      for (let turns = 0; turns < MAX_TURNS; turns++) {
        const { turnsOn, results } = judge(on)
        const next = turnsOn === undefined ? on + 4_000 : dayNumber(turnsOn)
        expect(next).toBeGreaterThan(on)
        const between = on + (pick % (next - on))
        expect(judge(between).results).toEqual(results)
        if (turnsOn === undefined) return
        on = next
      }
      expect.fail(`it still turns after ${MAX_TURNS} days`)
    }),
  )
})

test('a day knows nothing of what occurred after it', () => {
  fc.assert(
    fc.property(history, day, (facts, on) => {
      const endMs = (on + 1) * 86_400_000 - 8 * 3_600_000
      const earlier = facts.filter(({ occurredAt }) => Date.parse(occurredAt) < endMs)
      expect(judgedOn(facts, on)).toEqual(judgedOn(earlier, on))
    }),
  )
})

test('what no rule reads changes no judgement', () => {
  const read = typesRead(packs)
  expect(types.filter((type) => !read?.has(type)).toSorted()).toEqual(UNREAD)
  fc.assert(
    fc.property(history, day, (facts, on) => {
      const needed = facts.filter(({ type }) => read?.has(type))
      expect(judgedOn(needed, on)).toEqual(judgedOn(facts, on))
    }),
  )
})

test('of what stands ahead one result of each rule and subject holds a day, and it is that of the judge', () => {
  fc.assert(
    fc.property(history, fc.nat({ max: 4_000 }), (facts, later) => {
      const ahead = judgeAhead(facts, { packs, calendar: cnCalendar, severities: {} })
      if (ahead === undefined) return expect.fail('there are facts')
      const on = addDays(ahead.fromOn, later)
      const holding = ahead.results.filter(({ fromOn, untilOn }) => fromOn <= on && (untilOn ?? on) >= on)
      expect(inOrder(holding.map(({ fromOn: _from, untilOn: _until, ...result }) => result))).toEqual(
        inOrder(judgedOn(facts, dayNumber(on))),
      )
    }),
  )
})

const inOrder = (results: readonly RuleResult[]) =>
  results
    .map(({ rule, subject, ...rest }) => [`${rule}/${subject.kind}/${subject.id}`, rest] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
