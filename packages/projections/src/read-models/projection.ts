/** How a read model is declared. `start`, `fold` and `rows` are pure: ordered by position, never by a clock, never by today. */

/** Column types that SQLite and PostgreSQL both have. `big` is a 64-bit integer read as bigint. */
export type ColumnType = 'text' | 'integer' | 'big'
export type Value = string | number | bigint | null
export type Row = { readonly [column: string]: Value }

/** An event as a fold reads it. */
export interface FoldEvent {
  readonly position: bigint
  readonly eventId: string
  readonly stream: string
  readonly revision: number
  readonly type: string
  readonly schemaVersion: number
  readonly occurredMs: number
  /** The caller's text, with its offset; only in streams that are folded whole. */
  readonly occurredAt?: string
  readonly recordedMs: number
  /** Without personal fields: no figure may depend on what can be erased. */
  readonly data: { readonly [field: string]: unknown }
}

/** One table. Its primary key is (owner, key); a row belongs to exactly one stream. */
export interface Table<Model, R extends object = Row> {
  /** Lower case and underscores; the name in SQL. */
  readonly name: string
  /**
   * The column that names the stream of a row. `projectId` unless it is stated: then only streams of projects have rows
   * in it. `stream`: the name of the stream itself.
   */
  readonly owner?: 'stream'
  readonly columns: { readonly [C in keyof R]: ColumnType }
  readonly nullable: readonly (keyof R)[]
  readonly indexes: readonly (readonly (keyof R & string)[])[]
  /** The event types that can change its rows; of others it is not asked. Left out: every event may. */
  readonly changedBy?: readonly string[]
  /** The rows of one stream, from what was folded of it. A row that did not change may be the same object as before. */
  rows(model: Model): readonly R[]
}

/**
 * A fold over one stream into a model in memory, and the tables that are functions of it. The model is never stored:
 * what is missing is folded again from the log, so a correction is the same as any other event.
 *
 * `fold` and `rows` are written as methods, so that projections of different models fit into one `Projection[]`; each
 * model goes only to the projection that started it.
 */
export interface Projection<Model = unknown> {
  readonly name: string
  /** Raise it whenever `fold`, `rows` or a column changes: the tables are built anew beside the old ones. */
  readonly version: number
  /** Which streams it folds. */
  readonly follows: (stream: string) => boolean
  /**
   * Which of them are folded from their first event whenever they change, from what the store keeps of each event: for
   * short streams of which the log's fast path does not tell enough. Left out: none.
   */
  readonly isWhole?: (stream: string) => boolean
  readonly start: (stream: string) => Model
  fold(model: Model, event: FoldEvent): void
  /**
   * The event types that its rows depend on; others may be left out of the fold, which saves reading their data. Left
   * out: every type.
   */
  readonly reads?: readonly string[]
  /** Event types after which the stream is folded again from its first event, such as corrections. */
  readonly refoldsOn: readonly string[]
  /**
   * For a refold: the history as it is to be folded, such as with a corrected event replaced. Left out: as it is.
   * What follows the last event of `refoldsOn` must come out as it went in, because it is folded on without a rewrite.
   */
  readonly rewrite?: (history: readonly FoldEvent[]) => readonly FoldEvent[]
  readonly tables: readonly Table<Model>[]
}

export const ownerColumn = ({ owner }: Pick<Table<unknown>, 'owner'>): 'projectId' | 'stream' => owner ?? 'projectId'
