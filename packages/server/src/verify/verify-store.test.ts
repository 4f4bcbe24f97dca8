import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, test } from 'vitest'
import type { Evidence } from '../testing/evidence-of.ts'
import { recordExample, signExample } from '../testing/example-ledger.ts'
import { type ForgedRow, forge, rechained, resealed, rewrite } from '../testing/forgery.ts'
import { EXITS, type Given, type Verification } from './verification.ts'
import { verify } from './verify.ts'

/** Every attack on a ledger in a file, and what an auditor is told of it. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-verify-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const GENUINE = join(folder, 'genuine.db')
let evidence: Evidence
let copies = 0

beforeAll(async () => {
  await recordExample(GENUINE, 25, 10)
  evidence = await signExample(GENUINE)
})

/** A copy of the ledger, with its evidence or without. */
function copied(isSigned = true): string {
  const path = join(folder, `copy-${++copies}.db`)
  cpSync(GENUINE, path)
  if (isSigned) cpSync(`${GENUINE}.evidence`, `${path}.evidence`, { recursive: true })
  return path
}

async function verified(path: string, given: Partial<Given> = {}): Promise<Verification & { exit: number }> {
  const found = await verify(path, { keys: [], ...given })
  assert.ok(found)
  return { ...found, exit: EXITS[found.verdict] }
}

const first = ({ findings }: Verification) => findings[0]
const codes = ({ findings }: Verification) => findings.map(({ code }) => code)
const at = (rows: readonly ForgedRow[], index: number) => rows[index] as ForgedRow
const kept = (note = evidence.note) => new TextEncoder().encode(note)

const EVENTS = 1 + 25 * 3 + 25 * 10 * 2

describe('a ledger that nobody touched', () => {
  test('is sound, proven to its last event, and says what was not checked', async () => {
    const found = await verified(GENUINE)
    assert.deepEqual([found.exit, found.events, found.proven, found.findings], [0, EVENTS, EVENTS, []])
    assert.deepEqual(found.unchecked, [
      'the signature of the checkpoint: no --key was given',
      'whether an older history was replaced: no --since was given',
    ])
  })

  test('is sound under its key and a kept checkpoint, with nothing left unchecked', async () => {
    const found = await verified(GENUINE, { keys: [evidence.verifierKey], since: kept() })
    assert.deepEqual([found.exit, found.unchecked], [0, []])
    assert.deepEqual(found.checkpoint?.signedBy, [evidence.verifierKey.replace(/\+[^+]*$/, '')])
  })

  test('without evidence is checked for its internal consistency only, and says so', async () => {
    const found = await verified(copied(false))
    assert.deepEqual([found.exit, found.proven], [0, 0])
    assert.match(found.unchecked.join(), /^no checkpoint: internal consistency only/)
  })

  test('may have grown since the checkpoint', async () => {
    const path = copied()
    rewrite(path, (rows) => [
      ...rows,
      resealed(at(rows, EVENTS - 1), at(rows, EVENTS - 1), { event_id: '00000000-0000-4000-8000-000000000001' }),
    ])
    const found = await verified(path, { since: kept() })
    assert.deepEqual([found.exit, found.events, found.proven], [0, EVENTS + 1, EVENTS])
    assert.match(found.unchecked.join(), /1 events behind the checkpoint are not signed yet/)
  })

  test('is not written to', async () => {
    const path = copied()
    const before = readFileSync(path)
    await verified(path)
    assert.ok(before.equals(readFileSync(path)))
  })
})

/** Row 300 is beyond the first tile; positions count from 1. */
const ROW = 300
const set = (change: string) => (db: Database.Database) =>
  db.exec(`UPDATE events SET ${change} WHERE position = ${ROW + 1}`)

