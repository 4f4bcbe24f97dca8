import { BrokenInvariant } from '@procurement-ledger/core'
import type { ReadModels } from '../engine.ts'
import type { Parameter } from '../queryable.ts'
import { assertDeclared } from '../read-models/declared-tables.ts'
import type { Projection } from '../read-models/projection.ts'
import { Connections } from './connections.ts'
import { findOrCreate, GenerationWriter } from './generation-writer.ts'
import { ensureLayout, OWN_TABLES } from './layout.ts'
import { type PostgresPlace, placeOf } from './place.ts'
import { Reader } from './reader.ts'

export type PostgresReadModels = ReadModels

/**
 * Opens read models in a schema of a PostgreSQL database, the ledger's or another. Any number of processes may open and
 * follow the same ones; one of them folds. Dropping the schema costs a replay and nothing else.
 *
 * `where` is `postgres://user:password@host:port/database?schema=jx_models`, or a pool of somebody who closes it; the
 * schema is made if it is missing, and is `ledger_models` if none is named. Where it serves other projections, or another
 * version of them, tables for these are made beside; a follower fills them and then puts them in the place of the old
 * ones, which go on answering until then.
 *
 * Throws `STORE_NOT_FOUND` for a URL or database that is not there, `STORE_UNREACHABLE`, `STORE_DENIED`,
 * `STORE_NOT_A_LEDGER` for a schema that holds something else, and `STORE_NEWER` for one of a newer version.
 */
export async function openPostgresReadModels(
  where: string | PostgresPlace,
  projections: readonly Projection[],
): Promise<PostgresReadModels> {
  assertDeclared(projections, OWN_TABLES)
  const place = placeOf(where)
  const connections = new Connections(place)
  try {
    const generation = await connections.writes(async (client) => {
      await ensureLayout(client, place)
      return findOrCreate(client, projections)
    })
    return readModels(projections, connections, new GenerationWriter(connections, generation, projections))
  } catch (error) {
    await connections.close()
    throw error
  }
}

function readModels(
  projections: readonly Projection[],
  connections: Connections,
  writer: GenerationWriter,
): PostgresReadModels {
  const reader = new Reader(connections, projections)
  let isClosed = false

  async function serve(owner: string): Promise<boolean> {
    // A table a transaction: what was made is not made again where the next one fails.
    while (await writer.makeIndexes(owner));
    return writer.serve(owner)
  }

  async function release(owner: string): Promise<void> {
    if (!isClosed) await writer.release(owner)
  }

  async function close(): Promise<void> {
    if (reader.isInside) throw new BrokenInvariant('read models are not closed inside a snapshot')
    if (isClosed) return
    isClosed = true
    await connections.close()
  }

  return {
    projections,
    generation: () => writer.generation(),
    claim: (owner, leaseMs) => writer.claim(owner, leaseMs),
    save: (owner, leaseMs, batch) => writer.save(owner, leaseMs, batch),
    serve,
    release,
    position: () => reader.position(),
    query: <R>(sql: string, params: readonly Parameter[] = []) => reader.query<R>(sql, params),
    snapshot: (read) => reader.snapshot(read),
    close,
    [Symbol.asyncDispose]: close,
  }
}
