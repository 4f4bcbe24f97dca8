import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openLedger } from '@procurement-ledger/core'
import { postgres } from '@procurement-ledger/core/postgres'
import { afterAll, describe, inject, test } from 'vitest'
import { enquiry, erasure, SECRET, secretEnquiry, tenderingProject } from '../endurance/commands.ts'

/** The command line on a ledger in PostgreSQL: the same as on a file, and no password in anything that it says. */

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ledger-cli-postgres-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const newStore = (): string => {
  const url = new URL(inject('postgresUrl'))
  url.searchParams.set('schema', `test_${randomBytes(8).toString('hex')}`)
  return url.href
}
const store = newStore()

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

const said: string[] = []

/** Runs `ledger` as a person would who keeps the URL in the environment. */
function ledger(args: readonly string[], input = '', url = store): Promise<Ran> {
  const env = { ...process.env, LEDGER_STORE: url, LEDGER_DATA_DIR: folder }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], { maxBuffer: 1 << 26, env }, (error, out, err) => {
      said.push(out, err)
      resolve({ code: Number(error?.code ?? 0), out, err })
    })
    child.stdin?.end(input)
  })
}

interface AnyFact {
  readonly type: string
  readonly occurredAt: string
  readonly actor: { readonly id: string; readonly role: string }
  readonly data: object
}

function record(projectId: string, fact: unknown, url = store): Promise<Ran> {
  const { type, occurredAt, actor, data } = fact as AnyFact
  const args = [
    'record',
    projectId,
    type,
    '--occurred-at',
    occurredAt,
    '--actor',
    `${actor.id}:${actor.role}`,
    '--json',
  ]
  return ledger(args, JSON.stringify(data), url)
}

const lines = (out: string): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('ledger --store postgres://', () => {
  test('reading makes no ledger where there is none', async () => {
    const { code, err } = await ledger(['replay'])
    assert.equal(code, 2)
    assert.match(err, /STORE_NOT_FOUND/)
  })

  test('records, shows, replays and erases', async () => {
    const { projectId, facts } = tenderingProject('P-1')
    await using opened = await openLedger({ store: await postgres(store) })
    await opened.record(projectId, facts)
    const secret = await record(projectId, secretEnquiry('q-1'))
    assert.match((await ledger(['replay'])).out, new RegExp(SECRET))
    assert.equal((await record(projectId, erasure(JSON.parse(secret.out).eventId))).code, 0)
    const shown = await ledger(['show', 'P-1', '--json'])
    assert.equal(JSON.parse(shown.out).revision, 4)
    const replayed = await ledger(['replay'])
    assert.doesNotMatch(replayed.out, new RegExp(SECRET))
    assert.equal(lines(replayed.out).length, 6)
    assert.deepEqual(lines(replayed.out)[4]?.erased, { by: lines(replayed.out)[5]?.eventId })
  })

  test('an export is restored into another schema, and into a file, with the same leaves', async () => {
    const exported = (await ledger(['export', 'ndjson'])).out
    const file = join(folder, 'export.ndjson')
    writeFileSync(file, exported)
    const other = newStore()
    for (const target of [other, `sqlite:${join(folder, 'restored.db')}`]) {
      const restored = await ledger(['import', 'ndjson', file], '', target)
      assert.equal(restored.code, 0, restored.err)
      assert.equal((await ledger(['export', 'ndjson'], '', target)).out, exported)
    }
    assert.match((await ledger(['import', 'ndjson', file], '', store)).out, /6 were there already/)
  })

  test('its read models lie in the folder that was given, named after database and schema', async () => {
    const { code, out } = await ledger(['statistics', 'competition', '--json'])
    assert.equal(code, 0)
    assert.equal(JSON.parse(out).position, '6')
    const url = new URL(store)
    const name = `${url.pathname.slice(1)}.${url.searchParams.get('schema')}.models.db`
    assert.ok(existsSync(join(folder, name)), readdirSync(folder).join())
  })

  test('serves, and signs into that folder, and recording holds the log against it', async () => {
    const served = newStore()
    const key = join(folder, 'ledger.key')
    assert.equal((await ledger(['keygen', '--origin', 'example.invalid/postgres', '--out', key])).code, 0)
    const env = { ...process.env, LEDGER_STORE: served, LEDGER_DATA_DIR: folder, LOG_LEVEL: 'debug' }
    const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--key', key], { env, stdio: 'pipe' })
    child.stdout.on('data', (bytes) => said.push(String(bytes)))
    child.stderr.on('data', (bytes) => said.push(String(bytes)))
    let url = ''
    for await (const line of createInterface({ input: child.stdout })) {
      url = /http:\/\/[\d.]+:\d+/.exec(line)?.[0] ?? ''
      if (url !== '') break
    }
    const { projectId, facts } = tenderingProject('P-2')
    const answer = await fetch(`${url}/v1/projects/${projectId}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(facts),
    })
    assert.equal(answer.status, 201, await answer.clone().text())
    const [{ eventId } = { eventId: '' }] = (await answer.json()) as { eventId: string }[]
    assert.equal((await fetch(`${url}/v1/receipts/${eventId}`)).status, 200)
    child.kill('SIGTERM')
    await once(child, 'exit')

    const evidence = readdirSync(folder).find((name) => name.endsWith('.evidence')) ?? ''
    assert.ok(existsSync(join(folder, evidence, 'checkpoint')))
    assert.ok(evidence.startsWith(new URL(served).pathname.slice(1)))
    // The same evidence beside a ledger that is empty: a lost one.
    const lost = newStore()
    const schemaOf = (url: string) => new URL(url).searchParams.get('schema') as string
    cpSync(join(folder, evidence), join(folder, evidence.replace(schemaOf(served), schemaOf(lost))), {
      recursive: true,
    })
    const refused = await record('P-3', facts[0], lost)
    assert.equal(refused.code, 2)
    assert.match(refused.err, /LEDGER_ROLLED_BACK/)
  })

  test('is not verified in place, and says what to do', async () => {
    const { code, err } = await ledger(['verify', store])
    assert.equal(code, 2)
    assert.match(err, /export ndjson/)
  })

  test('what cannot be reached is said in one line', async () => {
    const { code, err } = await ledger(['replay'], '', 'postgres://someone:top-secret@127.0.0.1:1/ledgers')
    assert.equal(code, 2)
    assert.match(err, /^ledger: STORE_UNREACHABLE: .*\n$/)
    assert.match((await ledger(['replay'], '', 'postgres://someone:top-secret@[/ledgers')).err, /STORE_NOT_FOUND/)
  })

  test('no password is in anything that was said, nor in help', async () => {
    await ledger(['serve', '--help'])
    await record('P-1', enquiry('P-1', 'q-9').facts[0])
    const password = new URL(store).password
    for (const secret of ['top-secret', `${password}@`, `${decodeURIComponent(password)}@`])
      assert.ok(!said.join('\n').includes(secret))
    assert.ok(said.length > 10)
  })
})
