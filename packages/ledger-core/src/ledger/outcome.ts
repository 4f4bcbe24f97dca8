import type { Refusal } from '../kernel/refusal.ts'
import type { ParsedFact } from './command.ts'
import type { Receipt } from './event.ts'

/** A command of one stream: all of its facts, or none. */
export interface Command {
  readonly facts: readonly ParsedFact[]
  readonly commandId: string | undefined
  readonly expectedRevision: number | undefined
}

/** `repeated`: the commandId was recorded before; the receipts are those of then. */
export type Outcome =
  | { readonly status: 'recorded' | 'repeated'; readonly receipts: readonly Receipt[] }
  | { readonly status: 'refused'; readonly refusal: Refusal }
