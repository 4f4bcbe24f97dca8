import { sha256 } from '../evidence/digest.ts'
import { hashLeaf } from '../evidence/leaf.ts'
import { printReceipt } from '../evidence/receipt.ts'
import { proveConsistency, proveInclusion } from '../evidence/tile-proof.ts'
import { isSameHash } from '../evidence/tree-hash.ts'
import { BrokenInvariant, Fault } from '../kernel/fault.ts'
import type { EventStore } from '../ports/event-store.ts'
import type { IndexedLeaf } from './evidence-folder.ts'
import type { Notary } from './notary.ts'

/** Proofs, made from the tiles of what was signed. Sizes and indexes are judged before: they lie under the checkpoint. */

export const inclusionProof = (notary: Notary, index: number, size: number): readonly Uint8Array[] =>
  proveInclusion(sha256, index, size, notary.readTile)

export const consistencyProof = (notary: Notary, from: number, to: number): readonly Uint8Array[] =>
  proveConsistency(sha256, from, to, notary.readTile)

/** The text of a leaf, as it is stored: it has the hash that was signed, or it is not given away. */
export async function leafText(
  store: EventStore,
  { stream, revision, eventId, leafHash }: IndexedLeaf,
): Promise<string> {
  for await (const [event] of store.readStream(stream, { fromRevision: revision })) {
    if (event?.eventId === eventId && isSameHash(hashLeaf(event.leaf), leafHash)) return event.leaf
    break
  }
  throw new Fault('LEDGER_ALTERED', `${eventId}, revision ${revision} of ${stream}, is not what was signed; run verify`)
}

/** The text that a bidder keeps: his leaf, its path, and the checkpoint above. Checked with the verifier key alone. */
export async function receiptText(notary: Notary, store: EventStore, leaf: IndexedLeaf): Promise<string> {
  const text = await leafText(store, leaf)
  // Read together, and after the waiting: the checkpoint may have moved on.
  const note = notary.checkpoint()
  if (note === undefined) throw new BrokenInvariant('a leaf that was found is under a checkpoint')
  return printReceipt(text, leaf.leafIndex, inclusionProof(notary, leaf.leafIndex, notary.size()), note)
}
