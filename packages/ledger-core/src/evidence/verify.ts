/**
 * The door for auditors: no I/O, no Node API, no clock. SHA-256 and Ed25519 are arguments, so it runs wherever
 * JavaScript does. docs/evidence.md has the formats. Read from top to bottom: what an auditor asks, what is found, then
 * what these stand on.
 */

// A receipt, an event, a whole log, a project

export {
  type BundledEvent,
  type BundleFiles,
  type BundleToPrint,
  bundleFiles,
  MAX_BUNDLE_EVENTS,
  type ProvenEvent,
} from './bundle.ts'
export { type ProvenLeaf, printReceipt, verifyReceipt } from './receipt.ts'
export { type PlacedEvent, placeOf, type StatedEvent } from './stated-event.ts'
export { type Bundle, type BundleReport, readBundle, verifyBundle } from './verify-bundle.ts'
export { type CheckedEvent, checkEvent, type EventContext, judgeErasure, verifyEvent } from './verify-event.ts'
export { verifyExtension } from './verify-extension.ts'
export {
  type LogReport,
  type LogToVerify,
  type LogVerifier,
  MAX_FINDINGS,
  openLogVerifier,
} from './verify-log.ts'
export { type FetchTile, judgeUpperTile, type TilesToVerify, verifyTiles } from './verify-tiles.ts'

// The chain of each stream

export { CHAIN_START, type ChainEnd, type ChainLink, endOf, judgeChain, linkOf } from './chain.ts'
export { type ChainEnds, type EndsOverflow, keepChainEnds, MAX_ENDS_IN_MEMORY } from './chain-ends.ts'

// What is found

export { erasedBy } from './erasure.ts'
export {
  FINDINGS,
  type Finding,
  type FindingCode,
  finding,
  type Judged,
  type PartName,
  type Place,
  type Verdict,
} from './finding.ts'

// Keys, notes, checkpoints, proofs

export { type Checkpoint, type OpenedCheckpoint, openCheckpoint, parseCheckpoint, type Trust } from './checkpoint.ts'
export { type ExtensionText, parseExtension, printExtension } from './extension-text.ts'
export { type ProofText, parseProof, printProof } from './proof-text.ts'
export { type NoteSignature, type OpenedNote, openNote, type ParsedNote, parseNote } from './signed-note.ts'
export { parseVerifierKey, printVerifierKey, type VerifierKey, type VerifyEd25519 } from './verifier-key.ts'
export { type Consistency, type Inclusion, verifyConsistency, verifyInclusion } from './verify-proof.ts'

// Leaf, parts, tree, tiles

export { decodeBase64, encodeBase64 } from './base64.ts'
export { type CompactRange, type OnSubtree, rootOf, startCompactRange } from './compact-range.ts'
export { EMPTY_EDGE, edgeFromTiles, growTiles, rootOfEdge, type TreeEdge, type WrittenTile } from './growing-tiles.ts'
export { type LeafText, MAX_LEAF_BYTES, parseLeaf, printLeaf } from './leaf-text.ts'
export { commitTo, type Part } from './part.ts'
export { hashesOfTile, parseTilePath, TILE_HASHES, type Tile, tileAt, tilePath, tilesOf } from './tile.ts'
export {
  proveConsistency,
  proveInclusion,
  type ReadTile,
  rootFromTiles,
  tilesForConsistency,
  tilesForInclusion,
  tilesForRoot,
} from './tile-proof.ts'
export { EMPTY_HASH_BASE64, emptyRoot, hashLeafText, hashNode, isSameHash, type Sha256 } from './tree-hash.ts'
export { isTreeSize, MAX_TREE_SIZE, parseTreeSize } from './tree-size.ts'
export { upperTiles } from './upper-tiles.ts'
