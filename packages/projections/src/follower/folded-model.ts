import { BrokenInvariant, projectIdOf } from '@procurement-ledger/core'
import { type FoldEvent, ownerColumn, type Projection, type Row, type Table } from '../read-models/projection.ts'
import type { ChangeSet } from './change-set.ts'
import { rowChanges } from './row-changes.ts'

/** One projection over one stream: the model in memory, and the rows that were last written of it. */
export class FoldedModel {
  readonly #projection: Projection
  readonly #stream: string
  #model: unknown
  /** One list a table. Undefined: it is not known what is written, and all of it is replaced. */
  #written: readonly (readonly Row[])[] | undefined
  #isRefolded = false

  /** `isNew`: nothing of the stream is written yet. */
  constructor(projection: Projection, stream: string, isNew: boolean) {
    this.#projection = projection
    this.#stream = stream
    this.#model = projection.start(stream)
    this.#written = isNew ? projection.tables.map(() => []) : undefined
  }

  foldOn(event: FoldEvent): void {
    try {
      this.#projection.fold(this.#model, event)
    } catch (cause) {
      const { position, type, revision } = event
      throw this.#failure(`position ${position}, ${type}, revision ${revision} of ${this.#stream}`, cause)
    }
  }

  /** Folds the stream anew from its first event, rewritten where the projection asks for that. */
  refold(history: readonly FoldEvent[]): void {
    const { start, refoldsOn, rewrite } = this.#projection
    const isRewritten = rewrite !== undefined && history.some(({ type }) => refoldsOn.includes(type))
    this.#model = start(this.#stream)
    this.#isRefolded = true
    const events = isRewritten ? this.#guarded('the rewrite', () => rewrite(history)) : history
    for (const event of events) this.foldOn(event)
  }

  /** Adds what changed since the last call. Asks only the tables that events of these types can change. */
  collect(types: ReadonlySet<string>, until: bigint, changes: ChangeSet): void {
    const written = this.#written
    this.#written = this.#projection.tables.map((table, i) => {
      const before = written?.[i]
      if (before !== undefined && !this.#isRefolded && !mayChange(table, types)) return before
      const owner = ownerOf(table, this.#stream)
      if (owner === undefined) return []
      // A list of our own: a fold may go on appending to the one that it gave.
      const after = this.#guarded(`the rows of ${table.name}`, () => table.rows(this.#model).slice(), until)
      assertOwned(table, owner, after)
      if (before === undefined) changes.clear(table, owner)
      changes.add(table, rowChanges(before ?? [], after, changes.columnsOf(table)))
      return after
    })
    this.#isRefolded = false
  }

  #guarded<T>(what: string, run: () => T, until?: bigint): T {
    try {
      return run()
    } catch (cause) {
      throw this.#failure(`${what} of ${this.#stream}${until === undefined ? '' : ` up to position ${until}`}`, cause)
    }
  }

  /** Says where the projection threw. */
  #failure(where: string, cause: unknown): Error {
    const message = cause instanceof Error ? cause.message : String(cause)
    return new Error(`${this.#projection.name} failed at ${where}: ${message}`, { cause })
  }
}

/** What names the stream in a table; undefined where the table has rows of projects only, and this is none. */
const ownerOf = (table: Table<unknown>, stream: string): string | undefined =>
  ownerColumn(table) === 'stream' ? stream : projectIdOf(stream)

function assertOwned(table: Table<unknown>, owner: string, rows: readonly Row[]): void {
  const column = ownerColumn(table)
  for (const row of rows)
    if (row[column] !== owner) throw new BrokenInvariant(`a row of ${owner} in ${table.name} is of ${row[column]}`)
}

const mayChange = ({ changedBy }: Table<unknown>, types: ReadonlySet<string>): boolean => {
  if (changedBy === undefined) return true
  for (const type of types) if (changedBy.includes(type)) return true
  return false
}
