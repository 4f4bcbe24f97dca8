import { expect, test } from 'vitest'
import { type SuspensionFact, suspendedDays, suspensionSpans } from './suspension.ts'

const fact = (kind: SuspensionFact['kind'], day: number, cause = 'complaint', causeRef?: string): SuspensionFact => ({
  eventId: `${kind}-${day}`,
  occurredMs: day * 86_400_000,
  occurredOn: day,
  kind,
  cause,
  causeRef,
})

const days = (facts: readonly SuspensionFact[], start: number, end: number) =>
  suspendedDays(suspensionSpans(facts), start, end)

test('a suspension covers its first day and not the day on which it is resumed', () => {
  expect(days([fact('suspended', 10), fact('resumed', 13)], 0, 30)).toBe(3)
})

test('a suspension that is resumed on its own day covers no day', () => {
  expect(days([fact('suspended', 10), fact('resumed', 10)], 0, 30)).toBe(0)
})

test('only what lies inside the interval counts', () => {
  const facts = [fact('suspended', 10), fact('resumed', 20)]
  expect(days(facts, 12, 15)).toBe(3)
  expect(days(facts, 5, 12)).toBe(2)
  expect(days(facts, 18, 25)).toBe(2)
  expect(days(facts, 20, 25)).toBe(0)
})

test('an unresumed suspension runs to the end', () => {
  expect(days([fact('suspended', 10)], 0, 30)).toBe(20)
})

test('a day that two suspensions cover counts once', () => {
  const facts = [
    fact('suspended', 10, 'complaint', 'c-1'),
    fact('suspended', 12, 'objection', 'o-1'),
    fact('resumed', 15, 'complaint', 'c-1'),
    fact('resumed', 18, 'objection', 'o-1'),
  ]
  expect(suspensionSpans(facts)).toEqual([{ fromOn: 10, untilOn: 18 }])
  expect(days(facts, 0, 30)).toBe(8)
})

test('a resumption for a cause that suspended nothing ends all that is open', () => {
  const facts = [fact('suspended', 10, 'complaint'), fact('suspended', 11, 'objection'), fact('resumed', 14, 'other')]
  expect(suspensionSpans(facts)).toEqual([{ fromOn: 10, untilOn: 14 }])
})

test('a resumption of what was never suspended changes nothing', () => {
  expect(suspensionSpans([fact('resumed', 5), fact('suspended', 10), fact('resumed', 12)])).toEqual([
    { fromOn: 10, untilOn: 12 },
  ])
})

test('statements count as they occurred, whatever order they were recorded in', () => {
  const facts = [fact('resumed', 12), fact('suspended', 20), fact('suspended', 10), fact('resumed', 25)]
  expect(suspensionSpans(facts)).toEqual([
    { fromOn: 10, untilOn: 12 },
    { fromOn: 20, untilOn: 25 },
  ])
})

test('a span inside another adds no day', () => {
  const facts = [
    fact('suspended', 10, 'a'),
    fact('suspended', 12, 'b'),
    fact('resumed', 14, 'b'),
    fact('resumed', 20, 'a'),
  ]
  expect(days(facts, 0, 30)).toBe(10)
})
