import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgres } from '@procurement-ledger/core/postgres'
import { Pool } from 'pg'
import { afterAll, describe, inject, onTestFinished, test, vi } from 'vitest'
import { run } from '../cli/run.ts'
import { oldServer } from './old-server.ts'

/** What an operator is told where the database cannot be used: one line, an exit code, no stack, and no password. */

const SECRET = 'top-secret-of-tests'
const folder = mkdtempSync(join(tmpdir(), 'ledger-unusable-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const newName = (): string => `unusable_${randomBytes(6).toString('hex')}`

/** A place of its own in the database of this run, changed as told. */
function place(parts: Partial<Record<'username' | 'password' | 'hostname' | 'port' | 'pathname', string>>): string {
  const url = Object.assign(new URL(inject('postgresUrl')), parts)
  url.searchParams.set('schema', newName())
  return url.href
}

async function asAdministrator(...statements: readonly string[]): Promise<void> {
  const pool = new Pool({ connectionString: inject('postgresUrl') })
  for (const statement of statements) await pool.query(statement)
  await pool.end()
}

const schemaOf = (url: string): string => new URL(url).searchParams.get('schema') ?? ''

const PLACES: readonly (readonly [what: string, code: string, url: () => Promise<string>])[] = [
  ['a URL without a database', 'STORE_NOT_FOUND', async () => `postgres://user:${SECRET}@127.0.0.1:1`],
  ['a URL that cannot be read', 'STORE_NOT_FOUND', async () => `postgres://user:${SECRET}@[/ledgers`],
  ['a slash in a password', 'STORE_NOT_FOUND', async () => `postgres://user:12/${SECRET}@127.0.0.1:1/ledgers`],
  ['a port that is none', 'STORE_NOT_FOUND', async () => `${place({ password: SECRET })}&port=none`],
  ['a password that is no text', 'STORE_NOT_FOUND', async () => `postgres://user:${SECRET}%ff@127.0.0.1:1/ledgers`],
  [
    'TLS where the server has none, or no certificate to trust',
    'STORE_UNREACHABLE',
    async () => `${place({})}&sslmode=require`,
  ],
  ['a user who may not log in', 'STORE_DENIED', withoutLogin],
  ['a wrong password', 'STORE_DENIED', async () => place({ password: SECRET })],
  ['a user that is not there', 'STORE_DENIED', async () => place({ username: newName(), password: SECRET })],
  ['a database that is not there', 'STORE_NOT_FOUND', async () => place({ pathname: `/${newName()}` })],
  ['a port where nobody listens', 'STORE_UNREACHABLE', async () => place({ port: '1', password: SECRET })],
  ['a host that is not there', 'STORE_UNREACHABLE', async () => place({ hostname: 'no-such-host.invalid' })],
  ['a server that is too old', 'STORE_FAILED', async () => `postgres://u:${SECRET}@127.0.0.1:${await oldServer()}/x`],
  ['a schema of a newer version', 'STORE_NEWER', newerSchema],
  ['a user without rights', 'STORE_DENIED', withoutRights],
]

const COMMANDS: readonly (readonly string[])[] = [['replay'], ['serve', '--port', '0'], ['show', 'P-1']]

describe.each(PLACES)('%s', (_, code, where) => {
  test(`is ${code}, in one line and without a password, whatever is asked`, async () => {
    const url = await where()
    for (const args of COMMANDS) {
      const { exit, said, err } = await ledger(args, { LEDGER_STORE: url })
      assert.match(err, new RegExp(`^ledger: ${code}: [^\\n]+\\n$`))
      assert.equal(exit, 2, err)
      assertNothingGivenAway(url, said)
    }
  })

  test('is told in one line for read models, too', async ({ skip }) => {
    if (code === 'STORE_NEWER') return skip('a ledger of a newer version is no place for read models of any')
    const url = (await where()).replace(/schema=\w+/, `schema=${newName()}`)
    const ledgerUrl = `sqlite:${join(folder, `${newName()}.db`)}`
    const { exit, said, err } = await ledger(['serve', '--port', '0'], { LEDGER_STORE: ledgerUrl, LEDGER_MODELS: url })
    assert.match(err, new RegExp(`^ledger: ${code}: [^\\n]+\\n$`))
    assert.equal(exit, 2, err)
    assertNothingGivenAway(url, said)
  })
})

function assertNothingGivenAway(url: string, text: string): void {
  assert.doesNotMatch(text, /^\s+at /m)
  const right = new URL(inject('postgresUrl')).password
  for (const secret of [SECRET, right, decodeURIComponent(right), url].filter((each) => each !== 'test'))
    assert.ok(!text.includes(secret), text)
}

async function newerSchema(): Promise<string> {
  const url = place({})
  const store = await postgres(url)
  await store.close()
  await asAdministrator(`INSERT INTO ${schemaOf(url)}.ledger_migrations VALUES (99, 'of later')`)
  return url
}

async function withoutLogin(): Promise<string> {
  const role = newName()
  await asAdministrator(`CREATE ROLE ${role} PASSWORD '${SECRET}'`)
  onTestFinished(() => asAdministrator(`DROP ROLE ${role}`))
  return place({ username: role, password: SECRET })
}

/** Somebody who may connect, and nothing else. */
async function withoutRights(): Promise<string> {
  const url = place({})
  const role = newName()
  const store = await postgres(url)
  await store.close()
  await asAdministrator(`CREATE ROLE ${role} LOGIN PASSWORD '${SECRET}'`)
  onTestFinished(() => asAdministrator(`DROP ROLE ${role}`))
  return Object.assign(new URL(url), { username: role, password: SECRET }).href
}

interface Ran {
  readonly exit: number
  readonly said: string
  readonly err: string
}

/** The program in this process: what it prints is caught, and what it leaves behind would fail the test. */
async function ledger(args: readonly string[], variables: Readonly<Record<string, string>>): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []]
  for (const [name, value] of Object.entries({ LEDGER_DATA_DIR: folder, LOG_LEVEL: 'debug', ...variables }))
    vi.stubEnv(name, value)
  for (const [stream, lines] of [
    [process.stdout, out],
    [process.stderr, err],
  ] as const)
    vi.spyOn(stream, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
  try {
    const exit = await run(args)
    return { exit, said: [...out, ...err].join(''), err: err.join('') }
  } finally {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  }
}
