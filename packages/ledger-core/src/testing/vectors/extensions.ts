import { printCheckpoint } from '../../evidence/checkpoint.ts'
import { sha256 } from '../../evidence/digest.ts'
import { rootOfEdge } from '../../evidence/growing-tiles.ts'
import { printExtension } from '../../evidence/extension-text.ts'
import { signNote } from '../../evidence/signed-note.ts'
import { proveConsistency } from '../../evidence/tile-proof.ts'
import { TEST_KEY, TEST_ORIGIN, TEST_SIGNER, testCheckpoint, testLog, testTiles } from '../receipts.ts'
import { TileFolder } from '../trees.ts'
import { base64, digestOf, type Outcome, type VectorFile } from './case.ts'

export interface ExtensionCase {
  readonly why: string
  /** The note that somebody kept. */
  readonly kept: string
  /** What a bundle holds as `consistency`. */
  readonly text: string
  readonly expect: Outcome
}

const leaves = testLog.map(({ leafHash }) => leafHash)
const signed = (size: number, root: Uint8Array): Promise<string> =>
  signNote(printCheckpoint({ origin: TEST_ORIGIN, size, root }), [TEST_SIGNER])
const keptOf = (size: number): Promise<string> =>
  signed(size, rootOfEdge(sha256, new TileFolder().grow(leaves.slice(0, size)).edge))

/** That the log of receipts.json, of 20 leaves, extends what somebody kept of it. */
export async function extensionVectors(): Promise<VectorFile<ExtensionCase> & { readonly origin: string; readonly key: string }> {
  const checkpoint = await testCheckpoint()
  const textFrom = (from: number): string =>
    printExtension({ from, path: proveConsistency(sha256, from, leaves.length, testTiles.read), checkpoint })
  const [kept, text] = [await keptOf(13), textFrom(13)]
  const stands = async (why: string, size: number): Promise<ExtensionCase> => ({
    why,
    kept: await keptOf(size),
    text: textFrom(size),
    expect: 'stands',
  })
  const bad = (why: string, change: Partial<ExtensionCase>, expect: Outcome = 'PROOF_MALFORMED'): ExtensionCase => ({
    why,
    kept,
    text,
    ...change,
    expect,
  })
  const stranger = digestOf('a root')
  return {
    about:
      'The body of add-checkpoint of C2SP tlog-witness: that the tree under its checkpoint begins with that of `kept`. Both are checkpoints of `origin` that `key` signed.',
    origin: TEST_ORIGIN,
    key: TEST_KEY,
    cases: [
      await stands('from 13 leaves to 20', 13),
      await stands('from a perfect tree, whose root the path leaves out', 16),
      await stands('from one leaf', 1),
      await stands('from no leaves: nothing to prove', 0),
      await stands('from the same tree: nothing to prove', 20),
      bad('another history under the kept checkpoint: a fork', { kept: await signed(13, stranger) }, 'CONSISTENCY_FAILS'),
      bad('two roots for one size', { kept: await signed(20, stranger), text: textFrom(20) }, 'HISTORY_FORKED'),
      bad('a kept checkpoint of another size than the proof is from', { kept: await keptOf(12) }, 'CONSISTENCY_MISSING'),
      bad('a kept checkpoint that is larger', { kept: await signed(21, stranger) }, 'CONSISTENCY_MISSING'),
      bad('another older size than was proven', { kept: await keptOf(12), text: text.replace('old 13', 'old 12') }, 'CONSISTENCY_FAILS'),
      bad('a hash left out', { text: text.replace(/(old 13\n).*\n/, '$1') }, 'CONSISTENCY_FAILS'),
      bad('a hash twice', { text: text.replace(/(old 13\n)(.*\n)/, '$1$2$2') }, 'CONSISTENCY_FAILS'),
      bad('two hashes in each other’s place', { text: text.replace(/(old 13\n)(.*\n)(.*\n)/, '$1$3$2') }, 'CONSISTENCY_FAILS'),
      bad('no path', { text: text.replace(/(old 13\n)(?:.+\n)+\n/, '$1\n') }, 'CONSISTENCY_FAILS'),
      bad('a path of 55 hashes', { text: text.replace(/(old 13\n)(.*\n)/, (_, old, hash) => old + hash.repeat(55)) }),
      bad('a hash of 31 bytes', { text: text.replace(/(old 13\n).*\n/, `$1${base64(stranger.subarray(1))}\n`) }),
      bad('a size of 2^53', { text: text.replace('old 13', 'old 9007199254740992') }),
      bad('a size with a leading zero', { text: text.replace('old 13', 'old 013') }),
      bad('no size', { text: text.replace('old 13\n', '') }),
      bad('another first word', { text: text.replace('old 13', 'from 13') }),
      bad('CRLF', { text: text.replaceAll('\n', '\r\n') }),
      bad('no empty line', { text: text.replaceAll('\n\n', '\n') }),
      bad('a checkpoint that nobody signed', { text: text.replace(/— .*\n/, '') }, 'NOTE_MALFORMED'),
      bad('a checkpoint of another size', { text: text.replace('\n20\n', '\n21\n') }, 'SIGNATURE_INVALID'),
      bad('a kept checkpoint of another log', { kept: await signNote(`ledger.invalid/other\n13\n${base64(stranger)}\n`, [TEST_SIGNER]) }, 'ORIGIN_DIFFERS'),
    ],
  }
}
