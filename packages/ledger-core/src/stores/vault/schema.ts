import type { Database } from 'better-sqlite3'
import { Fault } from '../../kernel/fault.ts'

/** "PLKV" in the file's header: how a vault is told from any other SQLite file. */
export const VAULT_APPLICATION_ID = 0x504c4b56

/** Raised when the tables change; a file with a higher one is refused. */
export const VAULT_VERSION = 1

/** What stands where a key was destroyed. A key that was drawn is never this. */
export const BLANK_KEY = 'zeroblob(32)'

/**
 * A key is overwritten where it lies and never deleted: a deletion lets SQLite move the neighbours to other pages, and
 * what they leave behind there is not overwritten, whatever `secure_delete` says. For the same reason rows only ever
 * follow one another, and the index holds no key.
 */
const SCHEMA = `
CREATE TABLE part_keys (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  key_id   TEXT NOT NULL UNIQUE,
  stream   TEXT NOT NULL,
  event_id TEXT NOT NULL,
  key      BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;
CREATE INDEX part_keys_by_event ON part_keys (event_id);

CREATE TABLE erased (
  log      TEXT PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT;

CREATE TRIGGER keys_are_never_deleted BEFORE DELETE ON part_keys
BEGIN SELECT RAISE(ABORT, 'a key is overwritten, not deleted'); END;

CREATE TRIGGER keys_are_only_destroyed BEFORE UPDATE ON part_keys
WHEN NEW.key <> ${BLANK_KEY} OR NEW.number <> OLD.number OR NEW.key_id <> OLD.key_id
  OR NEW.stream <> OLD.stream OR NEW.event_id <> OLD.event_id
BEGIN SELECT RAISE(ABORT, 'a key is never changed but to be destroyed'); END;

PRAGMA application_id = ${VAULT_APPLICATION_ID};
PRAGMA user_version = ${VAULT_VERSION};
`

/** Makes the tables in a file without any content; refuses every file that is no vault of ours. */
export function ensureVaultSchema(db: Database, path: string): void {
  if (!isVault(db, path)) db.exec(SCHEMA)
}

/** For whoever may not make tables. */
export function assertVault(db: Database, path: string): void {
  if (!isVault(db, path)) throw new Fault('STORE_NOT_A_LEDGER', `${path} is empty, and no key vault; check the path`)
}

function isVault(db: Database, path: string): boolean {
  const applicationId = db.pragma('application_id', { simple: true })
  const version = Number(db.pragma('user_version', { simple: true }))
  if (applicationId === VAULT_APPLICATION_ID && version > VAULT_VERSION)
    throw new Fault(
      'STORE_NEWER',
      `the key vault ${path} has schema ${version}; this version reads up to ${VAULT_VERSION}; upgrade it`,
    )
  if (applicationId === VAULT_APPLICATION_ID) return true
  if (applicationId === 0 && db.pragma('schema_version', { simple: true }) === 0) return false
  throw new Fault('STORE_NOT_A_LEDGER', `${path} is a database, but not a key vault; check the path`)
}
