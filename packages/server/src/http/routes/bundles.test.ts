import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { memory } from '@procurement-ledger/core/memory'
import { makeKeyFile, memoryFolder, readKeyFile } from '@procurement-ledger/core/notary'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { buildApp } from '../../app.ts'
import { projectBundle } from '../../bundle/project-bundle.ts'
import { readZip } from '../../bundle/zip.ts'
import { enquiry, type NumberedCommand, tenderingProject } from '../../endurance/commands.ts'
import { openService, type Service } from '../../service.ts'
import { type Evidence, evidenceOf, signedTree } from '../../testing/evidence-of.ts'
import { EXITS, type Given } from '../../verify/verification.ts'
import { verify } from '../../verify/verify.ts'
import type { Problem } from '../problems.ts'

/** Bundles over HTTP, and `ledger verify URL` against a service that signs. */

const ORIGIN = 'ledger.invalid/county'
const MAX_EVENTS = 5
const folder = mkdtempSync(join(tmpdir(), 'ledger-bundles-'))
let service: Service
let app: FastifyInstance
/** A service that shows what a test gives it, be it true or not. */
let anyone: FastifyInstance
let url: string
let shown: Evidence | undefined

const record = ({ projectId, facts, commandId }: NumberedCommand) =>
  service.ledger.record(projectId, facts, { commandId })
const sign = async (phrase?: string) => {
  shown = await evidenceOf(service.ledger.store, ORIGIN, phrase)
}
const bundleOf = (projectId: string) => {
  const { readTile, indexOf, verifierKey } = shown as Evidence
  const evidence = { checkpoint: () => shown?.note, readTile, indexOf, verifierKeys: [verifierKey] }
  return projectBundle(service.ledger, evidence, projectId, { maxEvents: MAX_EVENTS })
}

beforeAll(async () => {
  await makeKeyFile(join(folder, 'ledger.key'), ORIGIN)
  const evidence = { folder: memoryFolder(), signers: [readKeyFile(join(folder, 'ledger.key'))] as const }
  service = await openService({ store: memory(), evidence })
  for (const id of ['B-1', 'B-2']) await record(tenderingProject(id))
  await record(enquiry('B-1', 'one'))
  app = await buildApp({ service, limits: { bundleEvents: MAX_EVENTS } })

  anyone = fastify()
  anyone.get('/v1/checkpoint', (_request, reply) => {
    if (shown?.note === undefined) return reply.code(404).send()
    return reply.send(shown.note)
  })
  const noise = Buffer.alloc(65_536, 'x')
  anyone.get('/endless/v1/checkpoint', (_request, reply) => reply.send(Readable.from(endlessly(noise))))
  anyone.get('/moved/v1/*', (request, reply) => reply.redirect(request.url.replace('/moved', '')))
  anyone.get<{ Params: { '*': string } }>('/v1/tile/*', (request, reply) => {
    const bytes = shown?.files.get(`tile/${request.params['*']}`)
    return bytes ? reply.send(Buffer.from(bytes)) : reply.code(404).send()
  })
  anyone.get<{ Params: { projectId: string } }>('/v1/projects/:projectId/bundle', async (request, reply) =>
    reply.send(Buffer.from(await bundleOf(request.params.projectId))),
  )
  url = await anyone.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await Promise.all([app.close(), anyone.close()])
  rmSync(folder, { recursive: true, force: true })
})

function* endlessly(bytes: Buffer): Generator<Buffer> {
  for (;;) yield bytes
}

const get = (path: string) => app.inject({ method: 'GET', url: path })

