import { MAX_LEASE_MS } from '../follower/lease.ts'
import type { Batch, Generation } from '../follower/read-model-store.ts'
import { declarationOf, tablesOf } from '../read-models/declared-tables.ts'
import type { Projection } from '../read-models/projection.ts'
import type { Asking, Connections } from './connections.ts'
import { createTables, dropTables, FORM, type IndexMade, indexesOf, pointViews } from './generation-tables.ts'
import { TableWriter } from './table-writer.ts'

/** The server's clock, so that all processes go by the same, whatever machine they run on. */
const NOW_MS = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint'

interface GenerationRow {
  readonly position: string
  readonly anchor_stream: string | null
  readonly anchor_revision: string | null
  readonly anchor_event: string | null
  readonly is_serving: boolean
}

/** One generation: found by what its projections declare, or made. */
export class GenerationWriter {
  readonly #connections: Connections
  readonly #number: number
  readonly #projections: readonly Projection[]
  readonly #tables: ReadonlyMap<string, TableWriter>

  constructor(connections: Connections, generation: number, projections: readonly Projection[]) {
    this.#connections = connections
    this.#number = generation
    this.#projections = projections
    this.#tables = new Map(tablesOf(projections).map((table) => [table.name, new TableWriter(generation, table)]))
  }

  generation(): Promise<Generation | undefined> {
    return this.#connections.writes(async (client) => {
      const { rows } = await client.ask<GenerationRow>(`SELECT * FROM generations WHERE ${this.#mine}`)
      return rows[0] && generationOf(rows[0])
    })
  }

  claim(owner: string, leaseMs: number): Promise<boolean> {
    // Whoever has the row in a transaction is alive: he is not waited for.
    return this.#connections.writes(async (client) => {
      const { rowCount } = await client.ask(
        `UPDATE generations SET owner = $1, lease_until_ms = ${NOW_MS} + $2::bigint WHERE generation = (
           SELECT generation FROM generations WHERE ${this.#mine} AND (owner IS NULL OR owner = $1
             OR lease_until_ms <= ${NOW_MS} OR lease_until_ms > ${NOW_MS} + ${MAX_LEASE_MS})
           FOR UPDATE SKIP LOCKED)`,
        [owner, bounded(leaseMs)],
      )
      return rowCount === 1
    })
  }

  save(owner: string, leaseMs: number, { previous, position, anchor, changes }: Batch): Promise<boolean> {
    return this.#connections.writes(async (client) => {
      const { rowCount } = await client.ask(
        `UPDATE generations SET position = $1, anchor_stream = $2, anchor_revision = $3, anchor_event = $4,
           lease_until_ms = ${NOW_MS} + $5::bigint
         WHERE ${this.#mine} AND position = $6 AND owner = $7`,
        [position, anchor.stream, anchor.revision, anchor.eventId, bounded(leaseMs), previous, owner],
      )
      if (rowCount === 0) return false
      for (const change of changes) await this.#tables.get(change.table)?.write(client, change)
      return true
    })
  }

  /** Makes the indexes of one of the tables that lack some; false where none does, or where this one may not. */
  makeIndexes(owner: string): Promise<boolean> {
    return this.#connections.writes(async (client) => {
      const missing = (await this.#mayServe(client, owner)) ? await this.#missingIndexes(client) : []
      const table = missing[0]?.table
      if (table === undefined) return false
      for (const index of missing) if (index.table === table) await client.askPatiently(index.statement)
      // The planner goes by what it knows of a table, and of a new one it knows nothing.
      await client.askPatiently(`ANALYZE ${table}`)
      return true
    })
  }

  /** Where all its indexes are made. */
  serve(owner: string): Promise<boolean> {
    return this.#connections.writes(async (client) => {
      if (await isServing(client, this.#number)) return this.#mayServe(client, owner)
      // Before anything else, so that who is waited for does not wait for what is held here.
      await client.ask('LOCK TABLE generations IN ACCESS EXCLUSIVE MODE')
      if (!(await this.#mayServe(client, owner)) || (await this.#missingIndexes(client)).length > 0) return false
      await putInPlace(client, this.#number, this.#projections)
      return true
    })
  }

  async release(owner: string): Promise<void> {
    await this.#connections.writes((client) =>
      client.ask(`UPDATE generations SET owner = NULL, lease_until_ms = 0 WHERE ${this.#mine} AND owner = $1`, [owner]),
    )
  }

  get #mine(): string {
    return `generation = ${this.#number}`
  }

  async #missingIndexes(client: Asking): Promise<readonly IndexMade[]> {
    const { rows } = await client.ask<{ name: string }>(
      "SELECT relname::text AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'i'",
    )
    const made = new Set(rows.map(({ name }) => name))
    return indexesOf(this.#number, this.#projections).filter(({ index }) => !made.has(index))
  }

  /** Held, and not behind what readers see: for them time never goes back. */
  async #mayServe(client: Asking, owner: string): Promise<boolean> {
    const { rowCount } = await client.ask(
      `SELECT FROM generations AS mine WHERE ${this.#mine} AND owner = $1 AND NOT EXISTS (
         SELECT FROM generations AS other WHERE other.is_serving AND other.position > mine.position)`,
      [owner],
    )
    return rowCount === 1
  }
}

/** Inside the transaction that made the layout. The first generation serves from its first row on: nothing older could answer. */
export async function findOrCreate(client: Asking, projections: readonly Projection[]): Promise<number> {
  const declared = declarationOf(FORM, projections)
  const { rows } = await client.ask<{ generation: number; declared: string; is_serving: boolean }>(
    'SELECT generation, declared, is_serving FROM generations',
  )
  const known = rows.find((row) => row.declared === declared)
  if (known !== undefined) return known.generation
  const number = Math.max(0, ...rows.map(({ generation }) => generation)) + 1
  await client.ask('INSERT INTO generations (generation, declared) VALUES ($1, $2)', [number, declared])
  await createTables(client, number, projections)
  if (!rows.some(({ is_serving }) => is_serving)) await putInPlace(client, number, projections)
  return number
}

async function isServing(client: Asking, number: number): Promise<boolean> {
  const { rowCount } = await client.ask('SELECT FROM generations WHERE generation = $1 AND is_serving', [number])
  return rowCount === 1
}

/** Views, mark and what is older, together. A younger generation is somebody's who is still building it. */
async function putInPlace(client: Asking, number: number, projections: readonly Projection[]): Promise<void> {
  await pointViews(client, number, projections)
  const { rows: older } = await client.ask<{ generation: number }>(
    'DELETE FROM generations WHERE generation < $1 RETURNING generation',
    [number],
  )
  await client.ask('UPDATE generations SET is_serving = (generation = $1)', [number])
  for (const { generation } of older) await dropTables(client, generation)
}

const bounded = (leaseMs: number): number => Math.min(Math.ceil(leaseMs), MAX_LEASE_MS)

function generationOf(row: GenerationRow): Generation {
  const { position, anchor_stream: stream, anchor_revision: revision, anchor_event: eventId, is_serving } = row
  const isAnchored = stream !== null && revision !== null && eventId !== null
  return {
    position: BigInt(position),
    anchor: isAnchored ? { stream, revision: Number(revision), eventId } : undefined,
    isServing: is_serving,
  }
}
