/** What may stand for a `?` of a query. */
export type Parameter = string | number | bigint | null

/**
 * Reads of the read models, for statistics and lists. The tables are named as they are declared, in quotes; whatever
 * generation serves is behind the name.
 *
 * Integers: a result column comes back as bigint when its name is that of a `big` column (`amountMinor`, `position`) or
 * ends in `Minor`, so `sum("amountMinor") as "sumMinor"` is exact. Every other integer comes back as number; one beyond
 * 2^53 throws, because it would be rounded. Booleans come back as 1 and 0.
 */
export interface Queryable {
  query<R>(sql: string, params?: readonly Parameter[]): Promise<R[]>
  /** Everything up to and including this place of the log is in the rows. */
  position(): Promise<bigint>
}

/** Several reads of one state: no save falls between them. */
export interface Snapshots extends Queryable {
  /**
   * The `Queryable` that `read` is given is good inside it only; reads of the models themselves, made inside it, see the
   * same state. Await nothing but reads there: an engine may let others wait for it.
   */
  snapshot<T>(read: (models: Queryable) => Promise<T>): Promise<T>
}
