import { LEDGER_OPENS_MS } from './handover.ts'

/** The clock of a ledger that records the past: set for every round, and the world's own once it is released. */
export interface ExampleClock {
  /** For `Sources.now` of the ledger. */
  readonly now: () => number
  readonly set: (ms: number) => void
  readonly release: () => void
}

/** Shows the moment at which the county's ledger begins. */
export function exampleClock(): ExampleClock {
  let shownMs: number | undefined = LEDGER_OPENS_MS
  return {
    now: () => shownMs ?? Date.now(),
    set: (ms) => {
      shownMs = ms
    },
    release: () => {
      shownMs = undefined
    },
  }
}
