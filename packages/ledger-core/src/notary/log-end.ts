import { EMPTY_EDGE, type TreeEdge } from '../evidence/growing-tiles.ts'
import { Fault } from '../kernel/fault.ts'
import type { LoggedLeaf } from '../ports/event-store.ts'

/** Where a tree goes on: its edge, and its last leaf in the log. */
export interface LogEnd {
  readonly edge: TreeEdge
  readonly last: LoggedLeaf | undefined
  /** Position before `last`, so that reading on sees `last` once more. */
  readonly before: bigint
}

export const LOG_START: LogEnd = { edge: EMPTY_EDGE, last: undefined, before: 0n }

export const rolledBack = (what: string): Fault =>
  new Fault(
    'LEDGER_ROLLED_BACK',
    `${what}; nothing is recorded or signed. Restore a copy of the store that holds them; if there is none, keep this ` +
      'one for the auditors and go on in a new ledger, with a name and a key of its own',
  )
