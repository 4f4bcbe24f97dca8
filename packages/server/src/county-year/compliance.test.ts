import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDays, dateOfDay } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { buildApp } from '../app.ts'
import { openService } from '../service.ts'
import { LedgerCommand } from '../testing/ledger-command.ts'
import { LAST_DAY } from './days.ts'
import { exampleClock } from './example-clock.ts'
import { namedViolations } from './plan.ts'
import { recordCountyYear } from './record.ts'

/** The example county from its record to the list of what broke a rule, over HTTP and on the command line. */

/** Fifty thousand facts, also on a machine that is busy with other things. */
const MOST_MS = 300_000
const LAST_ON = dateOfDay(LAST_DAY)

const folder = mkdtempSync(join(tmpdir(), 'ledger-county-compliance-'))
const path = join(folder, 'ledger.db')
let app: FastifyInstance

beforeAll(async () => {
  const clock = exampleClock()
  const service = await openService({
    store: await sqlite(path),
    modelsPath: join(folder, 'ledger.models.db'),
    sources: { now: clock.now },
  })
  await recordCountyYear(service.ledger, clock)
  await service.catchUp()
  app = await buildApp({ service })
}, MOST_MS)

afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Item {
  readonly projectId: string
  readonly rule: string
  readonly subject: { readonly kind: string; readonly id: string }
}

async function everyPage(query: string): Promise<readonly Item[]> {
  const items: Item[] = []
  for (let url: string | undefined = `/v1/compliance?${query}&limit=200`; url !== undefined; ) {
    const answer: LightMyRequestResponse = await app.inject({ method: 'GET', url })
    assert.equal(answer.statusCode, 200, answer.body)
    const page: { items: Item[]; links: { next?: string } } = answer.json()
    items.push(...page.items)
    url = page.links.next
  }
  return items
}

const named = () =>
  namedViolations()
    .map(({ projectId, rule }) => `${projectId} ${rule}`)
    .toSorted()
const brokenIn = (items: readonly Item[]) =>
  [...new Set(items.map(({ projectId, rule }) => `${projectId} ${rule}`))].toSorted()
const keysOf = (items: readonly Item[]) =>
  items.map(({ projectId, rule, subject: { kind, id } }) => `${projectId} ${rule} ${kind} ${id}`).toSorted()

describe('the example county', { timeout: MOST_MS }, () => {
  test('its named records, and nothing else, are what is violated at the end of its books', async () => {
    assert.deepEqual(brokenIn(await everyPage(`state=violated&on=${LAST_ON}`)), named())
  })

  test('a month later, with no fact more, what was pending and fell due is violated too', async () => {
    const later = addDays(LAST_ON, 31)
    const pending = await everyPage(`state=pending&on=${LAST_ON}&dueBefore=${later}`)
    assert.ok(pending.length > 0)
    const broken = keysOf(await everyPage(`state=violated&on=${LAST_ON}`))
    const expected = [...broken, ...keysOf(pending)].toSorted()
    assert.deepEqual(keysOf(await everyPage(`state=violated&on=${later}`)), expected)
  })

  test('each project answers for itself as the list does', async () => {
    for (const { projectId, rule } of namedViolations()) {
      const answer = await app.inject({ method: 'GET', url: `/v1/projects/${projectId}/compliance?on=${LAST_ON}` })
      const { results } = answer.json<{ results: (Item & { state: string })[] }>()
      const violated = results.filter(({ state }) => state === 'violated')
      assert.deepEqual([...new Set(violated.map((result) => result.rule))], [rule])
    }
  })

  test('the command line lists the same', async () => {
    const asked = ['compliance', '--state', 'violated', '--on', LAST_ON]
    const command = new LedgerCommand(folder)
    const { code, out, err } = await command.run(`sqlite:${path}`, [...asked, '--limit', '1000', '--json'])
    assert.equal(code, 0, err)
    assert.deepEqual(brokenIn(JSON.parse(out).items), named())
    const page = await command.run(`sqlite:${path}`, [...asked, '--limit', '2'])
    assert.match(page.out, /^projectId +rule +state +dueOn +subject\.kind +subject\.id +message *\n/)
    assert.match(page.out, /\nmore rows: --after violated\/\d+\/\S+\n$/)
  })
})
