/** What may stand for a `?` of a query. */
export type Parameter = string | number | bigint | null

/**
 * Reads of the read models, for statistics and lists. The tables are named as they are declared; whatever generation
 * serves is behind the name.
 *
 * Integers: a result column comes back as bigint when its name is that of a `big` column (`amountMinor`, `position`) or
 * ends in `Minor`, so `sum(amountMinor) as sumMinor` is exact. Every other integer comes back as number; one beyond
 * 2^53 throws, because it would be rounded.
 */
export interface Queryable {
  query<R>(sql: string, params?: readonly Parameter[]): R[]
  /** Everything up to and including this place of the log is in the rows. */
  position(): bigint
}

/** Several reads of one state: no save falls between them. */
export interface Snapshots extends Queryable {
  /** `read` is synchronous, and the `Queryable` that it is given is good inside it only. */
  snapshot<T>(read: (models: Queryable) => T): T
}
