import { printCheckpoint } from '../evidence/checkpoint.ts'
import { sha256 } from '../evidence/digest.ts'
import { rootOfEdge } from '../evidence/growing-tiles.ts'
import { printReceipt } from '../evidence/receipt.ts'
import { signNote } from '../evidence/signed-note.ts'
import { proveInclusion } from '../evidence/tile-proof.ts'
import { printVerifierKey } from '../evidence/verifier-key.ts'
import { signerOf } from './node-ed25519.ts'
import { sealRun } from './sealed-events.ts'
import { TileFolder } from './trees.ts'

/** A small log and its receipts, the same at every run. Its key is no secret. */
export const TEST_ORIGIN = 'ledger.invalid/county'
export const TEST_SIGNER = signerOf(TEST_ORIGIN)
export const TEST_KEY = printVerifierKey(TEST_SIGNER)

export const testLog = sealRun('project-P-1', 20)
export const testTiles = new TileFolder().grow(testLog.map(({ leafHash }) => leafHash))

/** The log's checkpoint as a signed note. */
export const testCheckpoint = (): Promise<string> => {
  const { edge } = testTiles
  return signNote(printCheckpoint({ origin: TEST_ORIGIN, size: edge.size, root: rootOfEdge(sha256, edge) }), [
    TEST_SIGNER,
  ])
}

export const testPath = (index: number): Uint8Array[] =>
  proveInclusion(sha256, index, testTiles.edge.size, testTiles.read)

export const receiptOf = async (index: number): Promise<string> =>
  printReceipt((testLog[index] as { leaf: string }).leaf, index, testPath(index), await testCheckpoint())
