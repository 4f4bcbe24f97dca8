import { cnGpl } from '@procurement-ledger/core/rules'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFact } from '../follower/read-fact.ts'
import { procurementReadModels, procurementReadModelsBy, startOf } from '../read-models/procurement-read-models.ts'
import { STATISTICS } from '../statistics/definitions.ts'
import { logged } from '../testing/invented.ts'
import { STREAM } from '../testing/project-facts.ts'
import { randomHistory } from '../testing/random-log.ts'
import { keyOfNeeds, NEEDS_OF_BONDS, needsOfStatistic, projectionOf, readBy } from './needs.ts'

const { start, fold, tables } = procurementReadModels

test('the rows of a table depend on no event beside those that are read for it', () => {
  const property = fc.property(randomHistory, (facts) => {
    const events = logged(STREAM, facts).map(readFact)
    const whole = start(STREAM)
    for (const event of events) fold(whole, event)
    for (const table of tables) {
      const read = readBy([table])
      if (read === undefined) continue
      const part = startOf({ keepsLags: false, keepsState: false })(STREAM)
      for (const event of events) if (read.includes(event.type)) fold(part, event)
      expect([table.name, table.rows(part)]).toEqual([table.name, table.rows(whole)])
    }
  })
  fc.assert(property, { numRuns: 1_500 })
}, 60_000)

test('lists of projects and lags look at everything', () => {
  const all = tables.filter((table) => readBy([table]) === undefined).map(({ name }) => name)
  expect(all).toEqual(['projects', 'lags'])
})

test('every statistic needs the tables of its facts, and of intervals its own', () => {
  for (const definition of STATISTICS) {
    const needs = needsOfStatistic(definition, {})
    const declared = projectionOf(needs).tables.map(({ name }) => name)
    const facts = Object.values(definition.facts).map(({ table }) => table)
    expect([definition.id, declared.toSorted()]).toEqual([
      definition.id,
      [...new Set(['projects', ...facts])].toSorted(),
    ])
    expect([definition.id, (needs.measures ?? []).length > 0]).toEqual([definition.id, facts.includes('intervals')])
  }
})

test('a variant needs its own intervals and no other, the first where none is named', () => {
  const cycleTime = STATISTICS.find(({ id }) => id === 'cycle-time')
  if (cycleTime === undefined) return expect.fail('there is no cycle time')
  for (const { name } of cycleTime.variants ?? [])
    expect(needsOfStatistic(cycleTime, { variant: name }).measures).toEqual([`cycle-time/${name}`])
  expect(needsOfStatistic(cycleTime, {}).measures).toEqual(['cycle-time/registered-to-award-notice'])
})

test('a filter by phase or text needs where projects stand, and so another fold', () => {
  const [definition] = STATISTICS
  if (definition === undefined) return expect.fail('there is no statistic')
  const plain = needsOfStatistic(definition, {})
  expect(projectionOf(plain).reads).toContain('AwardNoticeIssued')
  for (const filter of [{ phase: 'awarded' }, { text: 'road' }] as const) {
    const filtered = needsOfStatistic(definition, filter)
    expect(projectionOf(filtered).reads).toBeUndefined()
    expect(keyOfNeeds(filtered)).not.toBe(keyOfNeeds(plain))
  }
})

test('a cut folds the tables that the read models have, by whatever packs', () => {
  const own = procurementReadModelsBy({ packs: [cnGpl] })
  const { tables } = projectionOf(NEEDS_OF_BONDS, own)
  const bonds = tables.find(({ name }) => name === 'bonds')
  expect(bonds).toBeDefined()
  expect(own.tables).toContain(bonds)
  expect(procurementReadModels.tables).not.toContain(bonds)
})
