import fc from 'fast-check'
import type { Told } from './invented.ts'
import { START_MS, statedMoment } from './random-moments.ts'

/** Corrections and annulments of random facts, lawful as far as a target goes. */

/** The data of each type. */
export type Shapes = { readonly [type: string]: fc.Arbitrary<object> }

/** What nobody annuls. */
const BEGINNINGS: readonly string[] = ['ProjectRegistered', 'ProjectImported']

/** Some of the facts are corrected, annulled, or both. */
export const corrected = (histories: fc.Arbitrary<readonly Told[]>, shapes: Shapes): fc.Arbitrary<readonly Told[]> =>
  histories.chain((facts) =>
    fc.array(fc.oneof(correctionOf(facts, shapes), annulment), { maxLength: 5 }).map((acts) => withActs(facts, acts)),
  )

interface Act {
  readonly type: 'EventCorrected' | 'EventAnnulled'
  readonly data: object
  /** Of facts and of the acts before it, those that it may name; it takes one of them, and a place behind it. */
  readonly names: (told: Told) => boolean
  readonly pick: number
  readonly place: number
}

/** Data in the shape of one of the types that the facts have, and perhaps another instant, in any offset. */
const correctionOf = (facts: readonly Told[], shapes: Shapes): fc.Arbitrary<Act> =>
  fc.constantFrom(...new Set(facts.map(({ type }) => type))).chain((type) =>
    fc.record({
      type: fc.constant('EventCorrected' as const),
      data: fc.record(
        {
          data: shapes[type] as fc.Arbitrary<object>,
          occurredAt: statedMoment.map(({ occurredAt }) => occurredAt),
        },
        { requiredKeys: ['data'] },
      ),
      names: fc.constant((told: Told) => told.type === type),
      ...{ pick: fc.nat(), place: fc.nat() },
    }),
  )

const annulment: fc.Arbitrary<Act> = fc.record({
  type: fc.constant('EventAnnulled' as const),
  data: fc.constant({}),
  names: fc.constantFrom(
    ({ type }: Told) => type !== 'EventAnnulled' && !BEGINNINGS.includes(type),
    ({ type }: Told) => type === 'EventCorrected',
  ),
  ...{ pick: fc.nat(), place: fc.nat() },
})

interface Placed {
  readonly told: Told
  readonly target?: Placed
}

function withActs(facts: readonly Told[], acts: readonly Act[]): readonly Told[] {
  const all: Placed[] = facts.map((told) => ({ told }))
  for (const { type, data, names, pick, place } of acts) {
    const targets = all.filter(({ told }) => names(told))
    const target = targets[pick % targets.length]
    if (target === undefined) continue
    const behind = all.indexOf(target) + 1
    const at = behind + (place % (all.length - behind + 1))
    all.splice(at, 0, { told: { type, data, occurredMs: START_MS }, target })
  }
  return all.map(({ told, target }) => (target === undefined ? told : { ...told, target: all.indexOf(target) }))
}
