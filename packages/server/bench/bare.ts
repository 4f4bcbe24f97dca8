import Database from 'better-sqlite3'

/** What the driver alone does with the same bytes: the measure that everything is held against. */

/** The bytes of an event of ordinary size: about what one sealed fact brings to the disk. */
export const LEAF = 'l'.repeat(460)
export const DATA = JSON.stringify({
  bidId: 'bid-000001',
  bidder: { id: 'bidder-000001', name: 'Example bidder (invented)' },
  commitment: 'ab'.repeat(32),
})
export const META = JSON.stringify({
  v: 1,
  occurredAt: '2023-03-01T12:00:00+08:00',
  actor: { id: 'centre-office', role: 'centre' },
  command: { id: 'a'.repeat(36), index: 0, of: 1, asked: 'ab'.repeat(32) },
})
const BLOB = Buffer.alloc(32, 7)

export interface Bare {
  /** Writes so many rows in durable transactions of `group` rows; answers rows a second. */
  readonly write: (rows: number, group: number) => number
  /** Scans all rows as raw arrays, and parses data and meta of each where asked; answers rows a second. */
  readonly scan: (parse: boolean) => number
  readonly close: () => void
}

export function bare(path: string): Bare {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(`
    create table events (
      position integer primary key autoincrement, event_id text not null unique, stream text not null, revision integer not null,
      type text not null, recorded integer not null, leaf text not null, leaf_hash blob not null,
      data text not null, data_salt blob not null, meta text not null, meta_salt blob not null, unique (stream, revision)
    ) strict`)
  const insert = db.prepare(
    'insert into events (event_id, stream, revision, type, recorded, leaf, leaf_hash, data, data_salt, meta, meta_salt) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  let written = 0
  return {
    write(rows, group) {
      const started = performance.now()
      for (let done = 0; done < rows; done += group) {
        db.exec('begin immediate')
        for (let i = 0; i < group; i++) {
          insert.run(
            crypto.randomUUID(),
            `project-${written % 1000}`,
            Math.floor(written / 1000),
            'BidSubmitted',
            1_700_000_000_000,
            LEAF,
            BLOB,
            DATA,
            BLOB,
            META,
            BLOB,
          )
          written++
        }
        db.exec('commit')
      }
      return (rows / (performance.now() - started)) * 1000
    },
    scan(parse) {
      const started = performance.now()
      let seen = 0
      for (const row of db.prepare('select * from events order by position').raw().iterate() as IterableIterator<
        unknown[]
      >) {
        if (parse) {
          JSON.parse(row[8] as string)
          JSON.parse(row[10] as string)
        }
        seen++
      }
      return (seen / (performance.now() - started)) * 1000
    },
    close: () => void db.close(),
  }
}
