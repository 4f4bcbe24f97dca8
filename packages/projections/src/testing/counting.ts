import type { FoldEvent, Projection } from '../read-models/projection.ts'

/** The model of a small invented projection: what was counted of one stream. */
export interface Counted {
  readonly stream: string
  count: number
  sum: number
}

export const COUNTED = 'Counted'
export const CORRECTED = 'Corrected'

export const counted = (amount: number) => ({ type: COUNTED, data: { amount }, occurredMs: 0 })
/** States the amount of an earlier revision anew. */
export const correction = (revision: number, amount: number) => ({
  type: CORRECTED,
  data: { revision, amount },
  occurredMs: 0,
})

/** Counts events and sums their amounts. A correction replaces the amount of an earlier event. */
export const counting = (options: { readonly version?: number; readonly throwsAt?: () => number } = {}): Projection =>
  ({
    name: 'counting',
    version: options.version ?? 1,
    follows: (stream: string) => stream !== 'ledger',
    start: (stream: string): Counted => ({ stream, count: 0, sum: 0 }),
    fold(model: Counted, { type, data }: FoldEvent) {
      if (type !== COUNTED) return
      if (data.amount === options.throwsAt?.()) throw new RangeError('an amount that cannot be counted')
      model.count++
      model.sum += Number(data.amount)
    },
    refoldsOn: [CORRECTED],
    rewrite(history: readonly FoldEvent[]) {
      const amounts = new Map(
        history.filter(({ type }) => type === CORRECTED).map(({ data }) => [data.revision, data.amount]),
      )
      return history.map((event) =>
        event.type === COUNTED && amounts.has(event.revision)
          ? { ...event, data: { amount: amounts.get(event.revision) } }
          : event,
      )
    },
    tables: [
      {
        name: 'counts',
        columns: { projectId: 'text', key: 'text', count: 'integer', sum: 'integer', version: 'integer' },
        nullable: [],
        indexes: [['sum']],
        rows: ({ stream, count, sum }: Counted) => [
          { projectId: stream.replace(/^project-/, ''), key: '', count, sum, version: options.version ?? 1 },
        ],
      },
    ],
  }) as Projection
