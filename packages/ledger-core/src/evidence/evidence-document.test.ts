import assert from 'node:assert/strict'
import { createHash, createPublicKey, hash, verify } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { describe, test } from 'vitest'
import { openLedger } from '../ledger.ts'
import { memory } from '../stores/memory.ts'
import { blocksOf, EVIDENCE_DOCUMENT, evidenceExamples, renewEvidenceDocument } from '../testing/evidence-examples.ts'
import { scriptedSources } from '../testing/sources.ts'
import type { Checkpoint } from './checkpoint.ts'
import { FINDINGS } from './finding.ts'
import { openLogVerifier } from './verify-log.ts'

const document = existsSync(EVIDENCE_DOCUMENT) ? readFileSync(EVIDENCE_DOCUMENT, 'utf8') : ''
const blocks = blocksOf(document)
const sha256 = (...parts: readonly (Uint8Array | string)[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
const LEAF = Buffer.of(0)
const NODE = Buffer.of(1)

/** The lines of a block, each a name and a value. */
const rowsOf = (name: string): [string, string][] =>
  linesOf(name).map((line) => [line.slice(0, line.indexOf('  ')), line.slice(line.indexOf('  ')).trim()])
const linesOf = (name: string): string[] => (blocks.get(name) ?? '').split('\n').slice(0, -1)
const bytesOf = (name: string): Buffer[] => linesOf(name).map((line) => Buffer.from(line, 'hex'))

describe('docs/evidence.md', () => {
  test('is what the code says; renew it with: pnpm docs:evidence', async () => {
    assert.equal(document, await renewEvidenceDocument(document))
    assert.deepEqual([...blocks.keys()].toSorted(), [...(await evidenceExamples()).keys()].toSorted())
  })

  test('lists every code of a finding', () => {
    for (const code of Object.keys(FINDINGS)) assert.ok(document.includes(`| \`${code}\` |`), code)
  })

  test('its program verifies a store', async () => {
    const [, imports = '', program = ''] = /```ts\n((?:import .*\n)+)([\s\S]*?)```/.exec(document) ?? []
    assert.match(imports, /from '@procurement-ledger\/core\/verify'/)
    const ledger = await openLedger({ store: memory(), sources: scriptedSources() })
    const [event] = (await Array.fromAsync(ledger.store.readLog())).flat()
    assert.ok(event)
    const checkpoint: Checkpoint = { origin: 'any', size: 1, root: event.leafHash }
    const names = ['hash', 'openLogVerifier', 'store', 'checkpoint']
    const code = `return (async () => {${stripTypeScriptTypes(program)}; return { verdict, findings } })()`
    const run = new Function(...names, code) as (...values: readonly unknown[]) => Promise<object>
    assert.deepEqual(await run(hash, openLogVerifier, ledger.store, checkpoint), { verdict: 'sound', findings: [] })
  })

  test('every code is given by the code', () => {
    const root = new URL('../../../../', import.meta.url).pathname
    const sources = globSync('packages/*/src/**/*.ts', { cwd: root }).filter(
      (name) => !/finding\.ts$|\.test\.ts$|\/testing\//.test(name),
    )
    const text = sources.map((name) => readFileSync(`${root}/${name}`, 'utf8')).join('\n')
    assert.deepEqual(
      Object.keys(FINDINGS).filter((code) => !text.includes(`'${code}'`)),
      [],
    )
  })
})

/** A second verifier, of node:crypto and the words of the document alone: whoever reads it could have written this. */
describe('the examples, followed by hand', () => {
  const leaves = linesOf('leaves')
  const hashes = leaves.map((leaf) => sha256(LEAF, leaf))
  const [first, second, third] = hashes as [Buffer, Buffer, Buffer]
  const root = sha256(NODE, sha256(NODE, first, second), third)

  test('parts have their commitments, and the leaf has these', () => {
    const rows = rowsOf('parts')
    assert.equal(rows.length, 9)
    const { parts } = JSON.parse(leaves[1] as string)
    for (let at = 0; at < rows.length; at += 3) {
      const [[part, text], [, salt], [, commitment]] = rows.slice(at, at + 3) as [
        [string, string],
        [string, string],
        [string, string],
      ]
      const made = sha256('procurement-ledger/part/v1\n', Buffer.from(salt, 'hex'), text)
      assert.equal(made.toString('hex'), commitment)
      assert.equal(made.toString('base64'), parts[part])
    }
  })

  test('leaves are sorted JSON without white space, and have their hashes', () => {
    for (const leaf of leaves) {
      const fields = JSON.parse(leaf)
      assert.deepEqual(Object.keys(fields), Object.keys(fields).toSorted())
      assert.equal(JSON.stringify(fields), leaf)
    }
    assert.deepEqual(
      rowsOf('leaf-hashes').map(([, hash]) => hash),
      hashes.map((hash) => hash.toString('hex')),
    )
  })

  test('the chain starts at the empty string', () => {
    const prev = leaves.map((leaf) => JSON.parse(leaf).prev)
    assert.deepEqual(
      prev,
      [sha256(''), first, second].map((hash) => hash.toString('base64')),
    )
    assert.deepEqual(
      rowsOf('chain').map(([, hash]) => hash),
      prev.slice(0, 2),
    )
  })

  test('tree, inclusion, consistency and tile', () => {
    assert.deepEqual(
      rowsOf('tree').map(([, hash]) => hash),
      [sha256(NODE, first, second).toString('hex'), root.toString('hex')],
    )
    assert.deepEqual(bytesOf('inclusion'), [first, third])
    assert.deepEqual(bytesOf('consistency'), [third])
    const [[path, text]] = rowsOf('tile') as [[string, string]]
    assert.deepEqual([path, text], ['tile/0/000.p/3', `96 bytes, SHA-256 ${sha256(...hashes).toString('hex')}`])
  })

  test('the checkpoint is signed by the key', () => {
    const [name, id, key] = (linesOf('key')[0] as string).split('+') as [string, string, string]
    const raw = Buffer.from(key, 'base64')
    assert.equal(sha256(`${name}\n`, raw).subarray(0, 4).toString('hex'), id)
    const [text, line] = (blocks.get('checkpoint') as string).split('\n\n') as [string, string]
    const signature = Buffer.from(line.split(' ')[2] as string, 'base64')
    assert.equal(signature.subarray(0, 4).toString('hex'), id)
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw.subarray(1)])
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    assert.ok(verify(null, Buffer.from(`${text}\n`), publicKey, signature.subarray(4)))
    assert.deepEqual(text.split('\n').slice(1), ['3', root.toString('base64')])
  })

  test('the receipt leads from its leaf to the root that was signed', () => {
    const [proof, ...checkpoint] = (blocks.get('receipt') as string).split('\n\n') as [string, ...string[]]
    assert.equal(checkpoint.join('\n\n'), blocks.get('checkpoint'))
    const [header, extra, index, ...path] = proof.split('\n') as [string, string, string]
    assert.deepEqual([header, index], ['c2sp.org/tlog-proof@v1', 'index 1'])
    const leaf = Buffer.from(extra.slice('extra '.length), 'base64')
    assert.equal(leaf.toString(), leaves[1])
    assert.equal(linesOf('receipt-leaf')[0], sha256(LEAF, leaf).toString('base64'))
    const [left, right] = path.map((hash) => Buffer.from(hash, 'base64')) as [Buffer, Buffer]
    assert.deepEqual(sha256(NODE, sha256(NODE, left, sha256(LEAF, leaf)), right), root)
  })

  test('the extension leads from the first two leaves to the root that was signed', () => {
    const [proof, ...checkpoint] = (blocks.get('extension') as string).split('\n\n') as [string, ...string[]]
    assert.equal(checkpoint.join('\n\n'), blocks.get('checkpoint'))
    const [old, ...path] = proof.split('\n')
    assert.equal(old, 'old 2')
    const [right] = path.map((hash) => Buffer.from(hash, 'base64')) as [Buffer]
    assert.deepEqual(sha256(NODE, sha256(NODE, first, second), right), root)
  })
})
