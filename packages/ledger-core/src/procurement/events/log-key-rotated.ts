import { z } from 'zod'
import { saying } from '../../kernel/quoted.ts'
import { step } from '../step.ts'

const MAX_KEY_CHARS = 500

// C2SP signed-note: <name>+<hash>+<base64 of algorithm and public key>.
const VERIFIER_KEY = /^[^\s+\p{Cc}\p{Cs}]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$/u

const notAKey = saying('is not a verifier key; write <origin>+<8 hexadecimal digits>+<base64>, as keygen gave it')

const VerifierKey = z.string(notAKey).max(MAX_KEY_CHARS, notAKey).regex(VERIFIER_KEY, notAKey)

/**
 * From a size of the log on, checkpoints are signed with another key (日志密钥轮换). The keys are public ones, so that an
 * auditor who trusts the old key learns the new one from the log itself. The first key comes after none: its statement
 * also says, in every copy of the log, that the log was signed.
 */
export const logKeyRotated = step('LogKeyRotated', {
  data: z.strictObject({ oldKey: VerifierKey.optional(), newKey: VerifierKey, fromSize: z.int().min(0) }),
})
