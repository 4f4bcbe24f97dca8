import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memory } from '@procurement-ledger/core/memory'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, test } from 'vitest'
import { buildApp } from '../app.ts'
import { commandIdOf, erasure, SECRET, secretEnquiry, tenderingProject } from '../endurance/commands.ts'
import { openService, type Service } from '../service.ts'

/** Erasing over HTTP, and how every reader of it sees the erasure. */

let app: FastifyInstance
let service: Service
const log: string[] = []
let target: { eventId: string; position: string }
let erased: { eventId: string }

beforeAll(async () => {
  service = await openService({ store: memory() })
  const logger = pino({}, { write: (line: string) => log.push(line) })
  app = await buildApp({ service, logger })
  await post(tenderingProject('E-1').facts)
  target = (await post(secretEnquiry('q-1'))).json()
  erased = (await post(erasure(target.eventId), { 'idempotency-key': commandIdOf('erase') })).json()
})
afterAll(() => app.close())

const post = (body: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: '/v1/projects/E-1/events',
    headers: { 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(body),
  })
const read = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers })

const assertMarked = (event: { type: string; erased?: object; data: object } | undefined) =>
  assert.deepEqual(
    [event?.type, event?.erased, event?.data],
    ['EnquiryReceived', { by: erased.eventId }, { enquiryId: 'q-1' }],
  )

test('an erasure has a receipt like any fact, and the same again has the same', async () => {
  const again = await post(erasure(target.eventId), { 'idempotency-key': commandIdOf('erase') })
  assert.equal(again.statusCode, 200)
  assert.deepEqual(again.json(), erased)
})

test('refusals are conflicts, each with its code', async () => {
  const codeOf = async (body: unknown) => {
    const { status, code } = (await post(body)).json()
    return [status, code]
  }
  const [registration] = (await read('/v1/projects/E-1/events')).json().events
  const alone = erasure(target.eventId)
  assert.deepEqual(await codeOf(alone), [409, 'ALREADY_ERASED'])
  assert.deepEqual(await codeOf({ ...alone, actor: { id: 'supervisor-3', role: 'centre' } }), [409, 'SAME_PERSON'])
  assert.deepEqual(await codeOf(erasure(registration.eventId)), [409, 'NOTHING_PERSONAL'])
  assert.deepEqual(await codeOf(erasure('00000000-0000-4000-8000-000000000000')), [409, 'TARGET_UNKNOWN'])
  assert.deepEqual(await codeOf({ ...alone, actor: { id: 'b-1', role: 'buyer' } }), [403, 'ROLE_NOT_ALLOWED'])
  assert.deepEqual(await codeOf({ ...alone, data: { target: target.eventId, legalBasis: 'x' } }), [400, 'INVALID'])
})

test("a project's events and the feed say what was erased, and by which event", async () => {
  const { events } = (await read('/v1/projects/E-1/events')).json()
  assertMarked(events.find(({ eventId }: { eventId: string }) => eventId === target.eventId))
  const page = (await read('/v1/events?types=EnquiryReceived')).json()
  assertMarked(page.events[0])
})

test('so does NDJSON', async () => {
  const { body } = await read('/v1/events?types=EnquiryReceived', { accept: 'application/x-ndjson' })
  assertMarked(JSON.parse(body))
})

test('so do server-sent events', async () => {
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const headers = { accept: 'text/event-stream', 'last-event-id': String(BigInt(target.position) - 1n) }
  const request = get({ host: '127.0.0.1', port, path: '/v1/events', headers })
  const [response] = await once(request, 'response')
  response.setEncoding('utf8')
  let text = ''
  for await (const chunk of response) {
    text += chunk
    if (text.includes('PersonalDataErased')) break
  }
  request.destroy()
  assertMarked(JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '{}'))
})

test('the document tells of the mark and of the event', async () => {
  const { components } = (await read('/v1/openapi.json')).json()
  assert.ok(components.schemas.Event.properties.erased.properties.by)
  assert.ok(components.schemas.Event.properties.type.enum.includes('PersonalDataErased'))
  assert.ok(components.schemas['Fact.PersonalDataErased'].properties.data.properties.approvedBy)
})

test('neither the log, nor metrics, nor any list ever held what was personal', async () => {
  await service.catchUp()
  const answers = await Promise.all(
    ['/metrics', '/v1/ready', '/v1/projects', '/v1/projects/E-1', `/v1/projects?text=${SECRET}`].map((url) =>
      read(url),
    ),
  )
  for (const { body } of answers) assert.ok(!body.includes(SECRET))
  assert.deepEqual(answers.at(-1)?.json().items, [])
  assert.match(log.join(''), /"route":"\/v1\/projects\/:projectId\/events"/)
  assert.ok(!log.join('').includes(SECRET))
})
