import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { verifyEd25519 } from '../testing/node-ed25519.ts'
import { TEST_ORIGIN, TEST_SIGNER, testCheckpoint, testLog, testPath } from '../testing/receipts.ts'
import { leafHashAt } from '../testing/trees.ts'
import { printCheckpoint } from './checkpoint.ts'
import { sha256 } from './digest.ts'
import { parseProof, printProof } from './proof-text.ts'
import { printReceipt, verifyReceipt } from './receipt.ts'
import { signNote } from './signed-note.ts'

const origin = TEST_ORIGIN
const signer = TEST_SIGNER
const trust = { origin, keys: [signer], verifyEd25519 }
const events = testLog
const note = await testCheckpoint()
const index = 13
const leaf = (events[index] as { leaf: string }).leaf
const path = testPath(index)
const receipt = printReceipt(leaf, index, path, note)

const codeOf = (text: string) => {
  const judged = verifyReceipt(sha256, text, trust)
  return judged.ok ? undefined : judged.finding.code
}

describe('a receipt', () => {
  test('proves which leaf stands where, with the key of the log alone', () => {
    const judged = verifyReceipt(sha256, receipt, trust)
    assert.ok(judged.ok)
    assert.equal(judged.value.leaf.revision, index)
    assert.equal(judged.value.index, index)
    assert.equal(judged.value.checkpoint.size, 20)
    assert.equal(judged.value.leafText, leaf)
  })

  test('of every leaf stands', () => {
    for (const [index, { leaf }] of events.entries())
      assert.equal(codeOf(printReceipt(leaf, index, testPath(index), note)), undefined)
  })

  test('is refused at every flipped bit', () => {
    const bytes = Buffer.from(receipt)
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7))
      assert.notEqual(codeOf(bytes.toString('utf8')), undefined, `bit ${bit}`)
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7))
    }
  })

  test('with another leaf, index or path is refused, and says which event', () => {
    const other = (events[12] as { leaf: string }).leaf
    for (const text of [
      printReceipt(other, index, path, note),
      printReceipt(leaf, 12, path, note),
      printReceipt(leaf, 20, path, note),
      printReceipt(leaf, Number.MAX_SAFE_INTEGER, path, note),
      printReceipt(leaf, index, path.slice(1), note),
      printReceipt(leaf, index, [...path, leafHashAt(0)], note),
      printReceipt(leaf, index, path.toReversed(), note),
    ])
      assert.equal(codeOf(text), 'INCLUSION_FAILS')
    const judged = verifyReceipt(sha256, printReceipt(leaf, 12, path, note), trust)
    assert.ok(!judged.ok)
    assert.deepEqual([judged.finding.index, judged.finding.stream, judged.finding.revision], [12, 'project-P-1', index])
  })

  test('under a checkpoint of no leaves proves nothing', async () => {
    const empty = await signNote(printCheckpoint({ origin, size: 0, root: sha256() }), [signer])
    assert.equal(codeOf(printReceipt(leaf, 0, [], empty)), 'INCLUSION_FAILS')
  })

  test('whose leaf is none is refused, with whatever path', () => {
    assert.equal(codeOf(printReceipt('{}', index, path, note)), 'LEAF_MALFORMED')
    assert.equal(codeOf(printProof({ extra: undefined, index, path, checkpoint: note })), 'PROOF_MALFORMED')
  })
})

describe('a tlog-proof', () => {
  test('is read back as it was printed', () => {
    for (const extra of [undefined, Uint8Array.of(1), new TextEncoder().encode(leaf)])
      for (const some of [[], path]) {
        const proof = { extra, index, path: some, checkpoint: note }
        assert.deepEqual(parseProof(printProof(proof)), { ok: true, value: proof })
      }
  })

  test.each([
    ['another header', receipt.replace('@v1', '@v2')],
    ['no header', receipt.slice(receipt.indexOf('\n') + 1)],
    ['CRLF', receipt.replaceAll('\n', '\r\n')],
    ['no checkpoint', receipt.slice(0, receipt.indexOf('\n\n') + 1)],
    ['no index', receipt.replace(/index 13\n/, '')],
    ['a signed index', receipt.replace('index 13', 'index +13')],
    ['an index with a leading zero', receipt.replace('index 13', 'index 013')],
    ['an index of 2^53', receipt.replace('index 13', 'index 9007199254740992')],
    ['its lines in another order', receipt.replace(/(extra .*\n)(index .*\n)/, '$2$1')],
    ['two extra lines', receipt.replace(/(extra .*\n)/, '$1$1')],
    ['an extra line without data', receipt.replace(/extra .*/, 'extra ')],
    ['extra data that is no base64', receipt.replace('extra ', 'extra *')],
    ['a line that is no hash', receipt.replace('index 13\n', 'index 13\nAAAA\n')],
    ['a path of 55 hashes', printReceipt(leaf, index, Array(55).fill(leafHashAt(0)), note)],
    ['nothing', ''],
  ])('with %s is malformed', (_what, text) => {
    const judged = parseProof(text)
    assert.ok(!judged.ok && judged.finding.code === 'PROOF_MALFORMED')
  })
})