describe('a project bundle', () => {
  test('waits for a checkpoint that covers the project: NOTARY_BEHIND', async () => {
    await sign()
    await record(enquiry('B-2', 'late'))
    await assert.rejects(bundleOf('B-2'), (error: Problem) => error.body.code === 'NOTARY_BEHIND')
    shown = { ...(shown as Evidence), note: undefined as never }
    await assert.rejects(bundleOf('B-1'), (error: Problem) => error.body.code === 'NOTARY_BEHIND')
  })

  test('is a zip that holds every event, sound by the key of the ledger, the same bytes each time', async () => {
    const [first, second] = [await get('/v1/projects/B-1/bundle'), await get('/v1/projects/B-1/bundle')]
    assert.equal(first.statusCode, 200, first.body)
    assert.equal(first.headers['content-type'], 'application/zip')
    assert.equal(first.headers['content-disposition'], 'attachment; filename="B-1.bundle.zip"')
    assert.ok(first.rawPayload.equals(second.rawPayload))
    const zip = readZip(first.rawPayload)
    assert.ok(zip.ok && zip.files.has('events/000003/receipt') && !zip.files.has('events/000004/leaf'))
    writeFileSync(join(folder, 'B-1.zip'), first.rawPayload)
    const found = await verify(join(folder, 'B-1.zip'), { keys: [...(service.notary?.verifierKeys ?? [])] })
    assert.deepEqual([found?.verdict, found?.events], ['sound', 4])
  })

  test('since a checkpoint that was kept proves that the log extends it', async () => {
    const kept = (await get('/v1/checkpoint')).body
    const size = Number(kept.split('\n')[1])
    await record(enquiry('B-2', 'later'))
    const answer = await get(`/v1/projects/B-1/bundle?since=${size}`)
    assert.equal(answer.statusCode, 200, answer.body)
    writeFileSync(join(folder, 'since.zip'), answer.rawPayload)
    const given = { keys: [...(service.notary?.verifierKeys ?? [])], since: new TextEncoder().encode(kept) }
    const found = await verify(join(folder, 'since.zip'), given)
    assert.deepEqual([found?.verdict, found?.events], ['sound', 4])
    assert.match(found?.checked.join() ?? '', new RegExp(`extends the kept checkpoint of ${size} events`))
    writeFileSync(join(folder, 'plain.zip'), (await get('/v1/projects/B-1/bundle')).rawPayload)
    assert.equal((await verify(join(folder, 'plain.zip'), given))?.verdict, 'missing')
  })

  test.each(['-1', '01', '1.5', 'x', '', '9007199254740992', '4000'])('since %j is refused', async (since) => {
    const answer = await get(`/v1/projects/B-1/bundle?since=${since}`)
    const { code, issues } = answer.json()
    assert.deepEqual([answer.statusCode, code, issues[0].path], [400, 'INVALID', '/since'])
  })

  test('of more bytes than a bundle holds is refused, before it is packed and while it is read', async () => {
    for (const maxBytes of [100, 5_000])
      await assert.rejects(
        projectBundle(service.ledger, service.notary as NonNullable<typeof service.notary>, 'B-1', { maxBytes }),
        ({ body }: Problem) => body.code === 'BUNDLE_TOO_LARGE' && /ndjson/.test(body.detail),
      )
  })

  test('of more events than a bundle holds is refused', async () => {
    for (const n of [1, 2, 3]) await record(enquiry('B-2', `q-${n}`))
    const answer = await get('/v1/projects/B-2/bundle')
    assert.deepEqual([answer.statusCode, answer.json().code], [422, 'BUNDLE_TOO_LARGE'])
  })

  test('of no project, with a parameter that is none, or where nobody signs, is refused', async () => {
    assert.equal((await get('/v1/projects/B-9/bundle')).json().code, 'PROJECT_UNKNOWN')
    assert.equal((await get('/v1/projects/B-1/bundle?size=9')).json().code, 'INVALID')
    assert.equal((await get('/v1/projects/B%2F1/bundle')).statusCode, 400)
    const unsigned = await buildApp({ service: await openService({ store: memory() }) })
    const answer = await unsigned.inject('/v1/projects/B-1/bundle')
    assert.deepEqual([answer.statusCode, answer.json().code], [404, 'NOTARY_ABSENT'])
    await unsigned.close()
  })
})

