import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { effectiveHistory, type HistoricalEvent, isActOnRecord } from './effective-history.ts'

/** Printed in the name of the properties; FC_SEED repeats them. */
const SEED = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31))

const idAt = (place: number): string => `event ${place}`

const fact = (place: number, value = place): HistoricalEvent => ({
  ...{ eventId: idAt(place), type: place === 0 ? 'ProjectRegistered' : 'MilestoneMet', occurredMs: place },
  data: { value },
})

const act = (place: number, type: string, target: number, data: object = {}): HistoricalEvent => ({
  ...{ eventId: idAt(place), type, occurredMs: place },
  data: { target: idAt(target), ...data },
})

const correction = (place: number, target: number, value: number, occurredAt?: string) =>
  act(place, 'EventCorrected', target, { data: { value }, ...(occurredAt !== undefined && { occurredAt }) })
const annulment = (place: number, target: number) => act(place, 'EventAnnulled', target)
const erasure = (place: number, target: number) => act(place, 'PersonalDataErased', target)

/** What stands, as pairs of place and value; acts left out. */
const standing = (events: readonly HistoricalEvent[]) =>
  effectiveHistory(events)
    .filter(({ type }) => !isActOnRecord(type))
    .map(({ eventId, data }) => [Number(eventId.slice(6)), (data as { value: number }).value])

describe('what stands', () => {
  test('is what was recorded, where nothing was corrected', () => {
    const events = [fact(0), fact(1), erasure(2, 1)]
    expect(effectiveHistory(events)).toBe(events)
  })

  test('keeps the place of what was corrected, and the acts where they are', () => {
    const events = [fact(0), fact(1), fact(2), correction(3, 1, 10), annulment(4, 2)]
    expect(effectiveHistory(events)).toEqual([fact(0), { ...fact(1), data: { value: 10 } }, events[3], events[4]])
  })

  test('has the last correction, and the last instant that one stated', () => {
    const events = [fact(0), correction(1, 0, 10, '1970-01-01T00:00:01Z'), correction(2, 0, 20)]
    expect(effectiveHistory(events)[0]).toMatchObject({ data: { value: 20 }, occurredMs: 1_000 })
    expect(effectiveHistory([...events, annulment(3, 1)])[0]).toMatchObject({ data: { value: 20 }, occurredMs: 0 })
  })

  test('has the text of a corrected instant, and else that in which the fact was stated', () => {
    const moved = correction(1, 0, 10, '1970-01-01T08:00:01+08:00')
    const stated = { ...fact(0), occurredAt: '1970-01-01T00:00:00Z' }
    expect(effectiveHistory([stated, moved])[0]?.occurredAt).toBe('1970-01-01T08:00:01+08:00')
    expect(effectiveHistory([stated, correction(1, 0, 10)])[0]?.occurredAt).toBe('1970-01-01T00:00:00Z')
  })

  test('goes back to what stood before an annulled correction', () => {
    const twice = [fact(0), fact(1), correction(2, 1, 10), correction(3, 1, 20)]
    expect(standing([...twice, annulment(4, 3)])).toEqual([
      [0, 0],
      [1, 10],
    ])
    expect(standing([...twice, annulment(4, 2)])).toEqual([
      [0, 0],
      [1, 20],
    ])
    expect(standing([...twice, annulment(4, 3), annulment(5, 2)])).toEqual([
      [0, 0],
      [1, 1],
    ])
  })

  test.each<[string, HistoricalEvent[]]>([
    ['a correction of a later event', [fact(0), correction(1, 2, 10), fact(2)]],
    ['a correction of itself', [fact(0), correction(1, 1, 10), fact(2)]],
    ['an annulment of a later event', [fact(0), annulment(1, 2), fact(2)]],
    ['an annulment of what begins a project', [fact(0), annulment(1, 0), fact(2)]],
    ['acts on an erasure', [fact(0), erasure(1, 0), fact(2), annulment(3, 1), correction(4, 1, 10)]],
    ['an annulment of an annulment', [fact(0), annulment(1, 9), fact(2), annulment(3, 1)]],
    ['an act on nothing', [fact(0), act(1, 'EventAnnulled', 9), fact(2)]],
  ])('is not changed by %s, which no ledger records', (_what, events) => {
    expect(standing(events)).toEqual([
      [0, 0],
      [2, 2],
    ])
    expect(effectiveHistory(events)).toEqual(events)
  })

  test('may lose the first fact of a stream that begins with any, and is empty where that was all', () => {
    const scored = { ...fact(0), type: 'CreditScored' }
    expect(standing([scored, annulment(1, 0)])).toEqual([])
    expect(standing([scored, correction(1, 0, 10), annulment(2, 0), fact(3)])).toEqual([[3, 3]])
    expect(standing([scored, correction(1, 0, 10), annulment(2, 1)])).toEqual([[0, 0]])
  })

  test('is not brought back by the annulment of an annulment', () => {
    expect(standing([fact(0), fact(1), annulment(2, 1), annulment(3, 2)])).toEqual([[0, 0]])
  })
})

