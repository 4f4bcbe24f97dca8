import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type Evidence, signedTree } from '../testing/evidence-of.ts'
import { ORIGIN, recordExample, signExample } from '../testing/example-ledger.ts'
import { forge, rewrite } from '../testing/forgery.ts'

/** `ledger verify` as a person runs it: what it prints, and how it ends. */

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ledger-cli-verify-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const path = (name: string) => join(folder, name)
let evidence: Evidence

beforeAll(async () => {
  await recordExample(path('ledger.db'), 3, 1)
  evidence = await signExample(path('ledger.db'))
  writeFileSync(path('kept'), evidence.note)
  writeFileSync(path('log.vkey'), `${evidence.verifierKey}\n`)
  cpSync(path('ledger.db'), path('bare.db'))
  rewrite(path('bare.db'), (rows) => rows.slice(0, 9))
  for (const name of ['flipped', 'cut']) {
    cpSync(path('ledger.db'), path(`${name}.db`))
    cpSync(path('ledger.db.evidence'), path(`${name}.db.evidence`), { recursive: true })
  }
  forge(path('flipped.db'), (db) => db.exec(`UPDATE events SET data = data || ' ' WHERE position = 5`))
  rewrite(path('cut.db'), (rows) => rows.slice(0, 9))
  writeFileSync(path('text'), 'a ledger, on my word')
  writeFileSync(path('elsewhere'), signedTree([], 'ledger.invalid/city', 'the first key').note)
  writeFileSync(path('larger'), signedTree(Array(99).fill(new Uint8Array(32)), ORIGIN, 'the first key').note)
})

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

const ledger = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> => run('verify', args, env)

const run = (command: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, ...env } }
    execFile(process.execPath, [MAIN, command, ...args], options, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    )
  })

describe('ledger verify', () => {
  test('says what stands, what was checked, and what was not', async () => {
    const { code, out, err } = await ledger(['ledger.db', '--key', evidence.verifierKey, '--since', 'kept'])
    assert.deepEqual([code, err], [0, ''])
    assert.match(out, /^ledger\.db \(store\): SOUND\nevents {7}16, 16 under the checkpoint\ncheckpoint /)
    assert.match(out, /\nchecked {6}the signature of the checkpoint\n/)
    assert.doesNotMatch(out, /not checked/)
  })

  test('names position, stream and revision, as text and as JSON', async () => {
    const text = await ledger(['sqlite:flipped.db'])
    assert.equal(text.code, 1)
    assert.match(text.out, /ALTERED\n {2}PART_DIFFERS at position 5, stream project-EX-1, revision 0: the data part/)
    const { code, out } = await ledger(['flipped.db', '--json'])
    const { exit, verdict, kind, findings } = JSON.parse(out)
    assert.deepEqual([code, exit, verdict, kind], [1, 1, 'altered', 'store'])
    const [{ code: finding, position, stream, revision, index, part }] = findings
    assert.deepEqual(
      [finding, position, stream, revision, index, part],
      ['PART_DIFFERS', '5', 'project-EX-1', 0, 4, 'data'],
    )
  })

  test('without an argument verifies the store', async () => {
    assert.equal((await ledger(['--store', 'sqlite:ledger.db'])).code, 0)
    assert.equal((await ledger([], { LEDGER_STORE: 'sqlite:cut.db' })).code, 3)
  })

  const another = () => signedTree([], ORIGIN, 'another key').verifierKey

  test.each([
    ['a key in a file', ['ledger.db', '--key', 'log.vkey'], 0],
    ['either of two keys', ['ledger.db', '--key', another(), '--key', 'log.vkey'], 0],
    ['an evidence folder', ['ledger.db.evidence', '--key', 'log.vkey'], 0],
    ['evidence elsewhere', ['ledger.db', '--evidence', 'cut.db.evidence'], 0],
    ['a tail that is gone', ['cut.db'], 3],
    ['a rollback that --since catches', ['bare.db', '--since', 'kept'], 4],
    ['evidence without a checkpoint', ['bare.db', '--evidence', '.'], 3],
    ['no evidence, and a key that asks for it', ['bare.db', '--key', 'log.vkey'], 3],
    ['another key', ['ledger.db', '--key', another()], 5],
    ['a text', ['text'], 6],
    ['a kept checkpoint that is none', ['ledger.db', '--since', 'text'], 6],
    ['nothing', ['absent.db'], 2],
    ['a key that is none', ['ledger.db', '--key', 'a+b+c'], 2],
    ['a key file that is not there', ['ledger.db', '--key', 'absent.vkey'], 2],
    ['a kept checkpoint that is not there', ['ledger.db', '--since', 'absent'], 2],
    ['evidence that is not there', ['ledger.db', '--evidence', 'absent'], 2],
    ['a store in memory', ['memory:'], 2],
    ['another engine', ['redis://x'], 2],
    ['a project of a file', ['ledger.db', '--project', 'EX-1'], 2],
    ['two things at once', ['ledger.db', 'cut.db'], 2],
  ] as const)('%s: %j exits %d', async (_what, args, expected) => {
    const { code, out, err } = await ledger(args)
    assert.equal(code, expected, out + err)
    assert.ok((expected === 2 ? err : out).trim().length > 0)
    assert.doesNotMatch(err, /\n\s+at |node:internal/, 'no stack trace')
  })
})

