import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { instantMs, type Receipt } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, test } from 'vitest'
import { buildApp } from '../app.ts'
import { commandIdOf } from '../endurance/commands.ts'
import { openService } from '../service.ts'

/** A wrong score over HTTP, from its recording to the figure that no longer has it. Tests follow one another. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-http-dossiers-'))
/** A minute an event, so that there is a moment between any two. */
let nowMs = instantMs('2023-06-01T09:00:00+08:00')
let app: FastifyInstance

beforeAll(async () => {
  const store = await sqlite(join(folder, 'ledger.db'))
  const now = () => {
    nowMs += 60_000
    return nowMs
  }
  app = await buildApp({
    service: await openService({ store, modelsPath: join(folder, 'models.db'), sources: { now } }),
  })
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

const post = (of: string, body: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: `/v1/${of}/events`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(body),
  })
const read = async (url: string, after = '0') =>
  (await app.inject({ method: 'GET', url, headers: { 'x-after-position': after } })).json()

const supervisor = { id: 'supervisor-3', role: 'supervisor' }
const stated = (type: string, data: object, actor: object = supervisor) => ({
  ...{ type, data, actor, occurredAt: '2023-04-30T23:30:00-05:00' },
})
const score = { subject: 'bidder', points: -5, reason: 'late with a bond (invented)' }
const correction = (target: string, data: object, more: object = {}, actor?: object) =>
  stated('EventCorrected', { target, data, ...more, reason: 'of another list (invented)' }, actor)
const annulment = (target: string, actor?: object) =>
  stated('EventAnnulled', { target, reason: 'another enterprise (invented)' }, actor)

async function recorded(of: string, body: unknown, headers?: Record<string, string>): Promise<Receipt> {
  const answer = await post(of, body, headers)
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json()
}

/** Of April 2023. */
const CREDIT = '/v1/statistics/credit?from=2023-04-01&to=2023-04-30'
const figureOf = async (url: string, after?: string) => {
  const { bidders, disclosed, penalties } = (await read(url, after)).total
  return { bidders, disclosed, penalties }
}
const knownAt = ({ recordedAt }: Receipt) => figureOf(`${CREDIT}&asOf=${encodeURIComponent(recordedAt)}`)

let scored: Receipt
let corrected: Receipt

test('a score with wrong points and no disclosure is in the figure', async () => {
  scored = await recorded('parties/C-1', stated('CreditScored', score))
  assert.deepEqual(await figureOf(CREDIT, scored.position), { bidders: 1, disclosed: 0, penalties: 0 })
})

test('its correction has a receipt like any fact, and the same again has the same', async () => {
  const asked = correction(scored.eventId, { ...score, points: -3, disclosureMonths: 6 })
  const headers = { 'idempotency-key': commandIdOf('correct a score'), 'if-match': '"0"' }
  corrected = await recorded('parties/C-1', asked, headers)
  assert.deepEqual([corrected.stream, corrected.revision], ['party-C-1', 1])
  const again = await post('parties/C-1', asked, headers)
  assert.deepEqual([again.statusCode, again.json()], [200, corrected])
})

test('the figure changes, the row behind it names the score, and as it was known before, it is the old one', async () => {
  assert.deepEqual(await figureOf(CREDIT, corrected.position), { bidders: 1, disclosed: 1, penalties: 0 })
  const { items } = await read(CREDIT.replace('credit?', 'credit/population?'))
  assert.deepEqual(
    items.map(({ eventId }: { eventId: string }) => eventId),
    [scored.eventId],
  )
  assert.deepEqual(await knownAt(scored), { bidders: 1, disclosed: 0, penalties: 0 })
  assert.deepEqual(await figureOf(`${CREDIT}&atPosition=${scored.position}`), {
    bidders: 1,
    disclosed: 0,
    penalties: 0,
  })
  assert.deepEqual(await knownAt(corrected), { bidders: 1, disclosed: 1, penalties: 0 })
})

test('a corrected instant lies on the day of its own text', async () => {
  // The very next minute, told in Anhui: in the first offset it is still April.
  const moved = correction(scored.eventId, score, { occurredAt: '2023-05-01T12:31:00+08:00' })
  const { position, eventId } = await recorded('parties/C-1', moved)
  assert.deepEqual(await figureOf(CREDIT, position), { bidders: 0, disclosed: 0, penalties: 0 })
  const back = await recorded('parties/C-1', annulment(eventId))
  assert.deepEqual(await figureOf(CREDIT, back.position), { bidders: 1, disclosed: 1, penalties: 0 })
})

test('the events are as they were recorded, the acts among them', async () => {
  const { events } = await read('/v1/parties/C-1/events')
  assert.deepEqual(
    events.map(({ type }: { type: string }) => type),
    ['CreditScored', 'EventCorrected', 'EventCorrected', 'EventAnnulled'],
  )
  assert.deepEqual([events[0].data.points, events[1].data.data.points], [-5, -3])
})

test('each refusal has its number and its code', async () => {
  const answerOf = async (body: unknown, of = 'parties/C-1') => problemOf(await post(of, body))
  const problemOf = (answer: LightMyRequestResponse) => [answer.statusCode, answer.json().code]
  const { eventId } = scored
  const centre = { id: 'centre-1', role: 'centre' }
  const standing = { ...score, points: -3, disclosureMonths: 6 }
  assert.deepEqual(await answerOf(correction(eventId, standing)), [409, 'NOTHING_CORRECTED'])
  assert.deepEqual(await answerOf(correction(corrected.eventId, score)), [409, 'TARGET_NOT_CORRECTABLE'])
  assert.deepEqual(await answerOf(correction(eventId, score), 'parties/C-9'), [409, 'TARGET_UNKNOWN'])
  assert.deepEqual(await answerOf(correction(eventId, score), 'experts/C-1'), [409, 'TARGET_UNKNOWN'])
  assert.deepEqual(await answerOf(correction(eventId, score, {}, centre)), [403, 'ROLE_NOT_ALLOWED'])
  assert.deepEqual(await answerOf(annulment(eventId, centre)), [403, 'ROLE_NOT_ALLOWED'])
  const wrong = (await post('parties/C-1', correction(eventId, { ...score, points: 'five' }))).json()
  assert.deepEqual([wrong.status, wrong.code, wrong.issues[0].path], [400, 'INVALID', '/data/data/points'])
})

test('the first fact is annulled, and stands nowhere but in the log and in what was known', async () => {
  const annulled = await recorded('parties/C-1', annulment(scored.eventId))
  assert.deepEqual(await figureOf(CREDIT, annulled.position), { bidders: 0, disclosed: 0, penalties: 0 })
  assert.deepEqual(await knownAt(corrected), { bidders: 1, disclosed: 1, penalties: 0 })
  const again = await post('parties/C-1', annulment(scored.eventId))
  assert.deepEqual([again.statusCode, again.json().code], [409, 'TARGET_ANNULLED'])
  assert.equal((await read('/v1/parties/C-1/events')).events.length, 5)
})

test('a penalty and a case that were annulled are recorded anew under their numbers', async () => {
  const fined = stated('PenaltyImposed', { decisionNo: 'decision 4 (invented)', kind: 'fine' })
  const handled = stated('HotlineCaseHandled', { caseId: 'case-1', outcome: 'explained' })
  const hotlineAt = async (position: string) =>
    (await read('/v1/statistics/supervision?from=2023-04-01&to=2023-04-30', position)).total.hotline
  const penalty = await recorded('experts/E-1', fined)
  const handling = await recorded('parties/C-2', handled)
  assert.equal(await hotlineAt(handling.position), 1)
  assert.equal((await post('experts/E-1', fined)).json().code, 'PENALTY_EXISTS')
  await recorded('experts/E-1', annulment(penalty.eventId))
  const gone = await recorded('parties/C-2', annulment(handling.eventId))
  assert.equal(await hotlineAt(gone.position), 0)
  assert.equal((await figureOf(CREDIT, gone.position)).penalties, 0)
  await recorded('experts/E-1', fined)
  const anew = await recorded('parties/C-2', handled)
  assert.deepEqual([await hotlineAt(anew.position), (await figureOf(CREDIT, anew.position)).penalties], [1, 1])
})
