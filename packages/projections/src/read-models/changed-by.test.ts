import { lifecycle } from '@procurement-ledger/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFact } from '../follower/read-fact.ts'
import { logged, type Told } from '../testing/invented.ts'
import { STREAM } from '../testing/project-facts.ts'
import { randomHistory } from '../testing/random-log.ts'
import { procurementReadModels } from './procurement-read-models.ts'

/** A follower asks a table for its rows only after events that the table names: one that is missing leaves old rows. */

const { start, tables } = procurementReadModels

/** They come first, when most tables have no rows. */
const BEGINS: readonly string[] = ['ProjectRegistered', 'ProjectImported']

/** Enough for every change that is rare; another seed may miss one. */
const THOROUGH = { seed: 1, numRuns: 6_000 }

test('no event changes the rows of a table that does not name it', () => {
  changesSeen({ numRuns: 1_500 })
}, 120_000)

test('every event that a table names does change it, so that the other test is known to see what is missing', () => {
  const seen = changesSeen(THOROUGH)
  for (const { name, changedBy = [] } of tables)
    for (const type of changedBy) if (!BEGINS.includes(type)) expect(seen).toContain(`${name} by ${type}`)
}, 120_000)

test('every event that a table names is one of the lifecycle', () => {
  for (const { changedBy = [] } of tables) for (const type of changedBy) expect(Object.keys(lifecycle)).toContain(type)
})

/** Which event types changed which tables in random histories. Throws where a table does not name the type. */
function changesSeen(parameters: fc.Parameters<[readonly Told[]]>): ReadonlySet<string> {
  const seen = new Set<string>()
  const property = fc.property(randomHistory, (facts) => {
    const history = start(STREAM)
    let before = tables.map((table) => text(table.rows(history)))
    for (const fact of logged(STREAM, facts)) {
      procurementReadModels.fold(history, readFact(fact))
      const after = tables.map((table) => text(table.rows(history)))
      for (const [i, { name, changedBy }] of tables.entries()) {
        if (before[i] === after[i]) continue
        seen.add(`${name} by ${fact.type}`)
        if (changedBy !== undefined && !changedBy.includes(fact.type)) throw new Error(`${fact.type} changed ${name}`)
      }
      before = after
    }
  })
  fc.assert(property, parameters)
  return seen
}

const text = (rows: unknown): string =>
  JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value))
