import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { recordExample, signExample } from '../testing/example-ledger.ts'
import { COLUMNS, forge } from '../testing/forgery.ts'
import { EXITS, type Verification } from './verification.ts'
import { verify } from './verify.ts'

/** Files that somebody made to lead the verifier astray, and every byte that may be flipped. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-hostile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const GENUINE = join(folder, 'genuine.db')
let copies = 0

beforeAll(async () => {
  await recordExample(GENUINE, 5, 2)
  await signExample(GENUINE)
})

/** A copy of its own for whoever asks: a property that ran out of time goes on while the next test runs. */
function copied(): string {
  const path = join(folder, `copy-${++copies}.db`)
  cpSync(GENUINE, path)
  cpSync(`${GENUINE}.evidence`, `${path}.evidence`, { recursive: true })
  return path
}

async function verified(target: string): Promise<Verification & { exit: number }> {
  const found = await verify(target, { keys: [] })
  assert.ok(found)
  return { ...found, exit: EXITS[found.verdict] }
}

/** Makes the table anew with other columns, and the rows that it had. */
const remade = (columns: string, rest = '') => `
  ALTER TABLE events RENAME TO kept;
  CREATE TABLE events (${columns}) ${rest};
  INSERT INTO events SELECT * FROM kept;
  DROP TABLE kept;`

/** As the ledger declares them, but not strict: anything may lie in them. */
const LOOSE = remade(
  `position INTEGER PRIMARY KEY, event_id TEXT, stream TEXT, revision INTEGER, type TEXT, schema_version INTEGER,
   occurred_ms INTEGER, recorded_ms INTEGER, data TEXT, data_salt BLOB, meta TEXT, meta_salt BLOB, leaf TEXT, leaf_hash BLOB`,
)

describe('a database that is none of ours', () => {
  test.each([
    ['has no tables', 'DROP TABLE personal_parts; DROP TABLE events'],
    [
      'has a view in the place of the log',
      'ALTER TABLE events RENAME TO kept; CREATE VIEW events AS SELECT * FROM kept',
    ],
    [
      'has a view without end',
      `DROP TABLE personal_parts; DROP TABLE events; CREATE VIEW events AS
       WITH RECURSIVE n(position) AS (SELECT 1 UNION ALL SELECT position + 1 FROM n) SELECT * FROM n`,
    ],
    ['has positions that are no key', remade(`position INTEGER, ${COLUMNS.join(', ')}`)],
    ['has columns without types', remade(`position INTEGER PRIMARY KEY, ${COLUMNS.join(', ')}`)],
    ['has no rowids', remade(`position INTEGER PRIMARY KEY, ${COLUMNS.join(', ')}`, 'WITHOUT ROWID')],
    ['has a further column', 'ALTER TABLE events ADD COLUMN more TEXT'],
    ['has a computed column', 'ALTER TABLE events ADD COLUMN more TEXT AS (hex(data)) VIRTUAL'],
    ['has a position below one', 'UPDATE events SET position = -5 WHERE position = 1'],
    ['has a position beyond 2^53', 'UPDATE events SET position = 9223372036854775807 WHERE position = 1'],
    ['is of another program', 'PRAGMA application_id = 7'],
    ['is of a newer version', 'PRAGMA user_version = 99'],
  ])('%s: not readable', async (_what, sql) => {
    const path = copied()
    forge(path, (db) => db.exec(sql))
    const found = await verified(path)
    assert.deepEqual([found.exit, found.findings[0]?.code], [6, 'STORE_UNREADABLE'], found.findings[0]?.message)
  })

  test.each([
    ['a blob for a leaf', `leaf = x'07'`],
    ['NULL for a leaf', 'leaf = NULL'],
    ['a text for a salt', `data_salt = 'salt'`],
    ['a blob for a stream', `stream = x'ff00'`],
    ['a text for a revision', `revision = 'x'`],
    ['a revision beyond 2^53', 'revision = 9223372036854775807'],
    ['half a revision', 'revision = 1.5'],
    ['data of a hundred million bytes', `data = CAST(zeroblob(100000000) AS TEXT)`],
  ])('%s: not readable, and named', async (_what, change) => {
    const path = copied()
    forge(path, (db) => db.exec(`${LOOSE} UPDATE events SET ${change} WHERE position = 7`))
    const found = await verified(path)
    assert.deepEqual([found.exit, found.findings[0]?.code], [6, 'ROW_UNREADABLE'], found.findings[0]?.message)
    assert.equal(found.findings[0]?.position, 7n)
  })

  test('NULL for a part is a part that is missing', async () => {
    const path = copied()
    forge(path, (db) => db.exec(`${LOOSE} UPDATE events SET meta = NULL WHERE position = 7`))
    const found = await verified(path)
    assert.deepEqual([found.exit, found.findings[0]?.code, found.findings[0]?.part], [3, 'PART_MISSING', 'meta'])
  })

  test('positions with wide gaps cost nothing, and change nothing', async () => {
    const path = copied()
    forge(path, (db) =>
      db.exec(
        'UPDATE events SET position = position + 9000000000000 WHERE position > 20; UPDATE personal_parts SET position = position + 9000000000000 WHERE position > 20',
      ),
    )
    assert.equal((await verified(path)).exit, 0)
  })

  test('texts in UTF-16 are not bytes that were written', async () => {
    const path = join(folder, 'utf-16.db')
    const db = new Database(path)
    db.pragma(`encoding = 'UTF-16'`)
    db.exec(
      `CREATE TABLE events (position INTEGER PRIMARY KEY); PRAGMA application_id = ${0x504c4447}; PRAGMA user_version = 1`,
    )
    db.close()
    assert.equal((await verified(path)).exit, 6)
  })
})

