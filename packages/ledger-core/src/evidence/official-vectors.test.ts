import assert from 'node:assert/strict'
import { createHash, createPrivateKey, sign } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { verifyEd25519 } from '../testing/node-ed25519.ts'
import { decodeBase64 } from './base64.ts'
import { openCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { rootOf } from './compact-range.ts'
import { sha256 } from './digest.ts'
import { consistencyPath, inclusionIn, type LeafRange, subtreePath } from './proof-path.ts'
import { openNote, parseNote, signNote } from './signed-note.ts'
import { hashesAt, parseTilePath, tilePath, tilesOf } from './tile.ts'
import { hashLeafText, hashNode } from './tree-hash.ts'
import { splitOf } from './tree-size.ts'
import { parseVerifierKey, printVerifierKey, type VerifierKey } from './verifier-key.ts'
import { verifyConsistency, verifyInclusion } from './verify-proof.ts'

/**
 * What others published about the standards. The files are not part of the repository; where they are absent these
 * tests are skipped, and the vectors of our own remain.
 */
const VECTORS = join(import.meta.dirname, '../../../../../shared/data/vectors')
const isAbsent = !existsSync(VECTORS)
if (isAbsent) console.info(`skipped: there are no official vectors at ${VECTORS}`)

const read = (path: string) => (isAbsent ? {} : JSON.parse(readFileSync(join(VECTORS, path), 'utf8')))
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const bytesOf = (base64: string | null): Uint8Array => new Uint8Array(Buffer.from(base64 ?? '', 'base64'))
const keyOf = (text: string): VerifierKey => {
  const key = parseVerifierKey(sha256, text)
  assert.ok(key.ok, text)
  return key.value
}

describe.skipIf(isAbsent)('transparency-dev/merkle', () => {
  const folder = 'transparency-dev-merkle'
  const files = (kind: string) =>
    globSync(`${kind}/**/*.json`, { cwd: join(VECTORS, folder, 'testdata') }).map(
      (path) => `${folder}/testdata/${path}`,
    )

  test('every inclusion proof is judged as its file says', () => {
    const paths = files('inclusion')
    assert.equal(paths.length, 98)
    for (const path of paths) {
      const { leafIdx, treeSize, root, leafHash, proof, wantErr, desc } = read(path)
      const judged = verifyInclusion(sha256, {
        leafHash: bytesOf(leafHash),
        index: leafIdx,
        size: treeSize,
        root: bytesOf(root),
        path: (proof ?? []).map(bytesOf),
      })
      assert.equal(judged, !wantErr, `${path}: ${desc}`)
    }
  })

  /**
   * Policy, not arithmetic: there an older size of 0 is refused, while a C2SP witness accepts it with an empty path and
   * the root of the empty tree. Both cases bear roots that are no hashes, so they are refused here too.
   */
  test('every consistency proof is judged as its file says', () => {
    const paths = files('consistency')
    assert.equal(paths.length, 98)
    for (const path of paths) {
      const { size1, size2, root1, root2, proof, wantErr, desc } = read(path)
      const judged = verifyConsistency(sha256, {
        from: size1,
        fromRoot: bytesOf(root1),
        to: size2,
        toRoot: bytesOf(root2),
        path: (proof ?? []).map(bytesOf),
      })
      assert.equal(judged, !wantErr, `${path}: ${desc}`)
    }
  })

  /** A subtree is a tree by itself, if it is one that the tree is made of. Source: draft-ietf-plants-merkle-tree-certs. */
  const isSubtree = (start: number, end: number): boolean =>
    start < end && start % (end - start === 1 ? 1 : splitOf(end - start) * 2) === 0

  test('every inclusion proof within a subtree is judged as its file says', () => {
    const paths = files('subtreeinclusion')
    assert.equal(paths.length, 204)
    for (const path of paths) {
      const { leafIdx, start, end, root, leafHash, proof, wantErr, desc } = read(path)
      const judged = verifyInclusion(sha256, {
        leafHash: bytesOf(leafHash),
        index: leafIdx - start,
        size: end - start,
        root: bytesOf(root),
        path: (proof ?? []).map(bytesOf),
      })
      assert.equal(judged && isSubtree(start, end), !wantErr, `${path}: ${desc}`)
    }
  })

  /** A log is only ever held against its own beginning: the files of other subtrees ask for what is not verified here. */
  test('every consistency proof of a subtree that begins the tree is judged as its file says', () => {
    const paths = files('subtreeconsistency')
    assert.equal(paths.length, 118)
    const beginning = paths.filter((path) => read(path).start === 0)
    assert.equal(beginning.length, 102)
    for (const path of beginning) {
      const { end, size, root1, root2, proof, wantErr, desc } = read(path)
      const judged = verifyConsistency(sha256, {
        from: end,
        fromRoot: bytesOf(root1),
        to: size,
        toRoot: bytesOf(root2),
        path: (proof ?? []).map(bytesOf),
      })
      // Stricter than there: a tree without leaves has one root, and no random one.
      const hasOneRoot = size > 0 || root1 === root2
      assert.equal(judged, !wantErr && hasOneRoot, `${path}: ${desc}`)
    }
  })

  test('no file is left out', () => {
    const all = globSync('**/*.json', { cwd: VECTORS })
    const proofs = ['inclusion', 'consistency', 'subtreeinclusion', 'subtreeconsistency'].flatMap(files)
    assert.deepEqual(all.filter((path) => !proofs.includes(path)).toSorted(), [
      'c2sp-examples/examples.json',
      'go-sumdb-note/note-vectors.json',
      `${folder}/accumulated.json`,
    ])
  })

  test('a witness accepts any tree after the empty one', () => {
    const [empty, one] = [sha256(), hashLeafText(sha256, '')]
    assert.ok(verifyConsistency(sha256, { from: 0, fromRoot: empty, to: 1, toRoot: one, path: [] }))
    assert.ok(!verifyConsistency(sha256, { from: 0, fromRoot: one, to: 1, toRoot: one, path: [] }))
  })

  const {
    leafInputsHex = [],
    rootsBySize = [],
    leafHash = {},
    nodeHash = {},
    accumulated,
  } = read(`${folder}/accumulated.json`)

  test('leaf, node and root hashes', () => {
    for (const [text, hash] of Object.entries(leafHash)) assert.equal(hex(hashLeafText(sha256, text)), hash)
    for (const [pair, hash] of Object.entries(nodeHash)) {
      const inputs = pair.split(',').map((text) => new TextEncoder().encode(text))
      assert.equal(hex(sha256(Uint8Array.of(1), ...inputs)), hash)
    }
    const leaves = leafInputsHex.map((input: string) => sha256(Uint8Array.of(0), Buffer.from(input, 'hex')))
    for (const [size, root] of rootsBySize.entries()) assert.equal(hex(rootOf(sha256, leaves.slice(0, size))), root)
  })

  describe('every proof of every subtree up to 130 leaves, rolled into one hash', () => {
    const leaves = Array.from({ length: 130 }, (_, byte) => sha256(Uint8Array.of(0, byte)))
    const known = new Map<string, string>()
    const hashOf = ({ start, end }: LeafRange): Uint8Array => {
      if (end - start === 0) return sha256()
      if (end - start === 1) return leaves[start] as Uint8Array
      const middle = start + splitOf(end - start)
      return hashNode(sha256, hashOf({ start, end: middle }), hashOf({ start: middle, end }))
    }
    const hexOf = (range: LeafRange): string => {
      const name = `${range.start} ${range.end}`
      const hash = known.get(name) ?? hex(hashOf(range))
      known.set(name, hash)
      return hash
    }
    const ceil = (n: number) => (n <= 1 ? 1 : splitOf(n) * 2)
    const subtreesTo = (end: number): LeafRange[] =>
      Array.from({ length: end + 1 }, (_, start) => ({ start, end })).filter(
        ({ start }) => start % ceil(end - start) === 0,
      )
    const rolled = (lines: (line: (text: string) => void) => void): string => {
      const hash = createHash('sha256')
      lines((text) => hash.update(`${text}\n`))
      return hash.digest('hex')
    }
    const ends = Array.from({ length: 131 }, (_, end) => end)

    test('hashes', () => {
      const total = rolled((line) => {
        for (const end of ends) for (const range of subtreesTo(end)) line(`[${range.start}, ${end}) ${hexOf(range)}`)
      })
      assert.equal(total, accumulated.subtreeHash.sha256)
    })

    test('inclusion', () => {
      const total = rolled((line) => {
        for (const end of ends)
          for (const range of subtreesTo(end))
            for (let index = range.start; index < end; index++)
              line([`${index} [${range.start}, ${end})`, ...inclusionIn(index, range).map(hexOf)].join(' '))
      })
      assert.equal(total, accumulated.subtreeInclusion.sha256)
    })

    test('consistency', () => {
      const total = rolled((line) => {
        for (const size of ends)
          for (const end of ends.slice(0, size + 1))
            for (const range of subtreesTo(end)) {
              const path = range.start === end ? [] : subtreePath(range, { start: 0, end: size })
              if (range.start === 0 && end > 0) assert.deepEqual(path, consistencyPath(end, size))
              line([`[${range.start}, ${end}) ${size}`, ...path.map(hexOf)].join(' '))
            }
      })
      assert.equal(total, accumulated.subtreeConsistency.sha256)
    })
  })
})

describe.skipIf(isAbsent)('C2SP', () => {
  const examples = read('c2sp-examples/examples.json')

  test('the note of the specification opens with its key', () => {
    const { note, vkey } = examples.signedNote
    const opened = openNote(note, [keyOf(vkey)], verifyEd25519)
    assert.ok(opened.ok)
    assert.equal(opened.value.text, 'This is an example message.\n')
    assert.equal(printVerifierKey(keyOf(vkey)), vkey)
  })

  test('a checkpoint that a public log signed opens with its key', () => {
    const { note, vkey } = examples.goSumdbLive
    const opened = openCheckpoint(note, { origin: 'go.sum database tree', keys: [keyOf(vkey)], verifyEd25519 })
    assert.ok(opened.ok)
    assert.equal(opened.value.size, 35_225_469)
  })

  test('the checkpoint of the specification, its cosignature line and the message under it', () => {
    const parsed = parseNote(examples.checkpoint)
    assert.ok(parsed.ok)
    const checkpoint = parseCheckpoint(parsed.value.text)
    assert.ok(checkpoint.ok)
    assert.equal(checkpoint.value.size, 20_852_163)
    const { line, signedMessage } = examples.cosignature
    const cosigned = parseNote(examples.checkpoint + line)
    assert.ok(cosigned.ok)
    assert.deepEqual(
      cosigned.value.signatures.map(({ name }) => name),
      ['example.com/behind-the-sofa', 'witness.example.com/w1'],
    )
    assert.ok(signedMessage.endsWith(cosigned.value.text))
  })

  test('tile paths', () => {
    for (const [index, path] of Object.entries(examples.tilePath)) {
      const tile = { level: 0, index: Number(index), width: 256 }
      assert.equal(tilePath(tile), `tile/0/${path}`)
      assert.deepEqual(parseTilePath(`tile/0/${path}`), tile)
    }
  })

  test('the tiles of 70 000 leaves', () => {
    const { level0Full, level0Partial, level1Full, level1Partial, level2Partial } = examples.tileShape70000
    const tiles = [...tilesOf(70_000)]
    const full = (level: number) => tiles.filter((tile) => tile.level === level && tile.width === 256).length
    const partial = (level: number) => tiles.find((tile) => tile.level === level && tile.width < 256)?.width
    assert.deepEqual([full(0), partial(0), full(1), partial(1)], [level0Full, level0Partial, level1Full, level1Partial])
    assert.deepEqual([full(2), partial(2)], [0, level2Partial])
    assert.equal(hashesAt(70_000, 3), 0)
  })
})

describe.skipIf(isAbsent)('go sumdb/note', () => {
  const {
    skey = '',
    vkeys = {},
    badVkeys = [],
    text = '',
    peterSig = '',
    enochSig = '',
    open = [],
    tlog,
  } = read('go-sumdb-note/note-vectors.json')

  /** The vectors say how to make each message; here it is made. */
  const messages: { readonly [name: string]: Uint8Array | string } = {
    'one known one unknown': `${text}\n${peterSig}${enochSig}`,
    'both known': `${text}\n${peterSig}${enochSig}`,
    'none known': `${text}\n${peterSig}${enochSig}`,
    '101 signatures': `${text}\n${peterSig.repeat(101)}`,
    'bad signature by known key': `${text}\n${peterSig.slice(0, 58)}ABCD${peterSig.slice(58)}`,
    'duplicate verified + unknown': `${text}\n${peterSig}${peterSig}${enochSig}${enochSig}`,
    'no signature block': text,
    'blank line only': `${text}\n`,
    'no final newline': `${text}\n${peterSig.slice(0, -1)}`,
    'control char': `\u0001${text}\n${peterSig}`,
    'invalid utf8': new Uint8Array([0xff, ...new TextEncoder().encode(`${text}\n${peterSig}`)]),
    'space in name': `${text}\n${peterSig.replace('PeterNeumann', 'Bad Name')}`,
    'trailing junk line': `${text}\n${peterSig}Unexpected line.\n`,
  }
  const CODES: { readonly [error: string]: string } = {
    'malformed note': 'NOTE_MALFORMED',
    'note has no verifiable signatures': 'SIGNATURE_MISSING',
    'invalid signature for key PeterNeumann+c74f20a3': 'SIGNATURE_INVALID',
  }

  test.each(open as { name: string; verifiers?: string[]; ok: boolean; verified?: string[]; error?: string }[])(
    '$name',
    ({ name, verifiers = ['PeterNeumann'], ok, verified, error }) => {
      const message = messages[name]
      assert.ok(message !== undefined)
      const opened = openNote(
        message,
        verifiers.map((name) => keyOf(vkeys[name])),
        verifyEd25519,
      )
      assert.equal(opened.ok, ok)
      if (opened.ok)
        assert.deepEqual(
          opened.value.signedBy.map(({ name }) => name),
          verified,
        )
      else assert.equal(opened.finding.code, CODES[error as string])
    },
  )

  test('malformed keys are refused', () => {
    assert.equal(badVkeys.length, 2)
    for (const bad of badVkeys) {
      const judged = parseVerifierKey(sha256, bad)
      assert.ok(!judged.ok && judged.finding.code === 'KEY_MALFORMED', bad)
    }
  })

  test('a note that is signed here is the one that was signed there', async () => {
    const seed = decodeBase64(skey.split('+').slice(4).join('+'))?.subarray(1)
    const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed ?? Buffer.of()])
    const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
    const signer = {
      ...keyOf(vkeys.PeterNeumann),
      sign: (message: Uint8Array) => new Uint8Array(sign(null, message, privateKey)),
    }
    assert.equal(await signNote(text, [signer]), `${text}\n${peterSig}`)
  })

  test('a tree head of a public log is a checkpoint', () => {
    const parsed = parseCheckpoint(tlog.tree)
    assert.ok(parsed.ok)
    assert.equal(parsed.value.size, tlog.n)
    assert.deepEqual(parsed.value.root, hashLeafText(sha256, tlog.recordOfHash))
  })
})
