// An invented county's year, replayed to the figures that a real county published, and one figure followed to its events.
import { memory } from '@procurement-ledger/core/memory'
import {
  figure,
  type PopulationItem,
  population,
  populationQuery,
  statisticOf,
  statisticQuery,
} from '@procurement-ledger/projections'
import { checkFigures, exampleClock, openService, recordCountyYear, renderVerdicts } from '@procurement-ledger/server'

const clock = exampleClock()
await using service = await openService({ store: memory(), sources: { now: clock.now } })
const { facts, projects } = await recordCountyYear(service.ledger, clock)
await service.catchUp()
console.log(`${facts} facts of ${projects} projects, every one invented`)

/** Asks a statistic as HTTP and the command line do. */
function ask(id: string, query: object) {
  const definition = statisticOf(id)
  if (definition === undefined) throw new Error(`${id} is no statistic`)
  return figure(service.models, definition, statisticQuery(definition).parse(query))
}

console.log(renderVerdicts(await checkFigures(ask)))

// From a figure down to the events behind it: the slowest works of 2023, from registration to award notice.
const cycleTime = statisticOf('cycle-time')
if (cycleTime === undefined) throw new Error('the ledger measures cycle-time')
const behind: PopulationItem[] = []
for (let after: string | undefined; ; ) {
  const query = { from: '2023-01-01', to: '2023-11-30', category: 'works', limit: '1000', ...(after && { after }) }
  const { items, next } = await population(service.models, cycleTime, populationQuery(cycleTime).parse(query))
  behind.push(...items)
  if (next === undefined) break
  after = next
}
const slowest = behind.sort((a, b) => Number(b.value) - Number(a.value))[0]
console.log(`the slowest of ${behind.length}: ${slowest?.projectId}, ${slowest?.value} days`)
const ends = [slowest?.start?.eventId, slowest?.end?.eventId]
for await (const { eventId, type, occurredAt } of service.ledger.history(slowest?.projectId ?? ''))
  if (ends.includes(eventId)) console.log(`  ${occurredAt}  ${type}`)
