import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, onTestFinished, test } from 'vitest'
import {
  databaseOf,
  newDatabase,
  newName,
  rawly,
  urlWith,
} from '../packages/ledger-core/src/testing/postgres/given-ledger.ts'
import { tenderingProject } from '../packages/server/src/endurance/commands.ts'
import { HEALTH_CHECK, instructions, lastInstruction, POSTGRES, read, type Service } from './testing/deploy-files.ts'

/** The steps of Dockerfile and compose file, typed by hand: no Docker is needed, and none is tested. */

describe('typed by hand', { timeout: 240_000 }, () => {
  const image = mkdtempSync(join(tmpdir(), 'ledger-image-'))
  afterAll(() => rmSync(image, { recursive: true, force: true }))

  /** The same in the folder that stands for the image; what is the container's own is taken from there. */
  const inside = (text: string): string =>
    text.replaceAll(/(?<![\w./])\/(app|data|keys|run|usr|grants\.sql)\b/g, `${image}/$1`).replaceAll('$$', '$')

  beforeAll(() => {
    copyContext(join(image, 'app'))
    const [, install = ''] = instructions('RUN')
    // Everything was fetched for the tests already.
    execFileSync('sh', ['-c', `${install} --offline`], {
      cwd: join(image, 'app'),
      stdio: 'pipe',
      env: { ...process.env, CI: 'true' },
    })
    mkdirSync(join(image, 'usr/local/bin'), { recursive: true })
    mkdirSync(join(image, 'run/secrets'), { recursive: true })
    execFileSync('sh', ['-c', inside(lastInstruction('RUN')).replace(/&& chown \S+ \S+ \S+/, '')], { stdio: 'pipe' })
  }, 120_000)

  const variables = (environment: object, more: object = {}): NodeJS.ProcessEnv => ({
    ...Object.fromEntries(
      lastInstruction('ENV')
        .split(' ')
        .map((each) => inside(each).split('=')),
    ),
    ...environment,
    ...{ PATH: `${image}/usr/local/bin:${dirname(process.execPath)}:/usr/bin:/bin`, PORT: '0' },
    ...more,
  })

  async function started(
    words: readonly string[],
    env: NodeJS.ProcessEnv,
  ): Promise<{ child: ChildProcess; port: string }> {
    const [program = '', ...args] = words
    const child = spawn(program, args, { cwd: join(image, 'data'), env, stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      const port = /Server listening at http:\/\/[\d.]+:(\d+)/.exec(line)?.[1]
      if (port !== undefined) return { child, port }
    }
    return assert.fail(`${words.join(' ')} ended with ${child.exitCode}`)
  }

  const isHealthy = (port: string): boolean => {
    const [, ...args] = HEALTH_CHECK
    return spawnSync(process.execPath, args, { env: { ...process.env, PORT: port } }).status === 0
  }

  const onLoopback = (words: readonly string[]): string[] =>
    words.map((word) => (word === '0.0.0.0' ? '127.0.0.1' : inside(word)))

  test('the image serves, is healthy, keeps its ledger in its volume, and stops when it is told', async () => {
    const words = [...JSON.parse(lastInstruction('ENTRYPOINT')), ...onLoopback(JSON.parse(lastInstruction('CMD')))]
    const { child, port } = await started(words, variables({}))
    assert.ok(isHealthy(port))
    assert.ok(existsSync(join(image, 'data/ledger.db')))
    const exit = once(child, 'exit')
    child.kill('SIGTERM')
    assert.deepEqual(await exit, [0, null])
    assert.ok(!isHealthy(port))
  })

  test('two services share the ledger that roles.sh, tables and grants made, and have no right to change it', async () => {
    const url = await newDatabase()
    const names = { ledger_owner: newName(), ledger_app: newName() }
    for (const [secret, text] of [
      ['owner', "o'wner"],
      ['app', 'ap p'],
    ] as const)
      writeFileSync(join(image, 'run/secrets', secret), `${text}\n`)
    const named = (text: string): string =>
      Object.entries(names)
        .reduce((all, [name, own]) => all.replaceAll(name, own), text)
        .replaceAll(':5432/ledgers', `:${new URL(url).port}/${databaseOf(url)}`)
        .replaceAll('@database', `@${new URL(url).hostname}`)
    const [, statements = ''] = /<<'SQL'\n([\s\S]*?)^SQL$/m.exec(read('deploy/postgres/roles.sh')) ?? []
    await rawly(url, (ask) => ask(named(statements).replace(":'owner'", "'o''wner'").replace(":'app'", "'ap p'")))
    onTestFinished(() =>
      rawly(url, async (ask) => {
        for (const name of Object.values(names)) {
          await ask(`DROP OWNED BY ${name} CASCADE`)
          await ask(`DROP ROLE ${name}`)
        }
      }),
    )
    const service = (name: string) => POSTGRES.services[name] ?? assert.fail(name)
    const words = ({ entrypoint = [], command = [] }: Service) => [...[entrypoint].flat(), ...command]
    const environment = (name: string) =>
      Object.fromEntries(
        Object.entries(service(name).environment ?? {}).map(([key, value]) => [key, named(String(value))]),
      )

    const [sh = '', ...tables] = words(service('tables')).map(inside)
    execFileSync(sh, tables, {
      cwd: join(image, 'app/packages/server'),
      env: variables(environment('tables')),
      stdio: 'pipe',
    })
    await rawly(urlWith(url, { username: names.ledger_owner, password: "o'wner" }), (ask) =>
      ask(named(read('deploy/postgres/grants.sql'))),
    )
    const key = inside('/keys/ledger.key')
    execFileSync('ledger', ['keygen', '--origin', 'example.invalid/compose', '--out', key], {
      env: variables({}),
      stdio: 'pipe',
    })

    const all = await Promise.all(
      ['ledger1', 'ledger2'].map((name) => started(onLoopback(words(service(name))), variables(environment(name)))),
    )
    const [one, other] = all.map(({ port }) => `http://127.0.0.1:${port}`)
    const recorded = await fetch(`${one}/v1/projects/P-1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(tenderingProject('P-1').facts),
    })
    assert.equal(recorded.status, 201, await recorded.clone().text())
    const [{ position, eventId } = assert.fail()] = (await recorded.json()) as { position: string; eventId: string }[]
    const list = await fetch(`${other}/v1/projects`, { headers: { 'x-after-position': position } })
    assert.match(await list.text(), /"projectId":"P-1"/)
    assert.equal((await fetch(`${other}/v1/receipts/${eventId}`)).status, 200)
    assert.equal(globSync(inside('/data/*.evidence/checkpoint')).length, 1)
    await rawly(urlWith(`${url.split('?')[0]}?schema=jx`, { username: names.ledger_app, password: 'ap p' }), (ask) =>
      assert.rejects(ask('DELETE FROM events'), { code: '42501' }),
    )
  })
})

/** What `COPY` takes of this folder, behind deploy/Dockerfile.dockerignore. */
function copyContext(to: string): void {
  const rules = read('deploy/Dockerfile.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const allowed = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1))
  const left = rules.filter((rule) => rule.startsWith('**/')).map((rule) => rule.slice(3))
  const isLeft = (path: string) =>
    left.some((rule) => basename(path) === rule || (rule[0] === '*' && path.endsWith(rule.slice(1))))
  for (const words of instructions('COPY')
    .filter((rest) => !rest.startsWith('--from'))
    .map((rest) => rest.split(' ')))
    for (const name of words.slice(0, -1)) {
      assert.ok(allowed.includes(name), `${name} is ignored`)
      cpSync(name, join(to, name), { recursive: true, filter: (path) => !isLeft(path) })
    }
}
