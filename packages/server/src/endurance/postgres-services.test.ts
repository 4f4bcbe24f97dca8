import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fact, StoredEvent } from '@procurement-ledger/core'
import { postgres } from '@procurement-ledger/core/postgres'
import { inject, test } from 'vitest'
import { enquiry, tenderingProject } from './commands.ts'
import { type Serving, serving } from './serving.ts'

/** Several `ledger serve` on one PostgreSQL, ledger and read models: any records, one projects, and each may be killed. */

interface Receipt {
  readonly eventId: string
  readonly revision: number
  readonly position: string
}

const urlOf = (schema: string): string => {
  const url = new URL(inject('postgresUrl'))
  url.searchParams.set('schema', schema)
  return url.href
}

/** The receipts, or undefined where the service went away before it answered. */
async function record({ address }: Serving, projectId: string, facts: readonly Fact[], commandId: string) {
  const answer = await fetch(`${address}/v1/projects/${projectId}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': commandId },
    body: JSON.stringify(facts),
  })
    .then(async (response) => ({ status: response.status, body: await response.json() }))
    .catch(() => undefined)
  if (answer === undefined) return undefined
  assert.ok([200, 201].includes(answer.status), JSON.stringify(answer))
  return [answer.body].flat() as Receipt[]
}

async function stateOf({ address }: Serving): Promise<string> {
  const { followers } = (await (await fetch(`${address}/v1/ready`)).json()) as { followers: { state: string }[] }
  return followers[0]?.state ?? 'none'
}

async function listed({ address }: Serving, position: string): Promise<string[]> {
  for (;;) {
    const answer = await fetch(`${address}/v1/projects`, { headers: { 'x-after-position': position } })
    const { items, code } = (await answer.json()) as { items: { projectId: string }[]; code?: string }
    if (answer.status === 200) return items.map(({ projectId }) => projectId)
    assert.equal(code, 'PROJECTION_BEHIND')
  }
}

test('whichever is killed under load, every acknowledged fact is there once, and the others record and project on', {
  timeout: 180_000,
}, async () => {
  const schema = `services_${randomBytes(6).toString('hex')}`
  const args = ['--store', urlOf(schema), '--models', urlOf(`${schema}_models`)]
  const services = await Promise.all([serving(args), serving(args), serving(args)])
  const { projectId, facts, commandId } = tenderingProject('P-1')
  await record(services[0] as Serving, projectId, facts, commandId)

  const acknowledged: Receipt[] = []
  const asked: { readonly id: string; readonly receipts: readonly Receipt[] | undefined }[] = []
  let number = 0
  const load = async (service: Serving) => {
    for (;;) {
      const id = `q-${number++}`
      const { facts, commandId } = enquiry(projectId, id)
      const receipts = await record(service, projectId, facts, commandId)
      asked.push({ id, receipts })
      if (receipts === undefined) return
      acknowledged.push(...receipts)
    }
  }
  // The one that projects goes first; then the one that took over.
  let alive: readonly Serving[] = services
  const loads = new Map(services.map((service) => [service, Array.from({ length: 3 }, () => load(service))]))
  for (const acknowledgements of [30, 60]) {
    while (acknowledged.length < acknowledgements) await sleep(5)
    let leader: Serving | undefined
    while (leader === undefined) {
      for (const service of alive) if ((await stateOf(service)) === 'following') leader = service
    }
    await leader.kill()
    await Promise.all(loads.get(leader) ?? [])
    alive = alive.filter((service) => service !== leader)
  }
  const last = alive[0] ?? assert.fail('all were killed')
  while ((await stateOf(last)) !== 'following') await sleep(20)
  const count = acknowledged.length
  while (acknowledged.length < count + 15) await sleep(5)
  const exit = once(last.process, 'exit')
  last.process.kill('SIGTERM')
  // What it had accepted it finishes; no promise was left behind that would have ended it otherwise.
  assert.deepEqual(await exit, [0, null])
  await Promise.all(loads.get(last) ?? [])

  const again = await serving(args)
  // Unknown to whoever asked: the same command again is answered with what was stored, or recorded now.
  await Promise.all(
    asked.map(async ({ id, receipts }) => {
      const { facts, commandId } = enquiry(projectId, id)
      const repeated = await record(again, projectId, facts, commandId)
      if (receipts !== undefined) assert.deepEqual(repeated, receipts)
    }),
  )
  const store = await postgres(urlOf(schema), { readOnly: true })
  const log: StoredEvent[] = (await Array.fromAsync(store.readLog())).flat()
  await store.close()
  const byId = new Map(log.map((event) => [event.eventId, event]))
  assert.equal(byId.size, log.length)
  for (const { eventId, revision, position } of acknowledged) {
    const event = byId.get(eventId)
    assert.deepEqual([event?.revision, event?.position.toString()], [revision, position], `${eventId} is lost`)
  }
  assert.deepEqual(
    log.map(({ position }) => Number(position)),
    log.map((_, i) => i + 1),
  )
  assert.equal(log.length, 1 + facts.length + asked.length)
  assert.deepEqual(await listed(again, String(log.length)), [projectId])
  const project = (await (await fetch(`${again.address}/v1/projects/${projectId}`)).json()) as { revision: number }
  assert.equal(project.revision, facts.length + asked.length - 1)
})