/** A fact, or an act on any place: earlier, its own or later. */
const anyEvent = fc.oneof(
  fc.constant((place: number) => fact(place)),
  fc.tuple(fc.nat(12), fc.nat(99), fc.option(fc.constantFrom('1970-01-01T00:00:01Z', '1970-01-02T00:00:00Z'))).map(
    ([target, value, at]) =>
      (place: number) =>
        correction(place, target, value, at ?? undefined),
  ),
  fc.nat(12).map((target) => (place: number) => annulment(place, target)),
  fc.nat(12).map((target) => (place: number) => erasure(place, target)),
)
const anyHistory = fc
  .array(anyEvent, { minLength: 1, maxLength: 14 })
  .map((events) => [fact(0), ...events.map((event, i) => event(i + 1))])

/** The same, event by event: what each act does to a list of what stands, told without places and sets. */
function stepByStep(events: readonly HistoricalEvent[]): readonly (readonly [number, number, number])[] {
  const versions = new Map<string, { made: string; value: number; at: number | undefined }[]>()
  const gone = new Set<string>()
  for (const [place, { eventId, type, data, occurredMs }] of events.entries()) {
    const { target = '', value = 0, data: inner, occurredAt } = data as Record<string, never>
    if (!isActOnRecord(type)) versions.set(eventId, [{ made: eventId, value, at: occurredMs }])
    const earlier = events.slice(0, place).find((event) => event.eventId === target)
    if (type === 'EventCorrected')
      versions.get(earlier?.eventId ?? '')?.push({
        ...{ made: eventId, value: (inner as unknown as { value: number }).value },
        at: occurredAt === undefined ? undefined : Date.parse(occurredAt),
      })
    if (type !== 'EventAnnulled' || earlier === undefined) continue
    if (versions.has(target) && target !== idAt(0)) gone.add(target)
    for (const made of versions.values()) {
      const act = made.findIndex((one, i) => i > 0 && one.made === target)
      if (act > 0) made.splice(act, 1)
    }
  }
  return [...versions]
    .filter(([eventId]) => !gone.has(eventId))
    .map(([eventId, made]) => {
      const at = made.findLast((one) => one.at !== undefined)?.at ?? Number.NaN
      return [Number(eventId.slice(6)), made.at(-1)?.value ?? Number.NaN, at]
    })
}

describe(`properties of what stands (seed ${SEED})`, () => {
  test('it is what the acts make of it one by one, at every cut', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        for (let cut = 1; cut <= events.length; cut++) {
          const facts = effectiveHistory(events.slice(0, cut)).filter(({ type }) => !isActOnRecord(type))
          expect(
            facts.map(({ eventId, data, occurredMs }) => [
              ...[Number(eventId.slice(6)), (data as { value: number }).value, occurredMs],
            ]),
          ).toEqual(stepByStep(events.slice(0, cut)))
        }
      }),
      { seed: SEED, numRuns: 500 },
    )
  })

  test('a correction and its annulment are as if neither had ever been, whatever comes between and after', () => {
    const placed = fc.tuple(anyHistory, fc.nat(), fc.nat(), fc.nat(99))
    fc.assert(
      fc.property(placed, ([events, a, b, value]) => {
        const [early, late] = [a % events.length, b % events.length].toSorted((x, y) => x - y) as [number, number]
        const made = { ...correction(0, a % (early + 1), value), eventId: 'made' }
        const undone = { ...annulment(0, 0), eventId: 'undone', data: { target: 'made' } }
        const both = [...events.slice(0, early + 1), made, ...events.slice(early + 1, late + 1), undone]
        const without = effectiveHistory([...both, ...events.slice(late + 1)]).filter(
          ({ eventId }) => eventId !== 'made' && eventId !== 'undone',
        )
        expect(without).toEqual(effectiveHistory(events))
      }),
      { seed: SEED, numRuns: 500 },
    )
  })

  test('what lies behind the last act comes out as it went in', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(4), (events, more) => {
        const tail = Array.from({ length: more }, (_, i) => fact(events.length + i))
        const whole = effectiveHistory([...events, ...tail])
        expect(whole).toEqual([...effectiveHistory(events), ...tail])
      }),
      { seed: SEED, numRuns: 300 },
    )
  })
})
