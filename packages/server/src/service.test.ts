import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Fault } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { openPostgresReadModels } from '@procurement-ledger/projections/postgres'
import { afterAll, inject, test } from 'vitest'
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
