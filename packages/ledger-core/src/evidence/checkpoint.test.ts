import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { BrokenInvariant } from '../kernel/fault.ts'
import { signerOf, verifyEd25519 } from '../testing/node-ed25519.ts'
import { leafHashAt } from '../testing/trees.ts'
import { encodeBase64 } from './base64.ts'
import { openCheckpoint, parseCheckpoint, printCheckpoint } from './checkpoint.ts'
import { sha256 } from './digest.ts'
import { signNote } from './signed-note.ts'
import { MAX_TREE_SIZE } from './tree-size.ts'

const origin = 'ledger.invalid/county'
const signer = signerOf(origin)
const trust = { origin, keys: [signer], verifyEd25519 }
const root = leafHashAt(0)
const base64 = encodeBase64(root)

describe('a checkpoint', () => {
  test('is read back as it was printed', () => {
    for (const size of [1, 255, 2 ** 31, 2 ** 32 + 1, MAX_TREE_SIZE])
      assert.deepEqual(parseCheckpoint(printCheckpoint({ origin, size, root })), {
        ok: true,
        value: { origin, size, root },
      })
  })

  test('of a tree without leaves has the SHA-256 of the empty string', () => {
    assert.ok(parseCheckpoint(printCheckpoint({ origin, size: 0, root: sha256() })).ok)
    assert.throws(() => printCheckpoint({ origin, size: 0, root }), BrokenInvariant)
  })

  test('of what is no size or no hash is not printed', () => {
    for (const size of [-1, 0.5, 2 ** 53, Number.NaN, 1e21])
      assert.throws(() => printCheckpoint({ origin, size, root }), BrokenInvariant)
    assert.throws(() => printCheckpoint({ origin, size: 1, root: root.subarray(1) }), BrokenInvariant)
    for (const origin of ['', 'a\nb']) assert.throws(() => printCheckpoint({ origin, size: 1, root }), BrokenInvariant)
  })

  test.each([
    ['an extension line', `${origin}\n1\n${base64}\nmore\n`],
    ['an empty line behind', `${origin}\n1\n${base64}\n\n`],
    ['no final newline', `${origin}\n1\n${base64}`],
    ['no root', `${origin}\n1\n`],
    ['no origin', `\n1\n${base64}\n`],
    ['a leading zero', `${origin}\n01\n${base64}\n`],
    ['a sign', `${origin}\n-1\n${base64}\n`],
    ['2^53 leaves', `${origin}\n9007199254740992\n${base64}\n`],
    ['no leaves and a root', `${origin}\n0\n${base64}\n`],
    ['a root of 31 bytes', `${origin}\n1\n${encodeBase64(root.subarray(1))}\n`],
    [
      'a root of another spelling',
      `${origin}\n1\n${base64.replace(/.=$/, (end) => `${String.fromCharCode(end.charCodeAt(0) + 1)}=`)}\n`,
    ],
    ['a root in hexadecimal', `${origin}\n1\n${Buffer.from(root).toString('hex')}\n`],
  ])('with %s is malformed', (_what, text) => {
    const judged = parseCheckpoint(text)
    assert.ok(!judged.ok && judged.finding.code === 'CHECKPOINT_MALFORMED')
  })

  test('opens with the key of its log', async () => {
    const opened = openCheckpoint(await signNote(printCheckpoint({ origin, size: 7, root }), [signer]), trust)
    assert.ok(opened.ok)
    const { note, ...checkpoint } = opened.value
    assert.deepEqual(checkpoint, { origin, size: 7, root })
    assert.equal(note.signedBy.length, 1)
  })

  test('of another log is refused, although the key is the same', async () => {
    const other = await signNote(printCheckpoint({ origin: 'ledger.invalid/other', size: 7, root }), [signer])
    const opened = openCheckpoint(other, trust)
    assert.ok(!opened.ok && opened.finding.code === 'ORIGIN_DIFFERS')
  })

  test('a signed note that states something else is none', async () => {
    const opened = openCheckpoint(await signNote('a\nb\n', [signer]), trust)
    assert.ok(!opened.ok && opened.finding.code === 'CHECKPOINT_MALFORMED')
  })
})
