import type { Database, Statement } from 'better-sqlite3'
import { MAX_LEASE_MS } from '../follower/lease.ts'
import type { Batch, Generation } from '../follower/read-model-store.ts'
import { declarationOf, tablesOf } from '../read-models/declared-tables.ts'
import type { Projection } from '../read-models/projection.ts'
import { createTables, dropTables, FORM, indexesOf, pointViews } from './generation-tables.ts'
import { TableWriter } from './table-writer.ts'

/** The engine's clock, so that all processes of one machine go by the same. */
const NOW_MS = "cast(unixepoch('subsec') * 1000 as integer)"

interface GenerationRow {
  readonly position: bigint
  readonly anchor_stream: string | null
  readonly anchor_revision: bigint | null
  readonly anchor_event: string | null
  readonly is_serving: bigint
}

/** One generation: found by what its projections declare, or made. */
export class GenerationWriter {
  readonly #db: Database
  readonly #number: number
  readonly #projections: readonly Projection[]
  readonly #tables: ReadonlyMap<string, TableWriter>
  readonly #read: Statement
  readonly #held: Statement
  readonly #claim: Statement
  readonly #advance: Statement
  readonly #release: Statement

  constructor(db: Database, projections: readonly Projection[]) {
    this.#db = db
    this.#projections = projections
    this.#number = db.transaction(() => findOrCreate(db, projections)).immediate()
    const mine = `generation = ${this.#number}`
    const isFree = `(owner is null or owner = $owner or lease_until_ms <= ${NOW_MS} or lease_until_ms > ${NOW_MS} + ${MAX_LEASE_MS})`
    this.#read = db.prepare(`select * from generations where ${mine}`).safeIntegers()
    this.#held = db.prepare(`select 1 from generations where ${mine} and not ${isFree}`)
    this.#claim = db.prepare(
      `update generations set owner = $owner, lease_until_ms = ${NOW_MS} + $leaseMs where ${mine} and ${isFree}`,
    )
    this.#advance = db.prepare(
      `update generations set position = $position, anchor_stream = $stream, anchor_revision = $revision,
         anchor_event = $eventId, lease_until_ms = ${NOW_MS} + $leaseMs
       where ${mine} and position = $previous and owner = $owner`,
    )
    this.#release = db.prepare(
      `update generations set owner = null, lease_until_ms = 0 where ${mine} and owner = $owner`,
    )
    this.#tables = new Map(tablesOf(projections).map((table) => [table.name, new TableWriter(db, this.#number, table)]))
  }

  generation(): Generation | undefined {
    const row = this.#read.get() as GenerationRow | undefined
    if (row === undefined) return
    const { position, anchor_stream: stream, anchor_revision: revision, anchor_event: eventId, is_serving } = row
    const isAnchored = stream !== null && revision !== null && eventId !== null
    return {
      position,
      anchor: isAnchored ? { stream, revision: Number(revision), eventId } : undefined,
      isServing: is_serving === 1n,
    }
  }

  claim(owner: string, leaseMs: number): boolean {
    // Asked by reading first: who stands by must not wait for, nor hold up, the one who saves.
    if (this.#held.get({ owner }) !== undefined) return false
    return this.#claim.run({ owner, leaseMs: Math.min(leaseMs, MAX_LEASE_MS) }).changes === 1
  }

  save(owner: string, leaseMs: number, { previous, position, anchor, changes }: Batch): boolean {
    return this.#db
      .transaction(() => {
        const fence = { owner, leaseMs: Math.min(leaseMs, MAX_LEASE_MS), previous, position, ...anchor }
        if (this.#advance.run(fence).changes === 0) return false
        for (const change of changes) this.#tables.get(change.table)?.write(change)
        return true
      })
      .immediate()
  }

  /** Makes one of the indexes that are missing; false where none is, or where this one may not. */
  makeIndex(owner: string): boolean {
    return this.#db
      .transaction(() => {
        const missing = this.#mayServe(owner) ? this.#missingIndex() : undefined
        if (missing === undefined) return false
        this.#db.exec(missing)
        return true
      })
      .immediate()
  }

  /** Where all its indexes are made. */
  serve(owner: string): boolean {
    return this.#db
      .transaction(() => {
        if (!this.#mayServe(owner) || this.#missingIndex() !== undefined) return false
        putInPlace(this.#db, this.#number, this.#projections)
        return true
      })
      .immediate()
  }

  release(owner: string): void {
    if (this.#db.open) this.#release.run({ owner })
  }

  #missingIndex(): string | undefined {
    const names = this.#db.prepare("select name from sqlite_schema where type = 'index'").pluck().all()
    const made = new Set(names as string[])
    for (const [name, statement] of indexesOf(this.#number, this.#projections)) if (!made.has(name)) return statement
    return undefined
  }

  /** Held, and not behind what readers see: for them time never goes back. */
  #mayServe(owner: string): boolean {
    const ahead = 'select 1 from generations as other where other.is_serving = 1 and other.position > mine.position'
    const sql = `select 1 from generations as mine where generation = ? and owner = ? and not exists (${ahead})`
    return this.#db.prepare(sql).get(this.#number, owner) !== undefined
  }
}

/** The first generation serves from its first row on: there is nothing older that could answer. */
function findOrCreate(db: Database, projections: readonly Projection[]): number {
  const declared = declarationOf(FORM, projections)
  const known = db.prepare('select generation from generations where declared = ?').pluck().get(declared)
  if (known !== undefined) return known as number
  const number = db.prepare('select coalesce(max(generation), 0) + 1 from generations').pluck().get() as number
  db.prepare('insert into generations (generation, declared) values (?, ?)').run(number, declared)
  createTables(db, number, projections)
  const serving = db.prepare('select 1 from generations where is_serving = 1').get()
  if (serving === undefined) putInPlace(db, number, projections)
  return number
}

/** Views, mark and what is older, together. A younger generation is somebody's who is still building it. */
function putInPlace(db: Database, number: number, projections: readonly Projection[]): void {
  const isServing = db.prepare('select is_serving from generations where generation = ?').pluck().get(number)
  if (isServing === 1) return
  const older = db.prepare('select generation from generations where generation < ?').pluck().all(number) as number[]
  pointViews(db, number, projections)
  db.prepare('delete from generations where generation < ?').run(number)
  db.prepare('update generations set is_serving = (generation = ?)').run(number)
  for (const generation of older) dropTables(db, generation)
}
