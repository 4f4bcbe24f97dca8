import { describe, expect, test } from 'vitest'
import { type CalendarDate, dateOfDay, dayNumber } from '../../kernel/calendar-date.ts'
import { CELLS, RESTED } from '../../testing/edge-days.ts'
import { atLeast, before, type Edge, laws, within } from '../../testing/edge-table.ts'
import { inShort, judged, resultOf, type Told, told } from '../../testing/judged.ts'
import type { Part } from '../rule.ts'
import { cnGpl } from './gpl.ts'
import { cnNingbo, cnPuyang } from './local.ts'
import { cnTbl } from './tbl.ts'

/**
 * Every part of every rule that counts days, at its edge: the last lawful moment and the first unlawful one, plainly, on a
 * day that is made up for, over the Spring Festival and National Day of two years, with the procedure at rest, and while
 * the act is missing. The last test fails for a part without a row.
 */

const packs = [cnTbl, cnGpl, cnNingbo, cnPuyang]
const moved = (date: string, days: number): string => dateOfDay(dayNumber(date as CalendarDate) + days)
const lastMoment = (date: string): string => `${date}T23:59:59.999`
const firstMoment = (date: string): string => `${date}T00:00:00`
const rested = [told('ProcedureSuspended', RESTED[0], { cause: 'invented' }), told('ProcedureResumed', RESTED[1])]

/** `pass, due 2023-03-31`: of a rule of several parts the due day of a pass may be that of another part. */
function shortly({ part, of = 'P-1' }: Edge, facts: readonly Told[], on: string): string {
  const [packId, rule = ''] = part.split(' ')
  const short = inShort(resultOf(judged(facts, on, { packs: packs.filter(({ id }) => id === packId) }), rule, of))
  return short.startsWith('pass') ? 'pass' : short
}

const titleOf = ({ part, who = '' }: Edge): string => `${part} ${who}`.trimEnd()

describe.each(within.map((edge) => [titleOf(edge), edge] as const))('within: %s', (_, edge) => {
  const { days, facts, missing, rest } = edge
  const holds = (from: string, due: string, more: readonly Told[] = []) => {
    const next = moved(due, 1)
    if (missing !== 'only')
      expect(shortly(edge, [...facts(from, firstMoment(next)), ...more], next)).toBe(`violated, due ${due}`)
    expect(shortly(edge, [...facts(from, lastMoment(due)), ...more], next)).toBe('pass')
    if (missing === 'none') return
    expect(shortly(edge, [...facts(from, undefined), ...more], due)).toBe(`pending, due ${due}`)
    expect(shortly(edge, [...facts(from, undefined), ...more], next)).toBe(`violated, due ${due}`)
  }

  test.each(CELLS)('%s: the last lawful moment, the first unlawful one, and the act missing', (cell) => {
    holds(...days[cell])
  })

  if (rest !== 'always')
    test(`a suspension ${rest}`, () => {
      const [from, due] = days.plain
      holds(from, rest === 'moves' ? (days.suspended ?? 'the row states no such day') : due, rested)
    })

  if (rest !== 'always' && missing !== 'none')
    test(`while it lasts ${rest === 'moves' ? 'nothing falls due' : 'the act falls due all the same'}`, () => {
      const [from, due] = days.plain
      const short = shortly(edge, [...facts(from, undefined), ...rested.slice(0, 1)], moved(due, 60))
      expect(short).toBe(rest === 'moves' ? 'pending' : `violated, due ${due}`)
    })
})

/** All facts are known by then. */
const LATER = '2024-12-31'

describe.each(atLeast.map((edge) => [titleOf(edge), edge] as const))('at least: %s', (_, edge) => {
  const { days, facts } = edge
  const holds = ([from, due]: readonly [string, string], more: readonly Told[] = []) => {
    expect(shortly(edge, [...facts(from, due), ...more], LATER)).toBe('pass')
    expect(shortly(edge, [...facts(from, moved(due, -1)), ...more], LATER)).toBe(`violated, due ${due}`)
  }

  test.each(CELLS)('%s: the first lawful day, and the day before it', (cell) => {
    holds(days[cell])
  })

  test('a suspension moves nothing', () => {
    holds(days.plain, rested)
  })
})

test.each(laws.map(([pack]) => [pack, atLeast.find(({ part }) => part === `${pack} R01 0`) as Edge] as const))(
  '%s R01: without a deadline the first lawful day is told, and nothing judged',
  (_, edge) => {
    const [from, due] = edge.days.plain
    expect(shortly(edge, edge.facts(from, undefined), LATER)).toBe(`notApplicable, due ${due}`)
  },
)

test('cn-gpl R28: before the archive the first lawful day is told, and nothing judged', () => {
  const edge = atLeast.find(({ part }) => part === 'cn-gpl R28 0') as Edge
  const [from, due] = edge.days.plain
  expect(shortly(edge, edge.facts(from, undefined), LATER)).toBe(`notApplicable, due ${due}`)
})

describe.each(before.map((edge) => [titleOf(edge), edge] as const))('before: %s', (_, edge) => {
  const { days, facts } = edge
  const holds = ([until, due]: readonly [string, string], more: readonly Told[] = []) => {
    expect(shortly(edge, [...facts(until, lastMoment(due)), ...more], LATER)).toBe('pass')
    expect(shortly(edge, [...facts(until, firstMoment(moved(due, 1))), ...more], LATER)).toBe(`violated, due ${due}`)
  }

  test.each(CELLS)('%s: the last lawful moment, and the first unlawful one', (cell) => {
    holds(days[cell])
  })

  test('a suspension moves nothing', () => {
    holds(days.plain, rested)
  })
})

/** Whether a part counts days: by a period of its own, or by one that its function is given. */
const countsDays = (part: Part): boolean =>
  part.check !== 'function' || ['count', 'days'].some((name) => part.given?.[name] !== undefined)

test('every part that counts days has its row', () => {
  const parts = packs.flatMap(({ id, rules }) =>
    rules.flatMap((rule) =>
      rule.parts.flatMap((part, place) => (countsDays(part) ? [`${id} ${rule.id} ${place}`] : [])),
    ),
  )
  const rows = new Set([...within, ...atLeast, ...before].map(({ part }) => part))
  expect([...rows].toSorted()).toEqual(parts.toSorted())
})