describe('an attack on a row', () => {
  test.each([
    ['a byte of data', set(`data = replace(data, 'invented', 'inventee') || ' '`), 'PART_DIFFERS'],
    ['a byte of meta', set(`meta = replace(meta, 'office', 'offics')`), 'PART_DIFFERS'],
    ['a byte of a salt', set(`data_salt = zeroblob(32)`), 'PART_DIFFERS'],
    ['a salt that gave a byte to its part', set(`meta_salt = substr(meta_salt, 1, 31)`), 'PART_DIFFERS'],
    ['a byte of a leaf', set(`leaf = replace(leaf, '"rev":', '"rev":1')`), 'LEAF_HASH_DIFFERS'],
    ['a leaf that is none', set(`leaf = '{}'`), 'LEAF_MALFORMED'],
    ['a byte of a leaf hash', set(`leaf_hash = zeroblob(32)`), 'LEAF_HASH_DIFFERS'],
    ['an event moved to another stream', set(`stream = 'project-EX-99'`), 'FIELD_DIFFERS'],
    ['another type', set(`type = 'ContractSigned'`), 'FIELD_DIFFERS'],
    ['another time', set(`recorded_ms = recorded_ms + 1`), 'FIELD_DIFFERS'],
    ['a byte that is no UTF-8', set(`data = CAST(x'ff' || data AS TEXT)`), 'PART_DIFFERS'],
  ] as const)('%s: altered, and named', async (_what, attack, code) => {
    for (const isSigned of [true, false]) {
      const path = copied(isSigned)
      forge(path, attack)
      const found = await verified(path)
      assert.equal(found.exit, 1)
      assert.ok(codes(found).includes(code), codes(found).join())
      assert.equal(first(found)?.position, BigInt(ROW + 1))
      assert.match(first(found)?.stream ?? '', /^project-EX-/)
      assert.equal(typeof first(found)?.revision, 'number')
    }
  })

  test('a personal part that says something else, or is added: altered', async () => {
    const changed = copied()
    forge(changed, (db) =>
      db.exec(`UPDATE personal_parts SET personal = '{}' WHERE position = (SELECT max(position) FROM personal_parts)`),
    )
    assert.deepEqual(codes(await verified(changed)), ['PART_DIFFERS'])
    const added = copied()
    forge(added, (db) => db.exec(`INSERT INTO personal_parts VALUES (3, '{"/data/x":"y"}', randomblob(32))`))
    assert.deepEqual(codes(await verified(added)), ['PART_UNEXPECTED'])
  })

  test('bytes that are no UTF-8 do not pass for the U+FFFD that they are read as', async () => {
    const path = copied(false)
    rewrite(path, (rows) => rechained(rows.map((row, n) => (n === ROW ? { ...row, data: '{"x":"\ufffd"}' } : row))))
    assert.equal((await verified(path)).exit, 0)
    forge(path, (db) =>
      db.exec(`UPDATE events SET data = CAST(x'7b2278223a22ff227d' AS TEXT) WHERE position = ${ROW + 1}`),
    )
    assert.deepEqual(codes(await verified(path)), ['PART_DIFFERS'])
  })
})

describe('an attack on the order', () => {
  test('a deleted middle row: missing', async () => {
    const path = copied()
    forge(path, (db) =>
      db.exec(`DELETE FROM personal_parts WHERE position = ${ROW + 1}; DELETE FROM events WHERE position = ${ROW + 1}`),
    )
    const found = await verified(path)
    assert.equal(found.exit, 3)
    assert.deepEqual([first(found)?.code, first(found)?.index], ['LEAF_DROPPED', ROW])
  })

  test('a deleted tail under a checkpoint, which is what a restored backup looks like: missing', async () => {
    const path = copied()
    rewrite(path, (rows) => rows.slice(0, 500))
    const found = await verified(path)
    assert.deepEqual([found.exit, codes(found)], [3, ['LEAVES_MISSING']])
  })

  test('the first event, without which nobody knows which ledger it is: missing', async () => {
    const path = copied(false)
    rewrite(path, (rows) => rows.slice(1))
    const found = await verified(path)
    assert.deepEqual([found.exit, codes(found)], [3, ['LEAF_DROPPED']])
  })

  test('two rows swapped: altered', async () => {
    const path = copied()
    rewrite(path, (rows) => rows.map((row, n) => (n === ROW ? at(rows, ROW + 9) : n === ROW + 9 ? at(rows, ROW) : row)))
    const found = await verified(path)
    assert.equal(found.exit, 1)
    assert.deepEqual([first(found)?.code, first(found)?.position], ['LEAVES_SWAPPED', BigInt(ROW + 1)])
  })

  test('a row inserted and the rest renumbered: altered', async () => {
    const path = copied()
    rewrite(path, (rows) => {
      const slipped = resealed(at(rows, 1), undefined, {
        event_id: '00000000-0000-4000-8000-000000000002',
        stream: 'project-EX-77',
      })
      return [...rows.slice(0, ROW), slipped, ...rows.slice(ROW)]
    })
    const found = await verified(path)
    assert.equal(found.exit, 1)
    assert.deepEqual([first(found)?.code, first(found)?.stream], ['LEAF_INSERTED', 'project-EX-77'])
  })

  test('an event moved to another stream, its leaf and both chains sealed anew: altered', async () => {
    const path = copied()
    rewrite(path, (rows) => rechained(rows.map((row, n) => (n === ROW ? { ...row, stream: 'project-EX-88' } : row))))
    const found = await verified(path)
    assert.equal(found.exit, 1)
    assert.deepEqual([first(found)?.code, first(found)?.position], ['LEAF_DIFFERS', BigInt(ROW + 1)])
  })

  test.each([0, 255, 256, 257, 512, EVENTS - 1])('row %d dropped is noticed', async (index) => {
    const path = copied()
    rewrite(path, (rows) => rows.filter((_, n) => n !== index))
    assert.notEqual((await verified(path)).exit, 0)
  })
})

