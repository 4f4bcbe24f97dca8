import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { factOf, histories } from '@procurement-ledger/core/testing'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, test } from 'vitest'
import { buildApp } from '../app.ts'
import { commandIdOf } from '../endurance/commands.ts'
import { openService } from '../service.ts'

/** A wrong amount over HTTP, from its recording to the figure that no longer has it. Tests follow one another. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-http-corrections-'))
let app: FastifyInstance

beforeAll(async () => {
  const options = { store: await sqlite(join(folder, 'ledger.db')), modelsPath: join(folder, 'models.db') }
  app = await buildApp({ service: await openService(options) })
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

const post = (body: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: '/v1/projects/C-1/events',
    headers: { 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(body),
  })
const read = async (url: string, after = '0') =>
  (await app.inject({ method: 'GET', url, headers: { 'x-after-position': after } })).json()

const facts = histories.contracted().map(factOf)
const place = facts.findIndex(({ type }) => type === 'AwardDecided')
const award = facts[place]?.data as object
const amount = (text: string) => ({ amount: { amount: text, currency: 'CNY' } })
const supervisor = { id: 'supervisor-3', role: 'supervisor' }

const correction = (target: string, data: object, actor: object = { id: 'buyer-1', role: 'buyer' }) => ({
  type: 'EventCorrected',
  occurredAt: '2023-11-01T09:00:00+08:00',
  data: { target, data, reason: 'a digit too many (invented)' },
  actor,
})
const annulment = (target: string, actor: object = supervisor) => ({
  type: 'EventAnnulled',
  occurredAt: '2023-11-02T09:00:00+08:00',
  data: { target, reason: 'the first amount was right (invented)' },
  actor,
})

const TURNOVER = '/v1/statistics/turnover?from=2023-04-01&to=2023-04-30'
const turnoverAt = async (position: string) => (await read(TURNOVER, position)).total.sum.amount
const awardedAt = async (query = '') => (await read(`/v1/projects/C-1${query}`)).awards[0].amount.amount

let receipts: { eventId: string; position: string; recordedAt: string; revision: number }[]
let corrected: (typeof receipts)[number]

test('the wrong amount is in the figure', async () => {
  const answer = await post(
    facts.with(place, { ...factOf(histories.awardDecided()), data: { ...award, ...amount('19000000.00') } }),
  )
  assert.equal(answer.statusCode, 201, answer.body)
  receipts = answer.json()
  assert.equal(await turnoverAt(receipts.at(-1)?.position ?? ''), '19000000.00')
})

test('its correction has a receipt like any fact, and the same again has the same', async () => {
  const asked = correction(receipts[place]?.eventId ?? '', award)
  const headers = { 'idempotency-key': commandIdOf('correct'), 'if-match': `"${receipts.at(-1)?.revision}"` }
  const answer = await post(asked, headers)
  assert.equal(answer.statusCode, 201, answer.body)
  corrected = answer.json()
  const again = await post(asked, headers)
  assert.deepEqual([again.statusCode, again.json()], [200, corrected])
})

test('the figure changes, and the row behind it names the award', async () => {
  assert.equal(await turnoverAt(corrected.position), '1900000.00')
  const { items } = await read('/v1/statistics/turnover/population?from=2023-04-01&to=2023-04-30', corrected.position)
  assert.deepEqual(
    items.map(({ eventId, value }: { eventId: string; value: object }) => [eventId, value]),
    [[receipts[place]?.eventId, amount('1900000.00').amount]],
  )
})

test('the state shows the corrected amount, and as it was known before, the old one', async () => {
  assert.equal(await awardedAt(), '1900000.00')
  assert.equal(await awardedAt(`?asOf=${encodeURIComponent(receipts.at(-1)?.recordedAt ?? '')}`), '19000000.00')
  assert.equal(await awardedAt(`?revision=${corrected.revision - 1}`), '19000000.00')
  assert.equal(await awardedAt(`?revision=${corrected.revision}`), '1900000.00')
})

test('the events are as they were recorded, the correction among them', async () => {
  const { events } = await read('/v1/projects/C-1/events?limit=1000')
  assert.deepEqual(events[place].data.amount, amount('19000000.00').amount)
  const { type, data } = events.at(-1)
  assert.deepEqual([type, data.target, data.data], ['EventCorrected', receipts[place]?.eventId, award])
  const page = await read('/v1/events?types=EventCorrected')
  assert.deepEqual(page.events, [events.at(-1)])
})

test('each refusal has its number and its code', async () => {
  const target = receipts[place]?.eventId ?? ''
  const answerOf = async (body: unknown) => {
    const { status, code } = (await post(body)).json()
    return [status, code]
  }
  const other = { ...award, ...amount('2.00') }
  const unknown = '00000000-0000-4000-8000-000000000000'
  assert.deepEqual(await answerOf(correction(target, award)), [409, 'NOTHING_CORRECTED'])
  assert.deepEqual(await answerOf(correction(unknown, other)), [409, 'TARGET_UNKNOWN'])
  assert.deepEqual(await answerOf(correction(corrected.eventId, other)), [409, 'TARGET_NOT_CORRECTABLE'])
  assert.deepEqual(await answerOf(correction(target, { ...other, awardId: 'award-9' })), [
    409,
    'CORRECTION_CONTRADICTS',
  ])
  assert.deepEqual(await answerOf(correction(target, other, { id: 'b', role: 'bidder' })), [403, 'ROLE_NOT_ALLOWED'])
  assert.deepEqual(await answerOf(annulment(target, { id: 'buyer-1', role: 'buyer' })), [403, 'ROLE_NOT_ALLOWED'])
  assert.deepEqual(await answerOf(annulment(target)), [409, 'CORRECTION_CONTRADICTS'])
  assert.deepEqual(await answerOf(annulment(receipts[0]?.eventId ?? '')), [409, 'TARGET_NOT_ANNULLABLE'])
  const wrong = (await post(correction(target, { ...award, amount: '2' }))).json()
  assert.deepEqual([wrong.status, wrong.code, wrong.issues[0].path], [400, 'INVALID', '/data/data/amount'])
})

test('annulling the correction brings the first amount back, in state and figure', async () => {
  const answer = await post(annulment(corrected.eventId))
  assert.equal(answer.statusCode, 201, answer.body)
  assert.equal(await awardedAt(), '19000000.00')
  assert.equal(await turnoverAt(answer.json().position), '19000000.00')
  const again = (await post(annulment(corrected.eventId))).json()
  assert.deepEqual([again.status, again.code], [409, 'TARGET_ANNULLED'])
})

test('the document knows both events', async () => {
  const { components } = await read('/v1/openapi.json')
  for (const type of ['EventCorrected', 'EventAnnulled']) {
    assert.ok(components.schemas.Event.properties.type.enum.includes(type))
    assert.ok(components.schemas[`Fact.${type}`].properties.data.properties.target)
  }
})
