import { z } from 'zod'
import { Line, Uuid } from '../../kernel/ids.ts'
import { saying } from '../../kernel/quoted.ts'
import { step } from '../step.ts'

const MAX_ORIGIN_CHARS = 200

// C2SP signed-note: a key name is not empty and has neither Unicode spaces nor plus (U+002B).
const ORIGIN = /^(?!.*:\/\/)[^\s+\p{Cc}\p{Cs}]+$/u

const notAnOrigin = saying(
  `is not an origin; write a name without a scheme, spaces or "+", such as ledger.example.org/county, of at most ${MAX_ORIGIN_CHARS} characters`,
)

/** Names the log in its checkpoints and keys, for ever. */
export const Origin = z.string(notAnOrigin).max(MAX_ORIGIN_CHARS, notAnOrigin).regex(ORIGIN, notAnOrigin)

/**
 * The ledger gets its identity (账本启用): the first event of the stream `ledger`. The evidence folder keeps the same, so
 * that a log is never signed under another's name.
 */
export const ledgerOpened = step('LedgerOpened', {
  data: z.strictObject({ ledgerId: Uuid, origin: Origin, software: Line }),
})
