import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { EventStore } from '@procurement-ledger/core'
import { sha256 } from '@procurement-ledger/core/notary'
import {
  EMPTY_EDGE,
  encodeBase64,
  growTiles,
  printVerifierKey,
  type ReadTile,
  rootOf,
  type TreeEdge,
  tilePath,
} from '@procurement-ledger/core/verify'

/** The evidence of a log, made at once from what a store holds, and signed by a key that anybody can make. */
export interface Evidence {
  readonly note: string
  readonly verifierKey: string
  /** Of the leaves, in the order of the log. */
  readonly hashes: readonly Uint8Array[]
  /** Paths below the evidence folder, with their bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly readTile: ReadTile
  readonly indexOf: (eventId: string) => number | undefined
}

export async function evidenceOf(store: EventStore, origin: string, phrase = 'the first key'): Promise<Evidence> {
  const indexes = new Map<string, number>()
  const hashes: Uint8Array[] = []
  for await (const page of store.readLog())
    for (const { eventId, leafHash } of page) indexes.set(eventId, hashes.push(leafHash) - 1)
  return { ...signedTree(hashes, origin, phrase), indexOf: (eventId) => indexes.get(eventId) }
}

/** Tiles and checkpoint over leaf hashes. */
export function signedTree(hashes: readonly Uint8Array[], origin: string, phrase: string): Omit<Evidence, 'indexOf'> {
  const files = new Map<string, Uint8Array>()
  let edge: TreeEdge = EMPTY_EDGE
  const grown = growTiles(sha256, edge, hashes)
  for (const { tile, bytes } of grown.tiles) files.set(tilePath(tile), bytes)
  edge = grown.edge
  const { note, verifierKey } = signedNote(
    `${origin}\n${hashes.length}\n${encodeBase64(rootOf(sha256, hashes))}\n`,
    phrase,
  )
  files.set('checkpoint', new TextEncoder().encode(note))
  return {
    note,
    verifierKey,
    hashes,
    files,
    readTile: (tile) => {
      const bytes = files.get(tilePath(tile)) ?? files.get(tilePath({ ...tile, width: 256 }))
      if (!bytes) throw new Error(`no ${tilePath(tile)}`)
      return bytes
    },
  }
}

export function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
}

// RFC 8410: the bytes that stand before an Ed25519 key in PKCS#8.
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A note signed as C2SP has it, by the key whose seed is the hash of a phrase. */
export function signedNote(text: string, phrase: string): { note: string; verifierKey: string } {
  const name = text.split('\n', 1)[0] ?? ''
  const seed = createHash('sha256').update(`not a secret: ${phrase}`).digest()
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32)
  const id = createHash('sha256').update(`${name}\n\x01`).update(publicKey).digest().subarray(0, 4)
  const signature = Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString('base64')
  const verifierKey = printVerifierKey({ name, id: id.toString('hex'), publicKey: new Uint8Array(publicKey) })
  return { note: `${text}\n— ${name} ${signature}\n`, verifierKey }
}
