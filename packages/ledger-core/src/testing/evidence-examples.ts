import { printCheckpoint } from '../evidence/checkpoint.ts'
import { sha256 } from '../evidence/digest.ts'
import { printExtension } from '../evidence/extension-text.ts'
import { FINDINGS } from '../evidence/finding.ts'
import { rootOfEdge } from '../evidence/growing-tiles.ts'
import { printReceipt } from '../evidence/receipt.ts'
import type { SealedEvent } from '../evidence/sealed-event.ts'
import { signNote } from '../evidence/signed-note.ts'
import { type Tile, tilePath, tilesOf } from '../evidence/tile.ts'
import { proveConsistency, proveInclusion } from '../evidence/tile-proof.ts'
import { BrokenInvariant } from '../kernel/fault.ts'
import { TEST_KEY, TEST_ORIGIN, TEST_SIGNER } from './receipts.ts'
import { sealTexts } from './sealed-events.ts'
import { TileFolder } from './trees.ts'

/** Where the repository keeps the document. */
export const EVIDENCE_DOCUMENT = new URL('../../../../docs/evidence.md', import.meta.url)

/** A block of the document that is made: a fence behind a comment with its name. */
const BLOCK = /(<!-- example: ([a-z-]+) -->\n```text\n)([\s\S]*?)(```\n)/g

const FINDINGS_BLOCK = /(<!-- findings -->\n)[\s\S]*?(<!-- end -->)/

/** Three events of one stream, the second with a personal part: all that the document computes with. */
const log = sealTexts('project-P-1', [
  { type: 'ContractSigned', data: '{"contractId":"C-1"}' },
  { type: 'ContractFiled', data: '{"contractId":"C-1"}', personal: '{"/filedBy":"Example Person (invented)"}' },
  { type: 'ContractPublished', data: '{"contractId":"C-1"}' },
])

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const table = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('')
}

/** The blocks by name. */
export async function evidenceExamples(): Promise<ReadonlyMap<string, string>> {
  const [signed, filed] = log as [SealedEvent, SealedEvent]
  const folder = new TileFolder().grow(log.map(({ leafHash }) => leafHash))
  const root = rootOfEdge(sha256, folder.edge)
  const checkpoint = await signNote(printCheckpoint({ origin: TEST_ORIGIN, size: 3, root }), [TEST_SIGNER])
  const [tile] = [...tilesOf(3)] as [Tile]
  const path = proveInclusion(sha256, 1, 3, folder.read)
  return new Map([
    [
      'parts',
      table([
        ['data', filed.data],
        ['its salt', hex(filed.dataSalt)],
        ['its commitment', hex(Buffer.from(JSON.parse(filed.leaf).parts.data, 'base64'))],
        ['meta', filed.meta],
        ['its salt', hex(filed.metaSalt)],
        ['its commitment', hex(Buffer.from(JSON.parse(filed.leaf).parts.meta, 'base64'))],
        ['personal', filed.personal ?? ''],
        ['its salt', hex(filed.personalSalt ?? new Uint8Array())],
        ['its commitment', hex(Buffer.from(JSON.parse(filed.leaf).parts.personal, 'base64'))],
      ]),
    ],
    ['leaves', log.map(({ leaf }) => `${leaf}\n`).join('')],
    ['leaf-hashes', table(log.map(({ leafHash }, index) => [`leaf ${index}`, hex(leafHash)]))],
    [
      'chain',
      table([
        ['prev of revision 0', JSON.parse(signed.leaf).prev],
        ['prev of revision 1', JSON.parse(filed.leaf).prev],
      ]),
    ],
    [
      'tree',
      table([
        ['node 0-1', hex(sha256(Uint8Array.of(1), signed.leafHash, filed.leafHash))],
        ['root', hex(root)],
      ]),
    ],
    ['inclusion', path.map((hash) => `${hex(hash)}\n`).join('')],
    [
      'consistency',
      proveConsistency(sha256, 2, 3, folder.read)
        .map((hash) => `${hex(hash)}\n`)
        .join(''),
    ],
    ['key', `${TEST_KEY}\n`],
    ['checkpoint', checkpoint],
    ['tile', table([[tilePath(tile), `${folder.read(tile).length} bytes, SHA-256 ${hex(sha256(folder.read(tile)))}`]])],
    ['receipt', printReceipt(filed.leaf, 1, path, checkpoint)],
    ['extension', printExtension({ from: 2, path: proveConsistency(sha256, 2, 3, folder.read), checkpoint })],
    ['receipt-leaf', `${base64(sha256(Uint8Array.of(0), filed.leaf))}\n`],
  ])
}

/** The codes of findings, as the document lists them. */
export const findingsTable = (): string =>
  ['| code | verdict | meaning |', '| --- | --- | --- |']
    .concat(Object.entries(FINDINGS).map(([code, [verdict, meaning]]) => `| \`${code}\` | ${verdict} | ${meaning} |`))
    .join('\n')

/** The document with every made block as it should be. */
export async function renewEvidenceDocument(document: string): Promise<string> {
  const examples = await evidenceExamples()
  const renewed = document.replaceAll(BLOCK, (_block, begin: string, name: string, _text: string, end: string) => {
    const example = examples.get(name)
    if (example === undefined) throw new BrokenInvariant(`there is no example ${name}`)
    return begin + example + end
  })
  return renewed.replace(FINDINGS_BLOCK, (_block, begin, end) => `${begin}${findingsTable()}\n${end}`)
}

/** The made blocks as they stand in the document. */
export const blocksOf = (document: string): ReadonlyMap<string, string> =>
  new Map([...document.matchAll(BLOCK)].map(([, , name = '', text = '']) => [name, text]))
