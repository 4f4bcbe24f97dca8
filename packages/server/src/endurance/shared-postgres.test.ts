import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { auditStore } from '@procurement-ledger/core/audit'
import { makeKeyFile } from '@procurement-ledger/core/notary'
import { postgres } from '@procurement-ledger/core/postgres'
import { complianceReadModel, procurementReadModels } from '@procurement-ledger/projections'
import { openPostgresReadModels } from '@procurement-ledger/projections/postgres'
import { afterAll, inject, test } from 'vitest'
import { verifyInDatabase } from '../verify/verify.ts'
import { enquiry, type NumberedCommand, tenderingProject } from './commands.ts'
import { assertWhole } from './model-rows.ts'
import { type Serving, serving, stateOf } from './serving.ts'

/** Services that share a ledger and read models in PostgreSQL, and one evidence folder: killed while they record. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-shared-postgres-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const WRITERS = 6
/** Recorded before the first is killed, between the two, and after the second. */
const BETWEEN_KILLS = 30
const NOTARY = 'notary'
const MODELS = procurementReadModels.name

function newSchema(): string {
  const url = new URL(inject('postgresUrl'))
  url.searchParams.set('schema', `test_${randomBytes(8).toString('hex')}`)
  return url.href
}

interface Receipt {
  readonly eventId: string
  readonly position: string
}

/** Those that are not killed, and what any of them acknowledged. */
class Services {
  readonly acknowledged: Receipt[] = []
  readonly #alive: Serving[]

  constructor(services: readonly Serving[]) {
    this.#alive = [...services]
  }

  get alive(): readonly Serving[] {
    return this.#alive
  }

  /** Whoever does not answer is asked again, or another is: the same command. */
  async record(writer: number, { projectId, facts, commandId }: NumberedCommand): Promise<void> {
    for (let attempt = writer; ; attempt++) {
      const { address } = this.#alive[attempt % this.#alive.length] ?? assert.fail('none is left')
      const answer = await fetch(`${address}/v1/projects/${projectId}/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': commandId },
        body: JSON.stringify(facts),
      }).then(
        async (answer) => ({ status: answer.status, body: await answer.json() }),
        () => undefined,
      )
      if (answer?.status === 201 || answer?.status === 200) {
        this.acknowledged.push(...([answer.body].flat() as Receipt[]))
        return
      }
      if (answer !== undefined) assert.equal(answer.status, 503, JSON.stringify(answer.body))
      await sleep(50)
    }
  }

  /** The one that does it; asked again while one takes over from another. */
  async doing(what: string): Promise<Serving> {
    for (;;) {
      const states = await Promise.all(this.#alive.map((service) => stateOf(service, what)))
      const at = states.flatMap((state, i) => (state === 'following' ? [i] : []))
      if (at.length === 1) return this.#alive[at[0] as number] as Serving
      await sleep(50)
    }
  }

  async kill(service: Serving): Promise<void> {
    this.#alive.splice(this.#alive.indexOf(service), 1)
    await service.kill()
  }
}

test('services on one PostgreSQL: the one that projects and the one that signs are killed under load, and nothing is lost', {
  timeout: 300_000,
}, async () => {
  const [store, models, key] = [newSchema(), newSchema(), join(folder, 'ledger.key')]
  await makeKeyFile(key, 'example.invalid/shared')
  const args = ['--store', store, '--models', models, '--data-dir', folder, '--key', key]
  const services = new Services([await serving(args), await serving(args), await serving(args)])

  let recorded = 0
  let isEnough = false
  const writing = Array.from({ length: WRITERS }, async (_, writer) => {
    await services.record(writer, tenderingProject(`P-${writer}`))
    for (let n = 0; !isEnough; n++) {
      await services.record(writer + n, enquiry(`P-${writer}`, `q-${n}`))
      recorded++
    }
  })
  const recordedMore = async () => {
    for (const due = recorded + BETWEEN_KILLS; recorded < due; ) await sleep(20)
  }
  await recordedMore()
  await services.kill(await services.doing(MODELS))
  await recordedMore()
  // It may have been the same one, and then this is the heir's turn.
  await services.kill(await services.doing(NOTARY))
  await recordedMore()
  isEnough = true
  await Promise.all(writing)

  const [last = assert.fail('none is left'), ...others] = services.alive
  assert.deepEqual(others, [])
  assert.equal(await services.doing(MODELS), last)
  assert.equal(await services.doing(NOTARY), last)
  const end = services.acknowledged.reduce((most, { position }) => Math.max(most, Number(position)), 0)
  for (let status = 0; status !== 200; )
    status = (await fetch(`${last.address}/v1/projects`, { headers: { 'x-after-position': String(end) } })).status
  for (const { eventId } of services.acknowledged)
    assert.equal((await fetch(`${last.address}/v1/receipts/${eventId}`)).status, 200)
  const exit = once(last.process, 'exit')
  last.process.kill('SIGTERM')
  assert.deepEqual(await exit, [0, null])

  const opened = await postgres(store, { create: false, readOnly: true })
  const places = new Map<string, string>()
  for await (const page of opened.readFacts())
    for (const { eventId, position } of page) places.set(eventId, String(position))
  for (const { eventId, position } of services.acknowledged) assert.equal(places.get(eventId), position)
  assert.equal(new Set(services.acknowledged.map(({ eventId }) => eventId)).size, WRITERS * 3 + recorded)
  // The ledger's own two: it was opened, and its key was stated.
  assert.equal(places.size, WRITERS * 3 + recorded + 2)
  {
    await using shared = await openPostgresReadModels(models, [procurementReadModels, complianceReadModel()])
    await assertWhole(shared, opened)
  }

  const { searchParams, pathname } = new URL(store)
  const evidencePath = join(folder, `${pathname.slice(1)}.${searchParams.get('schema')}.evidence`)
  const ledger = { openAudit: async () => auditStore(opened), evidencePath }
  const { findings, events, proven } = await verifyInDatabase('the ledger', ledger, { keys: [] })
  assert.deepEqual([findings, events, proven], [[], places.size, places.size])
})