describe('an attack on the whole', () => {
  const rewritten = (path: string) =>
    rewrite(path, (rows) => rechained(rows.map((row, n) => (n === ROW ? { ...row, data: `${row.data} ` } : row))))

  test('rewritten consistently, the checkpoint left: altered', async () => {
    const path = copied()
    rewritten(path)
    const found = await verified(path)
    assert.deepEqual([found.exit, first(found)?.code, first(found)?.index], [1, 'LEAF_DIFFERS', ROW])
  })

  test('rewritten and signed with another key: not by the given key', async () => {
    const path = copied(false)
    rewritten(path)
    await signExample(path, 'another key')
    assert.equal((await verified(path)).exit, 0, 'nothing but the key tells')
    const found = await verified(path, { keys: [evidence.verifierKey] })
    assert.deepEqual([found.exit, codes(found)], [5, ['SIGNATURE_MISSING']])
  })

  test('rewritten and signed with the same key: two checkpoints of one size, caught by --since', async () => {
    const path = copied(false)
    rewritten(path)
    await signExample(path)
    assert.equal((await verified(path, { keys: [evidence.verifierKey] })).exit, 0, 'nothing but --since tells')
    const found = await verified(path, { keys: [evidence.verifierKey], since: kept() })
    assert.deepEqual([found.exit, codes(found)], [4, ['HISTORY_FORKED']])
  })

  test('a backup restored with its evidence: rolled back, caught by --since', async () => {
    const path = copied(false)
    rewrite(path, (rows) => rows.slice(0, 500))
    await signExample(path)
    const found = await verified(path, { since: kept() })
    assert.deepEqual([found.exit, codes(found)], [4, ['LOG_ROLLED_BACK']])
  })

  test('without any evidence left --since alone tells', async () => {
    const shorter = copied(false)
    rewrite(shorter, (rows) => rows.slice(0, 500))
    assert.deepEqual(codes(await verified(shorter, { since: kept() })), ['LOG_ROLLED_BACK'])
    const other = copied(false)
    rewritten(other)
    const found = await verified(other, { since: kept() })
    assert.deepEqual([found.exit, codes(found)], [4, ['HISTORY_FORKED']])
  })
})

