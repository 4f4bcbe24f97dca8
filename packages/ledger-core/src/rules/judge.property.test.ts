import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CalendarDate } from '../kernel/calendar-date.ts'
import { dateOfDay, dayNumber } from '../kernel/calendar-date.ts'
import type { ProjectEventType } from '../procurement/lifecycle.ts'
import { lifecycle } from '../procurement/lifecycle.ts'
import { gplProject, historyOf, type Told, tblProject, told } from '../testing/judged.ts'
import { cnCalendar, cnGpl, cnNingbo, cnPuyang, cnTbl, type Fact, judge } from './index.ts'

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

const judgedOn = (facts: readonly Fact[], on: number) =>
  judge(facts, { on: dateOfDay(on), packs, calendar: cnCalendar }).results

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
        if (state === 'pending') expect(dueOn ?? '', `${rule}: ${message}`).toSatisfy((due) => due >= dateOfDay(on))
        if (/^no \w+ yet, due/.test(message))
          expect(state, `${rule}: ${message}`).toBe((dueOn ?? '') < dateOfDay(on) ? 'violated' : 'pending')
      }
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