describe('ledger bundle', () => {
  const bundle = (...args: string[]) => run('bundle', args)

  test('writes what ledger verify verifies', async () => {
    const { code, out } = await bundle('EX-1', '--out', 'EX-1.zip', '--key', 'log.vkey', '--store', 'ledger.db')
    assert.deepEqual([code, out.split(':')[0]], [0, 'EX-1.zip'])
    const verified = await ledger(['EX-1.zip', '--key', 'log.vkey'])
    assert.equal(verified.code, 0, verified.out)
    assert.match(verified.out, /^EX-1\.zip \(bundle\): SOUND\nevents {7}5, 5 under the checkpoint\n/)
    assert.equal((await ledger(['EX-1.zip', '--key', signedTree([], ORIGIN, 'another key').verifierKey])).code, 5)
  })

  test('since a kept checkpoint proves that the log extends it; without, verify says what is missing', async () => {
    const older = signedTree(evidence.hashes.slice(0, 9), ORIGIN, 'the first key').note
    writeFileSync(path('older'), older)
    const args = ['EX-1', '--key', 'log.vkey', '--store', 'ledger.db']
    const { code, out } = await bundle(...args, '--out', 'since.zip', '--since', 'older')
    assert.equal(code, 0)
    assert.match(out, /ledger verify since\.zip --key <key> --since older/)
    const verified = await ledger(['since.zip', '--key', 'log.vkey', '--since', 'older'])
    assert.equal(verified.code, 0, verified.out)
    assert.match(verified.out, /\nchecked {6}that the log extends the kept checkpoint of 9 events\n/)
    await bundle(...args, '--out', 'plain.zip')
    const unproven = await ledger(['plain.zip', '--key', 'log.vkey', '--since', 'older'])
    assert.equal(unproven.code, 3)
    assert.match(unproven.out, /MISSING\n {2}CONSISTENCY_MISSING: .*ledger bundle --since/)
    writeFileSync(path('forked'), signedTree([new Uint8Array(32)], ORIGIN, 'the first key').note)
    await bundle(...args, '--out', 'forked.zip', '--since', 'forked')
    assert.equal((await ledger(['forked.zip', '--key', 'log.vkey', '--since', 'forked'])).code, 4)
  })

  test('where nothing is signed says how to have it signed', async () => {
    const { code, err } = await bundle('EX-1', '--out', 'x.zip', '--store', 'bare.db')
    assert.equal(code, 1)
    assert.match(err, /NOTARY_ABSENT: .*--evidence.*ledger keygen --origin ledger\.invalid\/county.*ledger serve --key/)
  })

  test.each([
    ['a project that is none', ['EX-9', '--out', 'x.zip', '--store', 'ledger.db'], 1],
    ['what is not signed yet', ['EX-1', '--out', 'x.zip', '--store', 'ledger.db', '--evidence', 'absent'], 1],
    ['no file to write', ['EX-1', '--store', 'ledger.db'], 2],
    ['a file that cannot be written', ['EX-1', '--out', 'absent/x.zip', '--store', 'ledger.db'], 2],
    ['a key that is none', ['EX-1', '--out', 'x.zip', '--key', 'a+b+c', '--store', 'ledger.db'], 2],
    ['a kept checkpoint that is none', ['EX-1', '--out', 'x.zip', '--since', 'text', '--store', 'ledger.db'], 2],
    ['a kept checkpoint that is not there', ['EX-1', '--out', 'x.zip', '--since', 'absent', '--store', 'ledger.db'], 2],
    ['one of another ledger', ['EX-1', '--out', 'x.zip', '--since', 'elsewhere', '--store', 'ledger.db'], 2],
    ['one of more than is signed', ['EX-1', '--out', 'x.zip', '--since', 'larger', '--store', 'ledger.db'], 1],
  ] as const)('%s: %j exits %d', async (_what, args, expected) => {
    const { code, err } = await bundle(...args)
    assert.equal(code, expected, err)
    assert.doesNotMatch(err, /\n\s+at |node:internal/, 'no stack trace')
  })
})