describe('an attack on the evidence', () => {
  const inEvidence = (path: string, name: string) => join(`${path}.evidence`, name)

  test.each(['tile/0/000', 'tile/0/001', 'tile/0/002.p/64', 'tile/1/000.p/2'])(
    'an altered %s: altered',
    async (name) => {
      const path = copied()
      const bytes = readFileSync(inEvidence(path, name))
      bytes[33] = (bytes[33] as number) ^ 1
      writeFileSync(inEvidence(path, name), bytes)
      const found = await verified(path)
      assert.deepEqual([found.exit, codes(found)], [1, ['TILE_DIFFERS']])
      assert.ok(first(found)?.message.startsWith(name), first(found)?.message)
    },
  )

  test('a tile that is cut short, or gone', async () => {
    const cut = copied()
    truncateSync(inEvidence(cut, 'tile/0/001'), 100)
    assert.deepEqual(codes(await verified(cut)), ['TILE_DIFFERS'])
    const gone = copied()
    unlinkSync(inEvidence(gone, 'tile/0/001'))
    const found = await verified(gone)
    assert.deepEqual([found.exit, codes(found)], [3, ['TILE_MISSING']])
  })

  test('every line of the checkpoint counts', async () => {
    const other = (change: (note: string) => string, given: Partial<Given> = {}) => {
      const path = copied()
      writeFileSync(inEvidence(path, 'checkpoint'), change(evidence.note))
      return verified(path, { keys: [evidence.verifierKey], ...given })
    }
    const size = (note: string) => note.replace(`\n${EVENTS}\n`, `\n${EVENTS - 1}\n`)
    assert.deepEqual(codes(await other(size)), ['SIGNATURE_INVALID'])
    assert.deepEqual(codes(await other(size, { keys: [] })), ['TILE_MISSING', 'ROOT_DIFFERS'])
    assert.equal((await other((note) => note.replaceAll('\n', '\r\n'))).exit, 6)
    assert.equal((await other((note) => note.trimEnd())).exit, 6)
    assert.equal((await other(() => '')).exit, 6)
    assert.equal((await other((note) => `${note}${note.split('\n').at(-2)}\n`)).exit, 0)
    assert.equal((await other((note) => note + `${note.split('\n').at(-2)}\n`.repeat(100))).exit, 6)
  })

  test('taken away: missing, when a key was given', async () => {
    const found = await verified(copied(false), { keys: [evidence.verifierKey] })
    assert.deepEqual([found.exit, codes(found), found.events], [3, ['CHECKPOINT_MISSING'], EVENTS])
  })

  test('a tile above the others that is gone: missing', async () => {
    const path = copied()
    unlinkSync(inEvidence(path, 'tile/1/000.p/2'))
    const found = await verified(path)
    assert.deepEqual([found.exit, codes(found)], [3, ['TILE_MISSING']])
  })

  test('tiles without a checkpoint: missing', async () => {
    const path = copied()
    unlinkSync(inEvidence(path, 'checkpoint'))
    const found = await verified(path)
    assert.deepEqual([found.exit, codes(found)], [3, ['CHECKPOINT_MISSING']])
  })

  test('the evidence of another ledger: not signed for this one', async () => {
    const path = copied()
    rewrite(path, (rows) =>
      rechained(rows.map((row, n) => (n === 0 ? { ...row, data: row.data.replace('county', 'city') } : row))),
    )
    const found = await verified(path)
    assert.deepEqual([found.exit, first(found)?.code], [5, 'ORIGIN_DIFFERS'])
  })
})

describe('what is personal', () => {
  /** The last row that has a personal part. */
  const lastPersonal = (rows: readonly ForgedRow[]) => rows.findLastIndex(({ personal }) => personal !== null)

  test('gone without an event that erased it: missing', async () => {
    const path = copied()
    rewrite(path, (rows) => rows.map((row, n) => (n === lastPersonal(rows) ? { ...row, personal: null } : row)))
    const found = await verified(path)
    assert.deepEqual([found.exit, codes(found), first(found)?.part], [3, ['PART_MISSING'], 'personal'])
  })

  test('erased by an event: sound, and it says by which; still there: pending', async () => {
    const erasureId = '00000000-0000-4000-8000-000000000003'
    for (const isGone of [true, false]) {
      const path = copied(false)
      rewrite(path, (rows) => {
        const target = at(rows, lastPersonal(rows))
        const end = rows.filter(({ stream }) => stream === target.stream).at(-1)
        const erasure = resealed(target, end, {
          event_id: erasureId,
          type: 'PersonalDataErased',
          data: JSON.stringify({ target: target.event_id }),
          personal: null,
        })
        return [...rows.map((row) => (isGone && row === target ? { ...row, personal: null } : row)), erasure]
      })
      await signExample(path)
      const found = await verified(path)
      assert.deepEqual([found.exit, found.findings], [0, []])
      assert.deepEqual(
        found.notices.map(({ code }) => code),
        [isGone ? 'PART_ERASED' : 'ERASURE_PENDING'],
      )
      assert.match(found.notices[0]?.message ?? '', new RegExp(erasureId))
    }
  })

  test('an erasure of another stream erases nothing: neither is the part pending, nor, gone, explained', async () => {
    for (const isGone of [true, false]) {
      const path = copied(false)
      rewrite(path, (rows) => {
        const target = at(rows, lastPersonal(rows))
        const end = rows.findLast(({ stream }) => stream !== target.stream && stream !== 'ledger') as ForgedRow
        const erasure = resealed(end, end, {
          event_id: '00000000-0000-4000-8000-000000000004',
          type: 'PersonalDataErased',
          data: JSON.stringify({ target: target.event_id }),
          personal: null,
        })
        return [...rows.map((row) => (isGone && row === target ? { ...row, personal: null } : row)), erasure]
      })
      await signExample(path)
      const found = await verified(path)
      assert.deepEqual([found.exit, codes(found), found.notices], isGone ? [3, ['PART_MISSING'], []] : [0, [], []])
    }
  })
})
