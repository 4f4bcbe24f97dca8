import type { Checkpoint } from './checkpoint.ts'
import type { ExtensionText } from './extension-text.ts'
import { type Finding, finding } from './finding.ts'
import type { Sha256 } from './tree-hash.ts'
import { verifyExtension } from './verify-extension.ts'

/** A bundle has no tiles: what it can say of an older checkpoint stands in the one proof that it may carry. */
export interface CarriedProof {
  readonly extension: ExtensionText | undefined
  /** The bundle's own note: the proof must stand under the same bytes. */
  readonly note: string
}

/** Whether the log of a bundle extends a checkpoint that was kept. What cannot be judged is a finding, never a pass. */
export function judgeKept(
  sha256: Sha256,
  { extension, note }: CarriedProof,
  checkpoint: Checkpoint,
  kept: Checkpoint,
): Finding | undefined {
  const { size } = checkpoint
  if (kept.origin === checkpoint.origin && kept.size > size)
    return unjudged(
      `it is of ${size} events, the kept checkpoint of ${kept.size}: it is older, or the log was taken back`,
    )
  // Every tree begins with the empty one, and two of one size are judged by their roots: neither needs a proof.
  if (kept.origin !== checkpoint.origin || kept.size === 0 || kept.size === size)
    return verifyExtension(sha256, kept, checkpoint, [])
  if (extension?.from !== kept.size)
    return unjudged(
      `it has ${extension ? `a proof from ${extension.from}` : 'no proof'}, the kept checkpoint has ${kept.size} events`,
    )
  if (extension.checkpoint !== note)
    return finding('CONSISTENCY_FAILS', 'the consistency proof stands under another checkpoint than the bundle')
  return verifyExtension(sha256, kept, checkpoint, extension.path)
}

const unjudged = (why: string): Finding =>
  finding(
    'CONSISTENCY_MISSING',
    `the bundle does not prove that its log extends the kept checkpoint: ${why}; get one that does with "ledger bundle --since FILE" or GET .../bundle?since=SIZE`,
  )
