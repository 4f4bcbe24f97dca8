import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memory } from '@procurement-ledger/core/memory'
import { makeKeyFile, memoryFolder, readKeyFile, type Signer, verifyEd25519 } from '@procurement-ledger/core/notary'
import {
  decodeBase64,
  encodeBase64,
  hashesOfTile,
  hashLeafText,
  openCheckpoint,
  parseVerifierKey,
  rootOf,
  type Trust,
  tileAt,
  verifyConsistency,
  verifyInclusion,
  verifyReceipt,
} from '@procurement-ledger/core/verify'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../app.ts'
import { enquiry, tenderingProject } from '../../endurance/commands.ts'
import { openService, type Service } from '../../service.ts'

const ORIGIN = 'ledger.example/county'
const EVENTS = 300
const WAIT_MS = 5_000
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000'

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())
const folder = mkdtempSync(join(tmpdir(), 'ledger-evidence-'))

let signer: Signer
let trust: Trust
let service: Service
let app: FastifyInstance
let eventIds: readonly string[]

beforeAll(async () => {
  const verifierKey = await makeKeyFile(join(folder, 'ledger.key'), ORIGIN)
  signer = readKeyFile(join(folder, 'ledger.key'))
  const key = parseVerifierKey(sha256, verifierKey)
  assert.ok(key.ok)
  trust = { origin: ORIGIN, keys: [key.value], verifyEd25519 }
  service = await openService({ store: memory(), evidence: { folder: memoryFolder(), signers: [signer] } })
  app = await buildApp({ service })
  await service.ledger.submit('P-1', tenderingProject('P-1').facts)
  const receipts = await Promise.all(
    Array.from({ length: EVENTS }, (_none, n) => service.ledger.submit('P-1', enquiry('P-1', `E-${n}`).facts)),
  )
  eventIds = receipts.flatMap((outcome) =>
    'receipts' in outcome ? outcome.receipts.map(({ eventId }) => eventId) : [],
  )
  await service.notary?.waitFor(await service.ledger.store.head(), WAIT_MS)
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

const read = (url: string, from = app) => from.inject({ method: 'GET', url })
const checkpoint = async () => {
  const { statusCode, headers, body } = await read('/v1/checkpoint')
  assert.deepEqual([statusCode, headers['content-type']], [200, 'text/plain; charset=utf-8'], body)
  const opened = openCheckpoint(body, trust)
  assert.ok(opened.ok)
  return opened.value
}
async function assertProblem(url: string, status: number, code: string, from = app): Promise<string> {
  const answer = await read(url, from)
  const body = answer.json()
  assert.deepEqual([answer.statusCode, body.status, body.code], [status, status, code], answer.body)
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
  return body.detail
}
const hashes = (path: readonly string[]) => path.map((hash) => decodeBase64(hash) as Uint8Array)

describe('with a notary', () => {
  test('tiles and checkpoint are the log: the leaves of the tiles have the signed root', async () => {
    const { size, root } = await checkpoint()
    assert.ok(size > EVENTS)
    const leaves: Uint8Array[] = []
    for (let index = 0; ; index++) {
      const tile = tileAt(size, 0, index)
      if (tile === undefined) break
      const path = tile.width === 256 ? `0/00${index}` : `0/00${index}.p/${tile.width}`
      const answer = await read(`/v1/tile/${path}`)
      assert.deepEqual([answer.statusCode, answer.headers['content-type']], [200, 'application/octet-stream'])
      assert.match(String(answer.headers['cache-control']), /immutable/)
      const judged = hashesOfTile(tile, new Uint8Array(answer.rawPayload))
      assert.ok(judged.ok)
      leaves.push(...judged.value)
    }
    expect(rootOf(sha256, leaves)).toEqual(root)
  })

  test('a tile of an older size is there as long as a client may ask for it', async () => {
    const whole = await read('/v1/tile/0/000')
    const part = await read('/v1/tile/0/000.p/17')
    assert.equal(part.statusCode, 200)
    expect(part.rawPayload).toEqual(whole.rawPayload.subarray(0, 17 * 32))
  })

  test('a tile that is not under the checkpoint, or is no tile, is unknown', async () => {
    for (const path of [
      '0/005',
      '0/001.p/255',
      '3/000',
      '7/000',
      '0/0',
      '0/x000/000',
      '0/000.p/256',
      '..',
      'entries/000',
    ])
      await assertProblem(`/v1/tile/${path}`, 404, path === '..' ? 'ROUTE_UNKNOWN' : 'TILE_UNKNOWN')
    await assertProblem('/v1/tile/0/000?width=1', 400, 'INVALID')
  })

  test('inclusion is proven by id and by index, in the tree of the checkpoint and in older ones', async () => {
    const { size, root } = await checkpoint()
    for (const query of [
      `eventId=${eventIds[7]}`,
      `eventId=${eventIds[7]?.toUpperCase()}`,
      `index=11`,
      `index=11&size=${size}`,
    ]) {
      const { eventId, index, leaf, leafHash, path, ...rest } = (await read(`/v1/proof/inclusion?${query}`)).json()
      expect([eventId, encodeBase64(hashLeafText(sha256, leaf)), rest.size]).toEqual([eventId, leafHash, size])
      const [hash] = hashes([leafHash])
      assert.ok(hash && verifyInclusion(sha256, { leafHash: hash, index, size, root, path: hashes(path) }), query)
      assert.ok(openCheckpoint(rest.checkpoint, trust).ok)
    }
    const older = (await read('/v1/proof/inclusion?index=0&size=2')).json()
    expect([older.size, older.path.length]).toEqual([2, 1])
  })

  test('consistency is proven between any two sizes', async () => {
    const { size, root } = await checkpoint()
    const log = (await Array.fromAsync(service.ledger.store.readLog())).flat()
    for (const from of [0, 1, 2, 255, 256, 257, size - 1, size]) {
      const answer = (await read(`/v1/proof/consistency?from=${from}&to=${size}`)).json()
      const fromRoot = rootOf(
        sha256,
        log.slice(0, from).map(({ leafHash }) => leafHash),
      )
      assert.ok(
        verifyConsistency(sha256, { from, fromRoot, to: size, toRoot: root, path: hashes(answer.path) }),
        `${from}`,
      )
    }
  })

  test('a receipt stands with the verifier key alone, also for a fact that was recorded just now', async () => {
    const outcome = await service.ledger.submit('P-1', enquiry('P-1', 'late').facts)
    assert.ok('receipts' in outcome)
    for (const eventId of [eventIds[0], outcome.receipts[0]?.eventId]) {
      const { statusCode, headers, body } = await read(`/v1/receipts/${eventId}`)
      assert.deepEqual([statusCode, headers['content-type']], [200, 'text/plain; charset=utf-8'], body)
      const judged = verifyReceipt(sha256, body, trust)
      assert.ok(judged.ok)
      assert.equal(judged.value.leaf.eventId, eventId)
    }
  })

  test('what is asked wrongly is named', async () => {
    await assertProblem(`/v1/receipts/${UNKNOWN_ID}`, 404, 'EVENT_UNKNOWN')
    await assertProblem(`/v1/proof/inclusion?eventId=${UNKNOWN_ID}`, 404, 'EVENT_UNKNOWN')
    for (const url of [
      'receipts/seven',
      `receipts/${eventIds[0]}?wait=1`,
      'checkpoint?size=1',
      'proof/inclusion',
      'proof/inclusion?index=1&eventId=x',
      `proof/inclusion?index=1&eventId=${UNKNOWN_ID}`,
      'proof/inclusion?index=-1',
      'proof/inclusion?index=01',
      'proof/inclusion?index=9007199254740992',
      'proof/inclusion?index=9007199254740991',
      'proof/inclusion?index=2&size=2',
      'proof/inclusion?index=0&size=0',
      'proof/inclusion?index=0&size=100000',
      'proof/inclusion?index=0&index=1',
      'proof/consistency',
      'proof/consistency?from=1',
      'proof/consistency?from=3&to=2',
      'proof/consistency?from=1&to=100000',
    ])
      await assertProblem(`/v1/${url}`, 400, 'INVALID')
  })

  test('readiness and metrics show the notary', async () => {
    const { followers } = (await read('/v1/ready')).json()
    const notary = followers.find(({ name }: { name: string }) => name === 'notary')
    expect([notary.state, notary.size > EVENTS]).toEqual(['following', true])
    const { body } = await read('/metrics')
    assert.match(body, /ledger_follower_lag_events\{follower="notary"\} \d+/)
    assert.match(body, /ledger_follower_stalled\{follower="notary"\} 0/)
    assert.match(body, /ledger_checkpoint_size_leaves [1-9]/)
  })
})

describe('without a key', () => {
  test('every route says how to make one', async () => {
    const plain = await buildApp({ service: await openService({ store: memory() }) })
    for (const path of [
      'checkpoint',
      'tile/0/000',
      'proof/inclusion?index=0',
      'proof/consistency?from=0&to=0',
      `receipts/${UNKNOWN_ID}`,
    ])
      assert.match(await assertProblem(`/v1/${path}`, 404, 'NOTARY_ABSENT', plain), /keygen --origin ledger\.invalid\//)
    const { followers } = (await read('/v1/ready', plain)).json()
    expect(followers.map(({ name }: { name: string }) => name)).toEqual(['procurement'])
    await plain.close()
  })
})

describe('with a notary that cannot sign', () => {
  test('a receipt is asked for again, readiness says why, and recording goes on', async () => {
    const broken = { ...signer, sign: () => new Uint8Array(64) }
    const stalled = await openService({ store: memory(), evidence: { folder: memoryFolder(), signers: [broken] } })
    const other = await buildApp({ service: stalled, limits: { notaryMs: 20 } })
    const outcome = await stalled.ledger.submit('P-1', tenderingProject('P-1').facts)
    assert.ok('receipts' in outcome)
    // Until it has tried to sign it has nothing to say: on a busy machine that comes after the first question.
    await expect.poll(() => stalled.notary?.status().state, { timeout: 30_000 }).toBe('stalled')
    const url = `/v1/receipts/${outcome.receipts[0]?.eventId}`
    assert.match(await assertProblem(url, 503, 'NOTARY_BEHIND', other), /SIGNING_FAILED/)
    assert.equal((await read(url, other)).headers['retry-after'], '1')
    await assertProblem('/v1/checkpoint', 503, 'NOTARY_BEHIND', other)
    const ready = await read('/v1/ready', other)
    assert.equal(ready.statusCode, 503)
    assert.match(ready.body, /SIGNING_FAILED/)
    assert.match((await read('/metrics', other)).body, /ledger_follower_stalled\{follower="notary"\} 1/)
    await other.close()
  })
})
