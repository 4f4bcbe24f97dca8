import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Fault } from '@procurement-ledger/core'
import { cnPuyang, cnTbl, ruleSetting } from '@procurement-ledger/core/rules'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { complianceReadModel, procurementReadModelsBy } from '@procurement-ledger/projections'
import { openPostgresReadModels } from '@procurement-ledger/projections/postgres'
import { openReadModels } from '@procurement-ledger/projections/sqlite'
import { afterAll, inject, onTestFinished, test } from 'vitest'
import { buildApp } from './app.ts'
import { tenderingProject } from './endurance/commands.ts'
import { openService } from './service.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledger-service-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isFault = (code: string) => (error: unknown) => error instanceof Fault && error.code === code

test('read models that cannot be opened leave no ledger open', async () => {
  const store = await sqlite(join(folder, 'closed.db'))
  const openModels = () => Promise.reject(new Fault('STORE_UNREACHABLE', 'the server is not there'))
  await assert.rejects(openService({ store, openModels }), isFault('STORE_UNREACHABLE'))
  await assert.rejects(store.head(), isFault('STORE_CLOSED'))
})

test('read models in PostgreSQL are there again for the next service', async () => {
  const url = new URL(inject('postgresUrl'))
  url.searchParams.set('schema', `service_models_${process.pid}`)
  const open = async () =>
    openService({
      store: await sqlite(join(folder, 'ledger.db')),
      openModels: (projections) => openPostgresReadModels(url.href, projections),
    })
  const first = await open()
  const { facts, commandId } = tenderingProject('P-1')
  await first.ledger.submit('P-1', facts, { commandId })
  await first.catchUp()
  const position = await first.models.position()
  await first.close()

  await using second = await open()
  assert.equal(await second.models.position(), position)
  assert.deepEqual(await second.models.query('select "projectId", "phase" from "projects"'), [
    { projectId: 'P-1', phase: 'tendering' },
  ])
})

test('nothing is answered from the rows of other packs while its own are built beside them', async () => {
  const modelsPath = join(folder, 'packs.models.db')
  const store = () => sqlite(join(folder, 'packs.db'))
  const { facts } = tenderingProject('P-1')
  const before = await openService({ store: await store(), modelsPath })
  await before.ledger.record('P-1', facts)
  await before.catchUp()
  await before.close()

  const rules = ruleSetting({ packs: [cnTbl, cnPuyang] })
  // Somebody else has begun to build them, and stands still.
  await using held = await openReadModels(modelsPath, [procurementReadModelsBy(rules), complianceReadModel(rules)])
  await held.claim('somebody', 60_000)
  const service = await openService({ store: await store(), modelsPath, rules })
  const app = await buildApp({ service })
  onTestFinished(() => app.close())
  const read = async (url: string) => {
    const answer = await app.inject({ method: 'GET', url })
    return [answer.statusCode, answer.json().code]
  }
  for (const url of ['/v1/projects', '/v1/compliance', '/v1/bonds', '/v1/statistics/turnover'])
    assert.deepEqual([url, ...(await read(url))], [url, 503, 'PROJECTION_BEHIND'])
  await held.release('somebody')
  await service.catchUp()
  assert.deepEqual(await read('/v1/compliance'), [200, undefined])
})
