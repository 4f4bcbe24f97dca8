import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fact } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { complianceReadModel, procurementReadModels } from '@procurement-ledger/projections'
import { openPostgresReadModels } from '@procurement-ledger/projections/postgres'
import { afterAll, inject, test } from 'vitest'
import { commandIdOf, tenderingProject } from './commands.ts'
import { assertWhole } from './model-rows.ts'
import { type Serving, serving, stateOf } from './serving.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledger-shared-models-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function modelsUrl(): string {
  const url = new URL(inject('postgresUrl'))
  url.searchParams.set('schema', `shared_models_${process.pid}`)
  return url.href
}

/** Records the whole of one project there and answers the position of its last fact. */
async function record({ address }: Serving, projectId: string): Promise<string> {
  const { facts, commandId } = tenderingProject(projectId)
  const answer = await fetch(`${address}/v1/projects/${projectId}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': commandId ?? commandIdOf(projectId) },
    body: JSON.stringify(facts satisfies readonly Fact[]),
  })
  assert.equal(answer.status, 201, await answer.clone().text())
  const receipts = (await answer.json()) as { position: string }[]
  return receipts.at(-1)?.position ?? assert.fail('no receipt')
}

/** What a reader sees there once everything up to a position is in; asked again while nobody leads. */
async function listed({ address }: Serving, position: string): Promise<string[]> {
  for (;;) {
    const answer = await fetch(`${address}/v1/projects`, { headers: { 'x-after-position': position } })
    const body = (await answer.json()) as { code: string; items: { projectId: string }[] }
    if (answer.status === 200) return body.items.map(({ projectId }) => projectId)
    assert.equal(body.code, 'PROJECTION_BEHIND')
  }
}

const states = (...services: readonly Serving[]) =>
  Promise.all(services.map((service) => stateOf(service, procurementReadModels.name)))

test('several services on one database of read models: each records, one projects, and another takes over when it is killed', {
  timeout: 180_000,
}, async () => {
  const path = join(folder, 'ledger.db')
  const args = ['--store', `sqlite:${path}`, '--models', modelsUrl()]
  const [one, other] = [await serving(args), await serving(args)]
  const recorded: string[] = []
  let position = '0'
  for (let n = 0; n < 6; n++) {
    const [here, there] = n % 2 === 0 ? [one, other] : [other, one]
    recorded.push(`P-${n}`)
    position = await record(here, `P-${n}`)
    assert.deepEqual(await listed(there, position), recorded, 'what is recorded here is seen there')
  }
  const oneLeads = (states: readonly string[]) => states.toSorted().join() === 'following,standby'
  while (!oneLeads(await states(one, other))) await sleep(50)

  const [leader, heir] = (await states(one))[0] === 'following' ? [one, other] : [other, one]
  await leader.kill()
  position = await record(heir, 'P-6')
  assert.deepEqual(await listed(heir, position), [...recorded, 'P-6'])
  while ((await states(heir))[0] !== 'following') await sleep(50)

  // One that comes back stands by, and records all the same.
  const again = await serving(args)
  position = await record(again, 'P-7')
  assert.deepEqual(await listed(heir, position), [...recorded, 'P-6', 'P-7'])
  while (!oneLeads(await states(heir, again))) await sleep(50)

  for (const service of [heir, again]) {
    const exit = once(service.process, 'exit')
    service.process.kill('SIGTERM')
    assert.deepEqual(await exit, [0, null])
  }

  // Neither the kill nor the changes of leader left anything out or in twice.
  const store = await sqlite(path)
  await using shared = await openPostgresReadModels(modelsUrl(), [procurementReadModels, complianceReadModel()])
  await assertWhole(shared, store)
  await store.close()
})
