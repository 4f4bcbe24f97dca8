import type { Database } from 'better-sqlite3'
import { Fault } from '../../kernel/fault.ts'

/** "PLDG" in the file's header: how a ledger is told from any other SQLite file. */
export const APPLICATION_ID = 0x504c4447

/** Raised when the tables change; a file with a higher one is refused. */
export const SCHEMA_VERSION = 2

/** The salt of what was erased. A salt that was drawn is never this. */
export const BLANK_SALT = 'zeroblob(32)'

/**
 * What is erased is overwritten where it lies, with as many blanks, and never deleted: a deletion lets SQLite move the
 * neighbours to other pages, and what they leave behind there is not overwritten, whatever `secure_delete` says.
 * The index holds erasures only, of which there are few.
 */
const ERASURES = `
CREATE INDEX erasures ON events (stream, json_extract(data, '$.target')) WHERE type = 'PersonalDataErased';

CREATE TRIGGER personal_parts_are_never_deleted BEFORE DELETE ON personal_parts
BEGIN SELECT RAISE(ABORT, 'a personal part is overwritten, not deleted'); END;

CREATE TRIGGER personal_parts_go_by_an_event BEFORE UPDATE ON personal_parts
WHEN NEW.position <> OLD.position
  OR NEW.salt <> ${BLANK_SALT}
  OR trim(NEW.personal, ' ') <> ''
  OR octet_length(NEW.personal) <> octet_length(OLD.personal)
  OR NOT EXISTS (
    SELECT 1 FROM events AS target
    JOIN events AS erasure
      ON erasure.stream = target.stream
     AND erasure.type = 'PersonalDataErased'
     AND json_extract(erasure.data, '$.target') = target.event_id
    WHERE target.position = OLD.position
  )
BEGIN SELECT RAISE(ABORT, 'a personal part goes only where a PersonalDataErased names its event'); END;
`

/**
 * One table is the log; the one thing that may go lies in another. The triggers hold against mistakes: whoever wants to
 * forge can drop them, and is found by the evidence instead.
 */
const SCHEMA = `
CREATE TABLE events (
  position       INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id       TEXT    NOT NULL UNIQUE,
  stream         TEXT    NOT NULL,
  revision       INTEGER NOT NULL,
  type           TEXT    NOT NULL,
  schema_version INTEGER NOT NULL,
  occurred_ms    INTEGER NOT NULL,
  recorded_ms    INTEGER NOT NULL,
  data           TEXT    NOT NULL,
  data_salt      BLOB    NOT NULL,
  meta           TEXT    NOT NULL,
  meta_salt      BLOB    NOT NULL,
  leaf           TEXT    NOT NULL,
  leaf_hash      BLOB    NOT NULL,
  UNIQUE (stream, revision)
) STRICT;

CREATE TABLE personal_parts (
  position INTEGER PRIMARY KEY REFERENCES events (position),
  personal TEXT NOT NULL,
  salt     BLOB NOT NULL
) STRICT;

-- Also stops INSERT OR REPLACE, which deletes without asking the trigger on DELETE.
-- A position that is not given is -1 here.
CREATE TRIGGER events_are_appended BEFORE INSERT ON events
WHEN NEW.revision <> (SELECT coalesce(max(revision), -1) + 1 FROM events WHERE stream = NEW.stream)
  OR NEW.position BETWEEN 0 AND (SELECT max(position) FROM events)
  OR EXISTS (SELECT 1 FROM events WHERE event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'an event follows the last one of its stream, under an id of its own'); END;

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TRIGGER personal_parts_come_with_their_event BEFORE INSERT ON personal_parts
WHEN NEW.position <> (SELECT max(position) FROM events)
  OR EXISTS (SELECT 1 FROM personal_parts WHERE position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'a personal part comes with its event'); END;

${ERASURES}
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${SCHEMA_VERSION};
`

/** From version 1, which deleted what was erased. */
const UPGRADE = `
DROP TRIGGER personal_parts_are_never_changed;
DROP TRIGGER personal_parts_go_by_an_event;
${ERASURES}
PRAGMA user_version = ${SCHEMA_VERSION};
`

/** Makes the tables where there are none, or as they are now. Runs inside a transaction that holds the write lock. */
export function ensureSchema(db: Database, path: string): void {
  if (!isLedger(db, path)) db.exec(SCHEMA)
  else if (readHeader(db).version < SCHEMA_VERSION) db.exec(UPGRADE)
}

/** True for a ledger that this version reads, false for a file without any content; throws for everything else. */
export function isLedger(db: Database, path: string): boolean {
  const { applicationId, version, isEmpty } = db.transaction(readHeader).deferred(db)
  if (applicationId === APPLICATION_ID && version > SCHEMA_VERSION)
    throw new Fault(
      'STORE_NEWER',
      `${path} has schema ${version}; this version reads up to ${SCHEMA_VERSION}; upgrade it`,
    )
  if (applicationId === APPLICATION_ID) return true
  if (applicationId === 0 && isEmpty) return false
  throw new Fault('STORE_NOT_A_LEDGER', `${path} is a database, but not a ledger; check the path`)
}

/** Read in one transaction: another process may be making the tables. */
const readHeader = (db: Database) => ({
  applicationId: db.pragma('application_id', { simple: true }),
  version: Number(db.pragma('user_version', { simple: true })),
  isEmpty: db.pragma('schema_version', { simple: true }) === 0,
})
