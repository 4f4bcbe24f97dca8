import { Fault } from '@procurement-ledger/core'
import type { Database } from 'better-sqlite3'

/** 'PLRM' in the header of the file, by which it is told from a ledger and from anybody else's database. */
const APPLICATION_ID = 0x504c524d

/** Raised when the table below changes. A newer file is refused; an older one would be changed here. */
const LAYOUT = 1

const GENERATIONS = `
  create table generations (
    generation      integer primary key,
    declared        text    not null unique,
    position        integer not null default 0,
    anchor_stream   text,
    anchor_revision integer,
    anchor_event    text,
    owner           text,
    lease_until_ms  integer not null default 0,
    is_serving      integer not null default 0
  ) strict`

/** Makes an empty file one of read models, or sees that it is one. Inside a transaction. */
export function ensureLayout(db: Database, path: string): void {
  const { application, version, tables } = stateOf(db)
  if (application === 0 && tables === 0) {
    db.pragma(`application_id = ${APPLICATION_ID}`)
    db.pragma(`user_version = ${LAYOUT}`)
    db.exec(GENERATIONS)
    return
  }
  if (application !== APPLICATION_ID)
    throw new Fault('STORE_NOT_A_LEDGER', `${path} holds something else than read models; name another file`)
  if (version > LAYOUT)
    throw new Fault(
      'STORE_NEWER',
      `${path} has layout ${version} of a newer version; upgrade, or delete it to fold it anew`,
    )
}

function stateOf(db: Database): { application: number; version: number; tables: number } {
  const number = (name: string) => Number(db.pragma(name, { simple: true }))
  const { tables } = db.prepare('select count(*) as tables from sqlite_schema').get() as { tables: number }
  return { application: number('application_id'), version: number('user_version'), tables }
}
