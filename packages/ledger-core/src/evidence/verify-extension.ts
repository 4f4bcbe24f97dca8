import { quoted } from '../kernel/quoted.ts'
import type { Checkpoint } from './checkpoint.ts'
import { type Finding, finding } from './finding.ts'
import { isSameHash, type Sha256 } from './tree-hash.ts'
import { verifyConsistency } from './verify-proof.ts'

/**
 * Whether a log still begins with a checkpoint that was kept of it, without reading the log: two opened checkpoints and
 * the path between them. Answers with what is wrong; undefined where the newer extends the older.
 */
export function verifyExtension(
  sha256: Sha256,
  kept: Checkpoint,
  { origin, size, root }: Checkpoint,
  path: readonly Uint8Array[],
): Finding | undefined {
  if (kept.origin !== origin)
    return finding('ORIGIN_DIFFERS', `the kept checkpoint is of ${quoted(kept.origin)}, not ${quoted(origin)}`)
  if (kept.size > size)
    return finding('LOG_ROLLED_BACK', `${size} events are signed; the kept checkpoint has ${kept.size}`)
  if (kept.size === size && !isSameHash(kept.root, root))
    return finding('HISTORY_FORKED', `two roots are signed for ${size} events`)
  if (!verifyConsistency(sha256, { from: kept.size, fromRoot: kept.root, to: size, toRoot: root, path }))
    return finding('CONSISTENCY_FAILS', `the path does not lead from ${kept.size} events to ${size}`)
  return undefined
}
