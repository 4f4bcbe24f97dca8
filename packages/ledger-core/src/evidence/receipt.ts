import { type OpenedCheckpoint, openCheckpoint, type Trust } from './checkpoint.ts'
import { finding, type Judged, sound, unsound } from './finding.ts'
import { type LeafText, parseLeaf } from './leaf-text.ts'
import { parseProof, printProof } from './proof-text.ts'
import { hashLeafText, type Sha256 } from './tree-hash.ts'
import { verifyInclusion } from './verify-proof.ts'

/** What a receipt proves: this leaf has this index in the log, under this checkpoint. */
export interface ProvenLeaf {
  readonly leaf: LeafText
  readonly leafText: string
  readonly leafHash: Uint8Array
  readonly index: number
  readonly checkpoint: OpenedCheckpoint
}

/** A receipt is a tlog-proof whose extra data is the leaf: the text that a bidder keeps. */
export const printReceipt = (
  leafText: string,
  index: number,
  path: readonly Uint8Array[],
  checkpoint: string,
): string => printProof({ extra: new TextEncoder().encode(leafText), index, path, checkpoint })

/** Verifies a receipt offline: the checkpoint's signature, the leaf, and the path from the one to the other. */
export function verifyReceipt(sha256: Sha256, text: string, trust: Trust): Judged<ProvenLeaf> {
  const proof = parseProof(text)
  if (!proof.ok) return proof
  const { extra, index, path, checkpoint: note } = proof.value
  const checkpoint = openCheckpoint(note, trust)
  if (!checkpoint.ok) return checkpoint
  if (!extra) return unsound('PROOF_MALFORMED', 'a receipt has its leaf in the extra line', { index })
  const leafText = new TextDecoder('utf-8', { ignoreBOM: true }).decode(extra)
  const leaf = parseLeaf(leafText)
  if (!leaf.ok) return { ok: false, finding: { ...leaf.finding, index } }

  const { size, root } = checkpoint.value
  const leafHash = hashLeafText(sha256, leafText)
  if (!verifyInclusion(sha256, { leafHash, index, size, root, path })) {
    const { stream, revision, eventId } = leaf.value
    const message = `the path does not lead from this leaf at index ${index} to the root of ${size} leaves`
    return { ok: false, finding: finding('INCLUSION_FAILS', message, { index, stream, revision, eventId }) }
  }
  return sound({ leaf: leaf.value, leafText, leafHash, index, checkpoint: checkpoint.value })
}
