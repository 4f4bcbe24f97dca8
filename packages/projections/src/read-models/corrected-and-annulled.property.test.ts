import fc from 'fast-check'
import { expect, test } from 'vitest'
import { complianceReadModel } from '../compliance/compliance-read-model.ts'
import { readFact } from '../follower/read-fact.ts'
import { logged, type Told } from '../testing/invented.ts'
import { awarded, cny, corrected as correctedAt, party, registered, STREAM } from '../testing/project-facts.ts'
import { randomFacts } from '../testing/random-log.ts'
import { procurementReadModels } from './procurement-read-models.ts'
import type { Projection, Row } from './projection.ts'

/** Printed in the name of the property; FC_SEED repeats it. */
const SEED = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31))

const FILLER = 'TypeNobodyKnowsYet'

/** Every row of every table, but for where the project stands in the log. */
function rowsAfter({ start, fold, tables, rewrite = (history) => history }: Projection, facts: readonly Told[]) {
  const model = start(STREAM)
  for (const event of rewrite(logged(STREAM, facts).map(readFact))) fold(model, event)
  return tables.map(({ name, rows }) => [
    name,
    rows(model)
      .filter(({ type }: Row) => type !== FILLER)
      .map(({ revision: _revision, position: _position, ...row }: Row) => row),
  ])
}

/** Of the same type, so that the data have its form; now and then on another day. */
const correcting = (facts: readonly Told[], target: number, other: number, day: number): Told => {
  const { type, data, occurredMs } = facts[target] as Told
  const like = facts.filter((fact) => fact.type === type)
  const occurredAt = new Date(occurredMs + (day - 1) * 86_400_000).toISOString()
  return {
    ...{ type: 'EventCorrected', occurredMs, target },
    data: { data: like[other % like.length]?.data ?? data, ...(day !== 1 && { occurredAt }) },
  }
}

/** Stands where an act stood, so that all others have the same ids; it tells nothing but its own lag. */
const filler = ({ occurredMs }: Told): Told => ({ type: FILLER, occurredMs, data: {} })

test(`a correction and its annulment leave every row, and so every figure, as if neither had ever been (seed ${SEED})`, () => {
  const models = [procurementReadModels as Projection, complianceReadModel() as Projection]
  const property = fc.property(randomFacts, fc.nat(), fc.nat(), fc.nat(2), fc.nat(), (facts, pick, other, day, at) => {
    const target = pick % facts.length
    // Anywhere behind what it corrects, so that facts come between and after.
    const place = target + 1 + (at % (facts.length - target))
    const [before, after] = [facts.slice(0, place), facts.slice(place)]
    const correction = correcting(facts, target, other, day)
    const annulment = { type: 'EventAnnulled', occurredMs: correction.occurredMs, target: place, data: {} }
    const acted = [...before, correction, ...after, annulment]
    const never = [...before, filler(correction), ...after, filler(annulment)]
    for (const model of models) expect(rowsAfter(model, acted)).toEqual(rowsAfter(model, never))
  })
  fc.assert(property, { seed: SEED, numRuns: 400 })
})

test('while a correction stands, rows are others', () => {
  const facts = [registered('2023-03-01'), awarded('2023-04-07')]
  const award = { awardId: 'award-1', supplier: party('bidder-1'), basis: 'x', amount: cny('850.00') }
  const corrected = correctedAt('2023-06-01', 1, award)
  const model = procurementReadModels as Projection
  expect(rowsAfter(model, [...facts, corrected])).not.toEqual(rowsAfter(model, [...facts, filler(corrected)]))
})
