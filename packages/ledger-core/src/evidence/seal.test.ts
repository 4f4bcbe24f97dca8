import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { v5 } from 'uuid'
import { describe, test } from 'vitest'
import { base64, hex, sha256 } from './digest.ts'
import { MAX_LEAF_BYTES, NO_PREVIOUS } from './leaf.ts'
import { STREAM_START, seal, type Unsealed } from './seal.ts'

/** The formats once more, in other words: Node's own digest, sorted keys, no shared code but the uuid. */

interface VectorPart {
  readonly text: string
  readonly salt: string
}

interface VectorEvent {
  readonly leaf: string
  readonly leafHash: string
  readonly data: VectorPart
  readonly meta: VectorPart
  readonly personal?: VectorPart
}

const { events } = JSON.parse(readFileSync(new URL('../../vectors/leaves.json', import.meta.url), 'utf8')) as {
  readonly events: readonly VectorEvent[]
}

const digest = (...parts: readonly (string | Uint8Array)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
const bytesOf = (text: string) => Buffer.from(text, 'base64')

describe('the committed leaves', () => {
  test('are RFC 8785: keys sorted, no white space', () => {
    const sorted = (value: unknown): unknown =>
      typeof value !== 'object' || value === null
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, field]) => [key, sorted(field)]),
          )
    for (const { leaf } of events) assert.equal(JSON.stringify(sorted(JSON.parse(leaf))), leaf)
  })

  test('are hashed with the prefix 0x00, and chain', () => {
    const ends = new Map<string, { readonly rev: number; readonly hash: string; readonly recorded: string }>()
    for (const { leaf, leafHash } of events) {
      const { stream, rev, prev, recorded } = JSON.parse(leaf)
      assert.equal(digest(Uint8Array.of(0), leaf).toString('base64'), leafHash)
      const end = ends.get(stream) ?? { rev: -1, hash: digest().toString('base64'), recorded: '' }
      assert.deepEqual([rev, prev], [end.rev + 1, end.hash])
      assert.ok(recorded >= end.recorded)
      ends.set(stream, { rev, hash: leafHash, recorded })
    }
  })

  test('commit to each part under a salt of 32 bytes, and to no other', () => {
    for (const { leaf, data, meta, personal } of events) {
      const parts = { data, meta, ...(personal && { personal }) }
      const commitments = Object.entries(parts).map(([name, { text, salt }]) => {
        assert.equal(bytesOf(salt).length, 32)
        return [name, digest('procurement-ledger/part/v1\n', bytesOf(salt), text).toString('base64')]
      })
      assert.deepEqual(JSON.parse(leaf).parts, Object.fromEntries(commitments))
    }
    const salts = events.flatMap(({ data, meta, personal }) => [data.salt, meta.salt, personal?.salt ?? []].flat())
    assert.equal(new Set(salts).size, salts.length)
  })

  test('have an id made of stream, commandId and index', () => {
    for (const { leaf, meta } of events) {
      const { id, stream } = JSON.parse(leaf)
      const { command } = JSON.parse(meta.text)
      if (command === undefined) continue
      assert.equal(id, v5(`${stream}\n${command.id}\n${command.index}`, 'a1ec8b7e-6f0b-5e0c-9b1d-3d5c2c9f7a10'))
    }
  })

  test('state what was asked, without what the ledger added and without anything personal', () => {
    for (const { leaf, data, meta } of events) {
      const { command, findings: _, ...stated } = JSON.parse(meta.text)
      if (command === undefined) continue
      const type = JSON.parse(leaf).type.split('/')[0]
      const request = JSON.stringify({ type, ...stated, data: JSON.parse(data.text) })
      assert.equal(command.asked, digest('procurement-ledger/asked/v1\n', bytesOf(data.salt), request).toString('hex'))
    }
  })
})

const sources = {
  nowMs: 2000,
  newId: () => '018f3a52-7c1e-7b3a-9d7e-3a5f0c1d2e4b',
  newSalt: () => new Uint8Array(32),
}
const event: Unsealed = {
  type: 'ProjectClosed',
  schemaVersion: 1,
  occurredMs: 1000,
  data: { reason: 'other' },
  personal: undefined,
  meta: {},
  request: '',
  command: undefined,
}

describe('a seal', () => {
  test('chains to the end of its stream, and is recorded no earlier', () => {
    const end = { revision: 4, leafHash: digest('end'), recordedMs: 3000 }
    const { revision, recordedMs, leaf } = seal('project-P-1', end, event, sources)
    assert.deepEqual([revision, recordedMs], [5, 3000])
    assert.equal(JSON.parse(leaf).prev, base64(end.leafHash))
    assert.equal(JSON.parse(leaf).recorded, '1970-01-01T00:00:03.000Z')
  })

  test('has a personal part only where something personal is stated', () => {
    const bare = seal('project-P-1', STREAM_START, event, sources)
    assert.deepEqual([bare.personal, bare.personalSalt], [undefined, undefined])
    assert.deepEqual(Object.keys(JSON.parse(bare.leaf).parts), ['data', 'meta'])
    const { personal, leaf } = seal('project-P-1', STREAM_START, { ...event, personal: { '/data/text': 'x' } }, sources)
    assert.equal(personal, '{"/data/text":"x"}')
    assert.deepEqual(Object.keys(JSON.parse(leaf).parts), ['data', 'meta', 'personal'])
  })

  test('of more than 8 KiB is refused', () => {
    const rest = seal('', STREAM_START, event, sources).leaf.length
    const longest = 's'.repeat(MAX_LEAF_BYTES - rest)
    assert.equal(seal(longest, STREAM_START, event, sources).leaf.length, 8192)
    assert.throws(() => seal(`${longest}s`, STREAM_START, event, sources), { code: 'APPEND_INVALID' })
  })
})

describe('a digest', () => {
  test('of nothing is what revision 0 names as the leaf before it', () => {
    assert.equal(hex(NO_PREVIOUS), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  test('is that of its parts one after another, texts as UTF-8, however long', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('県', '𠮷', 'é').map((c) => c.repeat(30_000)),
    )
    const part = fc.oneof(text, fc.uint8Array())
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        assert.equal(hex(sha256(...parts)), digest(...parts).toString('hex'))
      }),
      { seed: 20_230_601, numRuns: 200 },
    )
  })
})
