import { Fault } from '@procurement-ledger/core'
import { judgeRelease } from '@procurement-ledger/core/postgres'
import type { Asking } from './connections.ts'
import type { Place } from './place.ts'

/** Raised when the tables below change. A newer schema is refused; an older one would be changed here. */
const LAYOUT = 1

/** Who holds it makes tables; the second half is the schema's name. 'PLRM'. */
const MAKING_LOCK = 0x504c524d

const LAYOUT_TABLE = 'read_models_layout'

/** Names that no declared table may have. */
export const OWN_TABLES: readonly string[] = [LAYOUT_TABLE, 'generations']

const TABLES = `
  CREATE TABLE ${LAYOUT_TABLE} (version integer NOT NULL);
  INSERT INTO ${LAYOUT_TABLE} VALUES (${LAYOUT});
  CREATE TABLE generations (
    generation      integer PRIMARY KEY,
    declared        text    NOT NULL UNIQUE,
    position        bigint  NOT NULL DEFAULT 0,
    anchor_stream   text,
    anchor_revision bigint,
    anchor_event    text,
    owner           text,
    lease_until_ms  bigint  NOT NULL DEFAULT 0,
    is_serving      boolean NOT NULL DEFAULT false
  )`

/** What the answers rest on. Bytes are in the order of characters in UTF8 only. */
async function assertServer(client: Asking, shown: string): Promise<void> {
  const { rows } = await client.ask<{ version: number; encoding: string }>(
    "SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding",
  )
  const { version = 0, encoding = '' } = rows[0] ?? {}
  judgeRelease([version, encoding], shown)
}

/** Makes the schema one of read models, or sees that it is one. Inside a transaction, which then is the only one that makes. */
export async function ensureLayout(client: Asking, { schema, shown }: Place): Promise<void> {
  await assertServer(client, shown)
  await client.ask(`SELECT pg_advisory_xact_lock(${MAKING_LOCK}, hashtext('${schema}'))`)
  const relations = `SELECT FROM pg_class WHERE relnamespace = to_regnamespace('${schema}')`
  const { rows } = await client.ask<{ exists: boolean; isEmpty: boolean; isOurs: boolean }>(
    `SELECT to_regnamespace('${schema}') IS NOT NULL AS exists, NOT EXISTS (${relations}) AS "isEmpty",
       EXISTS (${relations} AND relname = '${LAYOUT_TABLE}') AS "isOurs"`,
  )
  const { exists = false, isEmpty = false, isOurs = false } = rows[0] ?? {}
  if (isEmpty) {
    if (!exists) await client.ask(`CREATE SCHEMA ${schema}`)
    await client.ask(TABLES)
    return
  }
  if (!isOurs)
    throw new Fault('STORE_NOT_A_LEDGER', `${shown} holds something else than read models; name a schema of their own`)
  const { rows: layouts } = await client.ask<{ version: number }>(`SELECT version FROM ${LAYOUT_TABLE}`)
  const version = layouts[0]?.version ?? 0
  if (version > LAYOUT)
    throw new Fault(
      'STORE_NEWER',
      `${shown} has layout ${version} of a newer version; upgrade, or drop the schema to fold it anew`,
    )
}
