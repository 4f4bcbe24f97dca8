import { openLedger } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { expect, test } from 'vitest'
import { exampleClock } from './example-clock.ts'
import { planCountyYear } from './plan.ts'
import { type RecordingProgress, recordCountyYear } from './record.ts'
import { PlanFacts } from './testing/plan-facts.ts'

/** Fifty thousand facts, also on a machine that is busy with other things. */
const MOST_MS = 180_000

test(
  'a real ledger takes every fact; an interrupted run is finished by another, and a third adds nothing',
  async () => {
    const clock = exampleClock()
    await using ledger = await openLedger({ store: memory(), sources: { now: clock.now } })
    const facts = new PlanFacts(planCountyYear())

    const interruption = new AbortController()
    const stopHalfway = ({ facts: done, of }: RecordingProgress) => {
      if (done * 2 > of) interruption.abort()
    }
    const interrupted = recordCountyYear(ledger, clock, { onProgress: stopHalfway, signal: interruption.signal })
    await expect(interrupted).rejects.toThrow(interruption.signal.reason)

    const progress: RecordingProgress[] = []
    const finished = await recordCountyYear(ledger, clock, { onProgress: (step) => progress.push(step) })
    const whole = facts.all.length + facts.others.length
    expect(finished).toMatchObject({ projects: facts.byProject.size, facts: whole })
    expect(finished.added).toBeGreaterThan(0)
    expect(finished.added).toBeLessThan(whole / 2)
    expect(progress.length).toBeLessThanOrEqual(101)
    expect(progress.at(-1)).toMatchObject({ facts: whole, of: whole })

    const again = await recordCountyYear(ledger, clock)
    expect(again).toEqual({ ...finished, added: 0 })

    const seen = new Map<string, number>()
    let count = 0
    for await (const event of ledger.events({ live: false })) {
      const { projectId } = event
      if (projectId === undefined) continue
      const index = seen.get(projectId) ?? 0
      const planned = facts.byProject.get(projectId)?.all[index]
      if (event.type !== planned?.type || Date.parse(event.recordedAt) !== planned.recordedMs)
        expect.fail(`${projectId} ${index}: ${event.type} at ${event.recordedAt} is not what was planned`)
      seen.set(projectId, index + 1)
      count += 1
    }
    expect(count).toBe(facts.all.length)
    const events = await Array.fromAsync(ledger.events({ live: false }))
    expect(events).toHaveLength(whole + 1)
  },
  MOST_MS,
)

test('the clock shows the first day of the ledger, then what it is set to, then the present', () => {
  const clock = exampleClock()
  expect(new Date(clock.now()).toISOString()).toBe('2021-12-06T00:30:00.000Z')
  clock.set(5)
  expect(clock.now()).toBe(5)
  clock.release()
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(10_000)
})
