import { Fault, type FaultCode } from '@procurement-ledger/core'

/** Why a follower does not go on. Faults of the stores come under their own codes. */
export const FOLLOWER_ERRORS = {
  FOLD_FAILED: 'a fold or the making of rows threw on an event; the position is before it; mend the projection',
  READ_FAILED: 'the log could not be read; it is tried again',
  SAVE_FAILED: 'the rows could not be saved; it is tried again',
  LOG_DIFFERS:
    'the log is not the one that the rows were folded from; delete the read models, and they are folded anew',
  SUPERSEDED: 'another generation of read models was put in the place of this one',
} as const

export type FollowerErrorCode = keyof typeof FOLLOWER_ERRORS | FaultCode

/** Positions of the log, both inclusive. */
export interface LogSpan {
  readonly from: bigint
  readonly until: bigint
}

/** What a follower reports. The cause is what was thrown. */
export class FollowerError extends Error {
  override readonly name = 'FollowerError'
  readonly code: FollowerErrorCode
  /** Where the event at which a fold failed lies. */
  readonly span: LogSpan | undefined

  constructor(code: FollowerErrorCode, message: string, { cause, span }: { cause?: unknown; span?: LogSpan } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.span = span
  }
}

/** Names what was thrown: as it named itself, or as the place where it happened. */
export function followerError(thrown: unknown, code: keyof typeof FOLLOWER_ERRORS, span?: LogSpan): FollowerError {
  if (thrown instanceof FollowerError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new FollowerError(thrown instanceof Fault ? thrown.code : code, message, {
    cause: thrown,
    ...(span && { span }),
  })
}

export const reading = <T>(read: () => Promise<T>): Promise<T> => named(read, 'READ_FAILED')

export const saving = <T>(save: () => Promise<T>): Promise<T> => named(save, 'SAVE_FAILED')

async function named<T>(work: () => Promise<T>, code: keyof typeof FOLLOWER_ERRORS): Promise<T> {
  return work().catch((thrown: unknown) => {
    throw followerError(thrown, code)
  })
}