describe('what is no database', () => {
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }

  function halved(): string {
    const path = copied()
    truncateSync(path, Math.floor(readFileSync(GENUINE).length / 2))
    return path
  }

  function emptyFolder(): string {
    mkdirSync(join(folder, 'nothing'), { recursive: true })
    return join(folder, 'nothing')
  }

  test.each([
    ['an empty file', () => file('empty', '')],
    ['a text', () => file('text', 'a ledger, on my word')],
    ['the header of a database and nothing more', () => file('header', 'SQLite format 3\0')],
    [
      'a header and noise',
      () => file('noise', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8192, 0xa7)])),
    ],
    ['half a ledger', () => halved()],
    ['a folder that is no evidence', () => emptyFolder()],
    ['a device', () => '/dev/zero'],
    ['sqlite: of a folder', () => `sqlite:${folder}`],
  ])('%s: not readable', async (_what, make) => {
    const found = await verified(make())
    assert.equal(found.exit, 6, JSON.stringify(found.findings.map(({ code, message }) => [code, message])))
    assert.ok((found.findings[0]?.message.length ?? 0) > 10)
  })

  test('what cannot be told is named: no bundle, no evidence', async () => {
    assert.equal((await verified(file('text', 'a ledger'))).findings[0]?.code, 'BUNDLE_UNREADABLE')
    assert.equal((await verified(emptyFolder())).findings[0]?.code, 'EVIDENCE_UNREADABLE')
  })

  test('where nothing is, nothing is verified', async () => {
    assert.equal(await verify(join(folder, 'absent'), { keys: [] }), undefined)
  })
})

describe('by property', () => {
  const TEXTS = ['leaf', 'data', 'meta', 'event_id', 'stream', 'type']
  const cell = fc.record({
    position: fc.integer({ min: 1, max: 36 }),
    column: fc.constantFrom(...TEXTS, 'leaf_hash', 'data_salt', 'meta_salt', 'personal', 'salt'),
    bit: fc.nat(),
  })

  test('every flipped bit of a leaf, a part, a salt or what stands beside them is noticed and named', async () => {
    let flips = 0
    await fc.assert(
      fc.asyncProperty(cell, async ({ position, column, bit }) => {
        const table = ['personal', 'salt'].includes(column) ? 'personal_parts' : 'events'
        let isThere = true
        const path = copied()
        forge(path, (db) => {
          const row = db
            .prepare(`SELECT CAST(${column} AS BLOB) FROM ${table} WHERE position = ?`)
            .pluck()
            .get(position)
          if (!(row instanceof Uint8Array)) {
            isThere = false
            return
          }
          const at = bit % (row.length * 8)
          row[at >> 3] = (row[at >> 3] as number) ^ (1 << (at & 7))
          const kind = [...TEXTS, 'personal'].includes(column) ? 'TEXT' : 'BLOB'
          try {
            db.prepare(`UPDATE ${table} SET ${column} = CAST(? AS ${kind}) WHERE position = ?`).run(row, position)
          } catch (error) {
            // Two events would have one place in one stream, or one id: the file itself takes no such flip.
            if ((error as { code?: string }).code !== 'SQLITE_CONSTRAINT_UNIQUE') throw error
            isThere = false
          }
        })
        if (!isThere) return
        flips++
        const found = await verified(path)
        assert.equal(found.exit, 1)
        assert.equal(found.findings[0]?.position, BigInt(position))
      }),
      { numRuns: 150 },
    )
    assert.ok(flips > 75)
  })

  test('a flipped byte anywhere in the file is answered with a verdict, whatever it breaks', async () => {
    const bytes = readFileSync(GENUINE)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const path = copied()
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] as number) ^ mask
        writeFileSync(path, changed)
        const { exit, findings } = await verified(path)
        assert.equal(exit === 0, findings.length === 0)
      }),
      { numRuns: 150 },
    )
  })
})
