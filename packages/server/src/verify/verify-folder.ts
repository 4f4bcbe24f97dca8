import { sha256 } from '@procurement-ledger/core/notary'
import { type Checkpoint, type FetchTile, finding, verifyTiles } from '@procurement-ledger/core/verify'
import { openEvidenceFolder } from './evidence-folder.ts'
import { type JudgedCheckpoint, judgeCheckpoint, judgeSince, keysOf, NO_KEY } from './judge-checkpoint.ts'
import { type Given, Unverifiable, type Verification, verdictOf } from './verification.ts'

/** Verifies an evidence folder by itself: that its tiles are one tree, and that this tree was signed. */
export async function verifyFolder(folder: string, given: Given): Promise<Omit<Verification, 'target' | 'kind'>> {
  const evidence = openEvidenceFolder(folder)
  const note = await evidence.checkpoint()
  if (!note) {
    const code = (await evidence.hasTiles()) ? 'CHECKPOINT_MISSING' : 'EVIDENCE_UNREADABLE'
    throw new Unverifiable(finding(code, `${folder} has no checkpoint`))
  }
  const checkpoint = judgeCheckpoint(note, keysOf(given.keys))
  return verifyTree(checkpoint, evidence.fetchTile, given)
}

/** Tiles, wherever they come from, against their checkpoint and those that were kept. */
export async function verifyTree(
  checkpoint: JudgedCheckpoint,
  fetchTile: FetchTile,
  given: Given,
  others: readonly Checkpoint[] = [],
): Promise<Omit<Verification, 'target' | 'kind'>> {
  const since = judgeSince(given, checkpoint.origin)
  const kept = [...(since ? [since] : []), ...others]
  const findings = await verifyTiles({
    sha256,
    checkpoint,
    kept,
    fetchTile,
    onProgress: given.onProgress ?? (() => {}),
  })
  return {
    verdict: verdictOf(findings),
    checkpoint: checkpoint.view,
    findings,
    notices: [],
    omitted: 0,
    checked: [
      'every tile of the tree against the checkpoint',
      ...(checkpoint.view.signedBy.length > 0 ? ['the signature of the checkpoint'] : []),
      ...(since ? [`that the tree extends the kept checkpoint of ${since.size} leaves`] : []),
    ],
    unchecked: [
      'the events themselves: tiles hold hashes only',
      ...(given.keys.length === 0 ? [NO_KEY] : []),
      ...(since ? [] : ['whether an older history was replaced: no --since was given']),
    ],
  }
}
