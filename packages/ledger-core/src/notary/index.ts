/**
 * The door of the notary: it signs a log as it grows, and proves what it signed. Node only. Verifiers use ./verify, and
 * may take `sha256` and `verifyEd25519` of node:crypto from here.
 */

export { sha256 } from '../evidence/digest.ts'
export type { CheckpointStore, EvidenceFolder, Holder, IndexedLeaf, LogIdentity, LogIndex } from './evidence-folder.ts'
export { verifyEd25519 } from './files/ed25519.ts'
export { CHECKPOINT_FILE, IDENTITY_FILE, INDEX_FILE, openFileFolder } from './files/file-folder.ts'
export { makeKeyFile, readKeyFile } from './files/key-file.ts'
export { openProcessLock, type ProcessLock } from './files/process-lock.ts'
export { type GuardedStore, guardedStore } from './guarded-store.ts'
export { memoryFolder } from './memory-folder.ts'
export { MAX_BATCH_LEAVES, PAUSE_MS } from './notarizing.ts'
export {
  type NotarizedLedger,
  type Notary,
  type NotaryOptions,
  type NotaryState,
  type NotaryStatus,
  openNotary,
} from './notary.ts'
export { consistencyProof, inclusionProof, leafText, receiptText } from './prove.ts'
export { assertHoldsSigned, assertNotEmptied } from './signed-log.ts'
export type { Signer } from './signer.ts'
