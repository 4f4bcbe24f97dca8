import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EventStore, type Fact, projectStream } from '@procurement-ledger/core'
import { postgres } from '@procurement-ledger/core/postgres'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { complianceReadModel, flagsToState, follow } from '@procurement-ledger/projections'
import { openReadModels } from '@procurement-ledger/projections/sqlite'
import { afterAll, inject, test } from 'vitest'
import { tenderingProject } from '../endurance/commands.ts'
import { type Serving, serving, stateOf } from '../endurance/serving.ts'

/** Two services flag one ledger, and whoever is at it is killed while there is something to raise and to resolve. */

const folder = mkdtempSync(join(tmpdir(), 'flags-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const PROJECTS = Array.from({ length: 20 }, (_, n) => `P-${n}`)
const LATER = '2023-05-20T09:00:00+08:00'
const fact = (type: string, data: object): Fact => ({
  ...{ type, occurredAt: '2023-03-20T10:00:00+08:00', data, actor: { id: 'agency-office', role: 'agency' } },
})
/** R04: it affects bids, and comes too late for the deadline; and what puts it right. */
const clarified = fact('ClarificationIssued', { changes: ['invented'], affectsBids: true })
const extended = fact('DeadlineExtended', { bidDeadlineAt: LATER, openingAt: LATER, reason: 'clarified (invented)' })

function schema(): string {
  const url = new URL(inject('postgresUrl'))
  url.searchParams.set('schema', `flags_${randomBytes(8).toString('hex')}`)
  return url.href
}

/** Where the ledger lies, and what each process is given. On SQLite each has rows of its own, so that both flag. */
const PLACES = {
  SQLite: () => {
    const path = join(folder, 'ledger.db')
    const args = () => ['--models', `sqlite:${join(folder, `${randomBytes(4).toString('hex')}.db`)}`]
    return { url: `sqlite:${path}`, args, open: () => sqlite(path) }
  },
  PostgreSQL: () => {
    const [url, models] = [schema(), schema()]
    return { url, args: () => ['--models', models], open: () => postgres(url, { create: false, readOnly: true }) }
  },
} satisfies { readonly [engine: string]: () => Place }

interface Place {
  readonly url: string
  readonly args: () => readonly string[]
  readonly open: () => Promise<EventStore>
}

async function recordAt({ address }: Serving, projectId: string, facts: readonly Fact[]): Promise<void> {
  const answer = await fetch(`${address}/v1/projects/${projectId}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(facts),
  })
  assert.equal(answer.status, 201, await answer.text())
}

const flagsOf = async (store: EventStore, type: 'FlagRaised' | 'FlagResolved') => {
  const flags: { readonly projectId: string; readonly flagId: string }[] = []
  for (const projectId of PROJECTS)
    for await (const page of store.readStream(projectStream(projectId)))
      for (const event of page)
        if (event.type === type) flags.push({ projectId, flagId: JSON.parse(event.data).flagId })
  return flags
}

const isR04 = ({ flagId }: { readonly flagId: string }): boolean => flagId.startsWith('R04')
const nameOf = ({ projectId, flagId }: { readonly projectId: string; readonly flagId: string }) =>
  `${projectId} ${flagId}`

/** What would still have to be stated. */
async function left(store: EventStore): Promise<readonly number[]> {
  await using models = await openReadModels(':memory:', [complianceReadModel()])
  const follower = follow({ store, models })
  assert.ok(await follower.waitFor(await store.head(), 60_000))
  await follower.stop()
  const { raise, resolve } = await flagsToState(models, { nowMs: Date.now(), most: 1_000 })
  return [raise.length, resolve.length]
}

/** The one that flags, and the other. */
async function leaderFirst(services: readonly [Serving, Serving]): Promise<readonly [Serving, Serving]> {
  const [one, other] = services
  for (;;) {
    if ((await stateOf(one, 'flags')) === 'following') return [one, other]
    if ((await stateOf(other, 'flags')) === 'following') return [other, one]
    await sleep(20)
  }
}

test.each(['SQLite', 'PostgreSQL'] as const)(
  'on %s: each violation is flagged once and each flag resolved once, though who flags is killed at it',
  { timeout: 120_000 },
  async (engine) => {
    const { url, args, open } = PLACES[engine]()
    const start = () => serving(['--store', url, '--data-dir', folder, '--flags', ...args()])
    const services = [await start(), await start()] as const
    const store = await open()
    const until = async (holds: () => Promise<boolean>) => {
      while (!(await holds())) await sleep(50)
    }
    const some = (type: 'FlagRaised' | 'FlagResolved', count: number) =>
      until(async () => (await flagsOf(store, type)).filter(isR04).length >= count)

    const [leader, heir] = await leaderFirst(services)
    const record = (id: string, facts: readonly Fact[]) => recordAt(heir, id, facts)
    const half = PROJECTS.length / 2
    const [mended, late] = [PROJECTS.slice(0, half), PROJECTS.slice(half)]
    const begin = (ids: readonly string[]) => ids.map((id) => record(id, [...tenderingProject(id).facts, clarified]))
    await Promise.all(begin(mended))
    await some('FlagRaised', half)
    await Promise.all([...mended.map((id) => record(id, [extended])), ...begin(late)])
    await some('FlagResolved', 1)
    await leader.kill()
    await some('FlagRaised', PROJECTS.length)
    await some('FlagResolved', half)
    await until(async () => (await left(store)).every((count) => count === 0))

    const [raised, resolved] = [await flagsOf(store, 'FlagRaised'), await flagsOf(store, 'FlagResolved')]
    for (const flags of [raised, resolved]) assert.equal(new Set(flags.map(nameOf)).size, flags.length)
    assert.equal(raised.filter(isR04).length, PROJECTS.length)
    assert.deepEqual(
      resolved.map(({ projectId }) => projectId),
      mended,
    )
    await heir.kill()
    await store.close()
  },
)