describe('ledger verify URL', () => {
  async function verified(given: Partial<Given> = {}, target = url) {
    const found = await verify(target, { keys: [(shown as Evidence).verifierKey], ...given })
    assert.ok(found)
    return { ...found, exit: EXITS[found.verdict], codes: found.findings.map(({ code }) => code) }
  }

  test('checks checkpoint and tiles, and says that it saw no event', async () => {
    await sign()
    const { exit, kind, unchecked, checked } = await verified({}, `${url}/`)
    assert.deepEqual([exit, kind], [0, 'url'])
    assert.match(unchecked.join(), /the events themselves/)
    assert.match(checked.join(), /every tile/)
  })

  test('checks the bundles of the projects that are asked for', async () => {
    await sign()
    const { exit, events, checked, unchecked } = await verified({ projects: ['B-1'] })
    assert.deepEqual([exit, events], [0, 4])
    assert.match(checked.join(), /every event of project-B-1/)
    assert.match(unchecked.join(), /the events of other projects/)
    assert.equal((await verified({ projects: ['B-9'] })).exit, 6)
  })

  test('finds an altered tile, a missing one, another key, another history', async () => {
    await sign()
    const genuine = shown as Evidence
    const since = new TextEncoder().encode(genuine.note)
    const [path = '', bytes = new Uint8Array()] = [...genuine.files].find(([path]) => path.startsWith('tile/0')) ?? []
    const files = new Map(genuine.files)
    shown = {
      ...genuine,
      files: files.set(
        path,
        bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
      ),
    }
    assert.deepEqual([(await verified()).exit, (await verified()).codes], [1, ['ROOT_DIFFERS']])
    files.delete(path)
    assert.deepEqual([(await verified()).exit, (await verified()).codes], [3, ['TILE_MISSING']])
    shown = { ...genuine, ...signedTree([new Uint8Array(32)], ORIGIN, 'another key') }
    assert.equal((await verified({ keys: [genuine.verifierKey] })).exit, 5)
    assert.deepEqual((await verified({ keys: [], since })).codes, ['LOG_ROLLED_BACK'])
    await sign()
  })

  test('that shows bundles another history than everybody else: forked', async () => {
    const genuine = shown as Evidence
    const size = Number(genuine.note.split('\n')[1])
    const other = signedTree(
      Array.from({ length: size + 1 }, () => new Uint8Array(32)),
      ORIGIN,
      'the first key',
    )
    // Bundles come from the genuine tree; checkpoint and tiles are those of another.
    const answers = [genuine.note]
    shown = {
      ...genuine,
      files: other.files,
      get note() {
        return answers.shift() ?? other.note
      },
    } as Evidence
    const { exit, codes } = await verified({ keys: [genuine.verifierKey], projects: ['B-1'] })
    assert.deepEqual([exit, codes], [4, ['HISTORY_FORKED']])
    shown = genuine
  })

  test('that answers without end, or sends on to another: not readable, and no more is read', async () => {
    const endless = await verified({}, `${url}/endless`)
    assert.deepEqual([endless.exit, endless.codes], [6, ['EVIDENCE_UNREADABLE']])
    assert.match(endless.findings[0]?.message ?? '', /more than 1000000 bytes/)
    const moved = await verified({}, `${url}/moved`)
    assert.deepEqual([moved.exit, moved.codes], [6, ['EVIDENCE_UNREADABLE']])
    // Where it sends to there is a sound one: whoever was asked did not give it.
    assert.equal((await verified()).exit, 0)
  })

  test('where nobody answers, or nothing is signed: not readable', async () => {
    assert.equal((await verified({}, 'http://127.0.0.1:1')).exit, 6)
    assert.equal((await verified({}, `${url}/elsewhere`)).exit, 6)
    assert.equal((await verified({}, 'http://')).exit, 6)
  })
})
