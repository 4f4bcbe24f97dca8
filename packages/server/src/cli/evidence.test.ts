import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { verifyEd25519 } from '@procurement-ledger/core/notary'
import { openCheckpoint, parseVerifierKey, verifyReceipt } from '@procurement-ledger/core/verify'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { tenderingProject } from '../endurance/commands.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const ORIGIN = 'ledger.example/county'
const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())

const root = mkdtempSync(join(tmpdir(), 'ledger-cli-evidence-'))
const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function ledger(cwd: string, ...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code: child.exitCode, out, err }
}

/** Serves until it is stopped; resolves when it listens. */
async function serve(cwd: string, ...args: string[]) {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const url = /listening at (http:\/\/[^"]+)/.exec(line)?.[1]
    if (url === undefined) continue
    child.stdout?.resume()
    return {
      url,
      async stop() {
        child.kill('SIGTERM')
        await once(child, 'exit')
      },
    }
  }
  throw new Error(await text(child.stderr as NodeJS.ReadableStream))
}

const record = (url: string, projectId: string) =>
  fetch(`${url}/v1/projects/${projectId}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(tenderingProject(projectId).facts),
  })

function trustIn(verifierKey: string) {
  const key = parseVerifierKey(sha256, verifierKey.trim())
  assert.ok(key.ok)
  return { origin: ORIGIN, keys: [key.value], verifyEd25519 }
}

async function keyed(): Promise<{ cwd: string; trust: ReturnType<typeof trustIn> }> {
  const cwd = mkdtempSync(join(root, 'place-'))
  const { code, out } = await ledger(cwd, 'keygen', '--origin', ORIGIN)
  assert.equal(code, 0)
  return { cwd, trust: trustIn(out) }
}

describe('ledger keygen', () => {
  test('prints the verifier key, keeps the private one to its owner, and overwrites nothing', async () => {
    const { cwd } = await keyed()
    const path = join(cwd, 'ledger.key')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const before = readFileSync(path, 'utf8')
    const again = await ledger(cwd, 'keygen', '--origin', ORIGIN)
    assert.deepEqual([again.code, /KEY_EXISTS/.test(again.err)], [2, true])
    expect(readFileSync(path, 'utf8')).toBe(before)
    const json = await ledger(cwd, 'keygen', '--origin', ORIGIN, '--out', 'second.key', '--json')
    const { origin, key, verifierKey } = JSON.parse(json.out)
    expect([origin, key, trustIn(verifierKey).keys.length]).toEqual([ORIGIN, 'second.key', 1])
  })

  test('names what is no origin', async () => {
    const { code, err } = await ledger(root, 'keygen', '--origin', 'https://ledger.example', '--out', 'never.key')
    assert.deepEqual([code, /ORIGIN_INVALID/.test(err), existsSync(join(root, 'never.key'))], [2, true, false])
    assert.equal((await ledger(root, 'keygen')).code, 2)
  })
})

describe('ledger verify', () => {
  test('of what a notary signed: store, folder, bundle and service, since a checkpoint that was kept', {
    timeout: 180_000,
  }, async () => {
    const cwd = mkdtempSync(join(root, 'place-'))
    const key = (await ledger(cwd, 'keygen', '--origin', ORIGIN)).out.trim()
    const exit = async (target: string, ...more: string[]) => {
      const { code, out, err } = await ledger(cwd, 'verify', target, '--key', key, ...more)
      return { code, text: out + err }
    }
    const first = await serve(cwd, '--key', 'ledger.key')
    await record(first.url, 'P-1')
    await fetch(`${first.url}/v1/projects/P-1/bundle`)
    writeFileSync(join(cwd, 'kept'), await (await fetch(`${first.url}/v1/checkpoint`)).text())
    await record(first.url, 'P-2')
    await fetch(`${first.url}/v1/projects/P-2/bundle`)
    for (const more of [[], ['--project', 'P-1', '--project', 'P-2']]) {
      const found = await exit(first.url, '--since', 'kept', ...more)
      assert.equal(found.code, 0, found.text)
    }
    assert.equal((await exit(first.url, '--project', 'P-9')).code, 6)
    await first.stop()
    assert.equal((await exit(first.url)).code, 6)

    for (const target of ['ledger.db', 'ledger.db.evidence']) {
      const found = await exit(target, '--since', 'kept')
      assert.equal(found.code, 0, found.text)
      assert.doesNotMatch(found.text, /not checked {2}.*(signature|older history)/)
    }
    const bundled = await ledger(cwd, 'bundle', 'P-1', '--out', 'P-1.zip', '--since', 'kept')
    assert.equal(bundled.code, 0, bundled.err)
    assert.equal((await exit('P-1.zip', '--since', 'kept')).code, 0)

    // A tile altered, then gone; a bundle cut off.
    cpSync(join(cwd, 'ledger.db.evidence'), join(cwd, 'genuine'), { recursive: true })
    const size = readFileSync(join(cwd, 'genuine', 'checkpoint'), 'utf8').split('\n')[1]
    const path = join(cwd, 'ledger.db.evidence', `tile/0/000.p/${size}`)
    writeFileSync(path, readFileSync(path).fill('altered', 40, 47))
    assert.equal((await exit('ledger.db.evidence')).code, 1)
    assert.equal((await exit('ledger.db')).code, 1)
    rmSync(path)
    assert.equal((await exit('ledger.db.evidence')).code, 3)
    assert.equal((await exit('P-1.zip', '--since', 'genuine/checkpoint')).code, 0)
    const zip = readFileSync(join(cwd, 'P-1.zip'))
    writeFileSync(join(cwd, 'cut.zip'), zip.subarray(0, -1))
    assert.equal((await exit('cut.zip')).code, 6)
  })
})

describe('ledger serve --key', () => {
  test('signs what is recorded, goes on after a restart, and refuses a store that was taken back', {
    timeout: 120_000,
  }, async () => {
    const { cwd, trust } = await keyed()
    const first = await serve(cwd, '--key', 'ledger.key')
    const [receipt] = (await (await record(first.url, 'P-1')).json()) as { eventId: string }[]
    const proof = await (await fetch(`${first.url}/v1/receipts/${receipt?.eventId}`)).text()
    assert.ok(verifyReceipt(sha256, proof, trust).ok)
    await first.stop()
    expect(existsSync(join(cwd, 'ledger.db.evidence', 'checkpoint'))).toBe(true)
    cpSync(join(cwd, 'ledger.db'), join(cwd, 'backup.db'))

    const second = await serve(cwd, '--key', 'ledger.key')
    await record(second.url, 'P-2')
    await fetch(`${second.url}/v1/events`)
    await second.stop()
    const signed = openCheckpoint(readFileSync(join(cwd, 'ledger.db.evidence', 'checkpoint'), 'utf8'), trust)
    assert.ok(signed.ok && signed.value.size > 4)

    cpSync(join(cwd, 'backup.db'), join(cwd, 'ledger.db'))
    const restored = await serve(cwd, '--key', 'ledger.key')
    const refused = await record(restored.url, 'P-3')
    const problem = (await refused.json()) as { code: string; detail: string }
    assert.deepEqual([refused.status, problem.code], [503, 'LEDGER_ROLLED_BACK'])
    assert.match(problem.detail, /Restore a copy/)
    assert.equal((await fetch(`${restored.url}/v1/ready`)).status, 503)
    // What is there can still be read, and the last checkpoint still stands.
    assert.equal((await fetch(`${restored.url}/v1/projects/P-1`)).status, 200)
    assert.ok(openCheckpoint(await (await fetch(`${restored.url}/v1/checkpoint`)).text(), trust).ok)
    await restored.stop()

    // Nor without a key, nor from the command line.
    for (const args of [
      ['serve', '--port', '0'],
      [
        'record',
        'P-1',
        'ProjectClosed',
        '--occurred-at',
        '2023-06-02T10:00:00+08:00',
        '--actor',
        'a:buyer',
        '--data',
        'empty.json',
      ],
    ]) {
      writeFileSync(join(cwd, 'empty.json'), '{}')
      const { code, err } = await ledger(cwd, ...args)
      assert.deepEqual([code, /LEDGER_ROLLED_BACK/.test(err)], [2, true], err)
    }
  })

  test('a key of another name, no key, a folder for a ledger in memory: exit 2 and what to do', {
    timeout: 60_000,
  }, async () => {
    const { cwd } = await keyed()
    assert.equal((await ledger(cwd, 'keygen', '--origin', 'ledger.example/other', '--out', 'other.key')).code, 0)
    const served = await serve(cwd, '--key', 'ledger.key')
    await served.stop()
    for (const [args, expected] of [
      [['--key', 'other.key'], /KEY_INVALID.*ledger\.example\/other.*ledger\.example\/county/],
      [['--key', 'absent.key'], /KEY_INVALID.*keygen/],
      [['--evidence', 'elsewhere'], /--key/],
      [['--key', 'ledger.key', '--adopt-checkpoint', 'absent'], /absent cannot be read/],
      [['--key', 'ledger.key', '--evidence', 'x', '--store', 'memory:'], /memory/],
    ] as const) {
      const { code, err } = await ledger(cwd, 'serve', '--port', '0', ...args)
      assert.deepEqual([code, expected.test(err)], [2, true], err)
      assert.doesNotMatch(err, /\n\s+at /)
    }
  })

  test('evidence elsewhere is held too where no notary runs, if it is named', { timeout: 120_000 }, async () => {
    const { cwd } = await keyed()
    const first = await serve(cwd, '--key', 'ledger.key', '--evidence', 'proofs')
    await record(first.url, 'P-1')
    await first.stop()
    cpSync(join(cwd, 'ledger.db'), join(cwd, 'backup.db'))
    const second = await serve(cwd, '--key', 'ledger.key', '--evidence', 'proofs')
    await record(second.url, 'P-2')
    await fetch(`${second.url}/v1/receipts/00000000-0000-4000-8000-000000000000`)
    await second.stop()
    writeFileSync(join(cwd, 'empty.json'), '{}')
    const args = ['P-1', 'ProjectClosed', '--occurred-at', '2023-06-02T10:00:00+08:00', '--actor', 'a:buyer']
    const close = ['record', ...args, '--data', 'empty.json']
    // The store as it was signed: the fact is judged, and refused for what it says.
    const judged = await ledger(cwd, ...close, '--evidence', 'proofs')
    assert.equal(judged.code, 1, judged.err)
    // Taken back.
    cpSync(join(cwd, 'backup.db'), join(cwd, 'ledger.db'))
    for (const command of [close, ['serve', '--port', '0'], ['import', 'ocds', 'empty.json']]) {
      const { code, err } = await ledger(cwd, ...command, '--evidence', 'proofs')
      assert.deepEqual([code, /LEDGER_ROLLED_BACK/.test(err)], [2, true], `${command[0]}: ${err}`)
    }
    // Lost: what would be made in its place is no new ledger.
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(cwd, `ledger.db${suffix}`), { force: true })
    const lost = await ledger(cwd, ...close, '--evidence', 'proofs')
    assert.deepEqual([lost.code, /LEDGER_ROLLED_BACK/.test(lost.err)], [2, true], lost.err)
    const absent = await ledger(cwd, ...close, '--evidence', 'absent')
    assert.deepEqual([absent.code, /absent has no checkpoint/.test(absent.err)], [2, true], absent.err)
    const inMemory = await ledger(cwd, ...close, '--evidence', 'proofs', '--store', 'memory:')
    assert.deepEqual([inMemory.code, /memory/.test(inMemory.err)], [2, true], inMemory.err)
  })

  test('the folder lost, signing goes on behind a checkpoint that was kept', { timeout: 60_000 }, async () => {
    const { cwd, trust } = await keyed()
    const first = await serve(cwd, '--key', 'ledger.key', '--evidence', 'proofs')
    await record(first.url, 'P-1')
    await first.stop()
    cpSync(join(cwd, 'proofs', 'checkpoint'), join(cwd, 'kept'))
    rmSync(join(cwd, 'proofs'), { recursive: true })
    const lost = await serve(cwd, '--key', 'ledger.key', '--evidence', 'proofs')
    const refused = await record(lost.url, 'P-2')
    assert.deepEqual([refused.status, ((await refused.json()) as { code: string }).code], [503, 'EVIDENCE_MISSING'])
    await lost.stop()
    const adopted = await serve(cwd, '--key', 'ledger.key', '--evidence', 'proofs', '--adopt-checkpoint', 'kept')
    const [receipt] = (await (await record(adopted.url, 'P-2')).json()) as { eventId: string }[]
    const proof = await (await fetch(`${adopted.url}/v1/receipts/${receipt?.eventId}`)).text()
    assert.ok(verifyReceipt(sha256, proof, trust).ok)
    await adopted.stop()
  })
})
