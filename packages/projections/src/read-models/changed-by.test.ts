import { expertLifecycle, lifecycle, partyLifecycle } from '@procurement-ledger/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFact } from '../follower/read-fact.ts'
import { logged, type Told } from '../testing/invented.ts'
import { STREAM } from '../testing/project-facts.ts'
import { randomExpert, randomHistory, randomParty } from '../testing/random-log.ts'
import { procurementReadModels } from './procurement-read-models.ts'

/** A follower asks a table for its rows only after events that the table names: one that is missing leaves old rows. */

const { start } = procurementReadModels
/** Those that every event may change name none. */
const tables = procurementReadModels.tables.filter(({ changedBy }) => changedBy !== undefined)

/** They come first, when most tables have no rows. */
const BEGINS: readonly string[] = ['ProjectRegistered', 'ProjectImported']

/** Enough for every change that is rare; another seed may miss one. */
const THOROUGH = { seed: 1, numRuns: 6_000 }

test('no event changes the rows of a table that does not name it', () => {
  changesSeen({ numRuns: 1_500 })
}, 300_000)

test('every event that a table names does change it, so that the other test is known to see what is missing', () => {
  const seen = changesSeen(THOROUGH)
  const named = tables.flatMap(({ name, changedBy = [] }) =>
    changedBy.filter((type) => !BEGINS.includes(type)).map((type) => `${name} by ${type}`),
  )
  expect(named.filter((change) => !seen.has(change))).toEqual([])
}, 300_000)

test('every event that a table names is one of the lifecycle', () => {
  const types = Object.keys({ ...lifecycle, ...partyLifecycle, ...expertLifecycle })
  for (const { changedBy = [] } of tables) for (const type of changedBy) expect(types).toContain(type)
})

/** Which event types changed which tables in random histories. Throws where a table does not name the type. */
function changesSeen(parameters: fc.Parameters<[readonly Told[]]>): ReadonlySet<string> {
  const seen = new Set<string>()
  const watch = (stream: string, histories: fc.Arbitrary<readonly Told[]>, own: typeof tables) =>
    fc.assert(
      fc.property(histories, (facts) => watchRows(stream, facts, own, seen)),
      parameters,
    )
  watch(STREAM, randomHistory, tables)
  // A follower asks the tables of projects about no other stream.
  const ofStreams = tables.filter(({ owner }) => owner === 'stream')
  watch('party-C-1', randomParty, ofStreams)
  watch('expert-E-1', randomExpert, ofStreams)
  return seen
}

function watchRows(stream: string, facts: readonly Told[], own: typeof tables, seen: Set<string>): void {
  const history = start(stream)
  let before = own.map((table) => text(table.rows(history)))
  for (const fact of logged(stream, facts)) {
    procurementReadModels.fold(history, readFact(fact))
    const after = own.map((table) => text(table.rows(history)))
    for (const [i, { name, changedBy }] of own.entries()) {
      if (before[i] === after[i]) continue
      seen.add(`${name} by ${fact.type}`)
      if (changedBy?.includes(fact.type) === false) throw new Error(`${fact.type} changed ${name}`)
    }
    before = after
  }
}

const text = (rows: unknown): string =>
  JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value))
