import { openLedger } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { figure, follow, procurementReadModels, statisticOf, statisticQuery } from '@procurement-ledger/projections'
import { openReadModels } from '@procurement-ledger/projections/sqlite'
import { expect, test } from 'vitest'
import { exampleClock } from './example-clock.ts'
import { recordCountyYear } from './record.ts'
import { checkFigures, renderVerdicts } from './verdicts.ts'

const FOLLOW_MS = 30_000

/** Fifty thousand facts, also on a machine that is busy with other things. */
const MOST_MS = 180_000

test(
  'the county year is recorded, followed and measured, and every published figure comes back digit for digit',
  async () => {
    const clock = exampleClock()
    const store = memory()
    await using ledger = await openLedger({ store, sources: { now: clock.now } })
    await using models = await openReadModels(':memory:', [procurementReadModels])
    await recordCountyYear(ledger, clock)
    const follower = follow({ store, models })
    try {
      expect(await follower.waitFor(await store.head(), FOLLOW_MS)).toBe(true)
      const verdicts = await checkFigures(async (id, query) => {
        const definition = statisticOf(id)
        if (definition === undefined) return expect.fail(`${id} is no statistic`)
        return figure(models, definition, statisticQuery(definition).parse(query))
      })
      const differing = verdicts.filter(({ isSame }) => !isSame)
      expect(differing.map(({ figure: { label, published }, replayed }) => ({ label, published, replayed }))).toEqual(
        [],
      )
      expect(renderVerdicts(verdicts)).toContain(`${verdicts.length} of ${verdicts.length} published figures`)
    } finally {
      await follower.stop()
    }
  },
  MOST_MS,
)
