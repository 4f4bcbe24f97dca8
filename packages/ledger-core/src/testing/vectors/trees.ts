import { consistencyPath, inclusionPath, type LeafRange } from '../../evidence/proof-path.ts'
import { leafHashAt } from '../trees.ts'
import { base64, digestOf, type Outcome, type VectorFile } from './case.ts'
import { readScript } from './leaves.ts'

const LEAVES = 66_000
const ABOUT_LEAVES = 'Leaf i is the UTF-8 of "leaf " and i in decimal; its hash is SHA-256(0x00 || leaf).'

const hashes = Array.from({ length: LEAVES }, (_, index) => leafHashAt(index))
const known = new Map<string, Uint8Array>()

/** RFC 9162 2.1.1: split at the greatest power of two below the length. */
function rootOver(leaves: readonly Uint8Array[], { start, end }: LeafRange): Uint8Array {
  if (start === end) return digestOf('')
  if (end - start === 1) return leaves[start] as Uint8Array
  let split = 1
  while (split * 2 < end - start) split *= 2
  const left = rootOver(leaves, { start, end: start + split })
  return digestOf(Uint8Array.of(1), left, rootOver(leaves, { start: start + split, end }))
}

const hashOf = (range: LeafRange): Uint8Array => {
  const name = `${range.start} ${range.end}`
  const hash = known.get(name) ?? rootOver(hashes, range)
  known.set(name, hash)
  return hash
}
const rootOf = (size: number): Uint8Array => hashOf({ start: 0, end: size })

export interface RootCase {
  readonly why: string
  readonly size: string
  readonly root: string
}

export function rootVectors(): VectorFile<RootCase> & { readonly script: RootCase } {
  const root = (size: number, why: string): RootCase => ({ why, size: String(size), root: base64(rootOf(size)) })
  const script = readScript().map(({ leafHash }) => new Uint8Array(Buffer.from(leafHash, 'base64')))
  return {
    about: `${ABOUT_LEAVES} The root of the first \`size\` leaves (RFC 9162 2.1.1). \`script\` is the root over the leaf hashes of leaves.json.`,
    cases: [
      root(0, 'no leaves: SHA-256 of the empty string'),
      root(1, 'one leaf: its hash is the root'),
      root(2, 'two leaves: one node'),
      root(3, 'a third leaf stands alone on the right'),
      root(4, 'a perfect tree'),
      root(7, 'every level has something left over'),
      root(8, 'a perfect tree'),
      root(13, 'two levels have something left over'),
      root(255, 'one leaf short of a tile'),
      root(256, 'one full tile'),
      root(257, 'a full tile and a leaf'),
      root(65_535, 'one leaf short of a full tile of level 1'),
      root(65_536, 'a full tile of level 1'),
      root(65_537, 'and a leaf'),
      root(66_000, 'tiles at three levels'),
    ],
    script: {
      why: 'the same script of commands, with clock, ids and salts injected, has this root on every engine and machine',
      size: String(script.length),
      root: base64(rootOver(script, { start: 0, end: script.length })),
    },
  }
}

export interface InclusionCase {
  readonly why: string
  readonly leafHash: string
  readonly index: string
  readonly size: string
  readonly root: string
  readonly path: readonly string[]
  readonly expect: Outcome
}

export function inclusionVectors(): VectorFile<InclusionCase> {
  const proof = (index: number, size: number, why: string): InclusionCase => ({
    why,
    leafHash: base64(hashOf({ start: index, end: index + 1 })),
    index: String(index),
    size: String(size),
    root: base64(rootOf(size)),
    path: inclusionPath(index, size).map(hashOf).map(base64),
    expect: 'stands',
  })
  const good = proof(13, 21, 'a leaf within a tree that is not perfect')
  const stranger = base64(leafHashAt(LEAVES + 1))
  const bad = (why: string, change: Partial<InclusionCase>): InclusionCase => ({ ...good, ...change, why, expect: 'INCLUSION_FAILS' })
  return {
    about: `${ABOUT_LEAVES} Paths go from the leaf’s sibling up to the root’s child (RFC 9162 2.1.3).`,
    cases: [
      good,
      proof(0, 1, 'the only leaf needs no path'),
      proof(0, 2, 'a sibling on the right'),
      proof(1, 2, 'a sibling on the left'),
      proof(20, 21, 'the last leaf, alone on its level: the path is shorter'),
      proof(255, 257, 'across the edge of a tile'),
      proof(65_535, 65_537, 'across the edge of a tile of level 1'),
      proof(65_999, 66_000, 'the last of many'),
      bad('a hash is missing at the front', { path: good.path.slice(1) }),
      bad('a hash is missing at the end', { path: good.path.slice(0, -1) }),
      bad('a hash too many at the end', { path: [...good.path, stranger] }),
      bad('a hash too many at the front', { path: [stranger, ...good.path] }),
      bad('the root itself at the end', { path: [...good.path, good.root] }),
      bad('two hashes in each other’s place', { path: good.path.with(0, good.path[1] as string).with(1, good.path[0] as string) }),
      bad('one hash is another', { path: good.path.with(2, stranger) }),
      bad('a hash of 31 bytes', { path: good.path.with(0, base64(leafHashAt(0).subarray(1))) }),
      bad('another leaf', { leafHash: stranger }),
      bad('another root', { root: stranger }),
      bad('the index beside it', { index: '12' }),
      bad('an index that is the size', { index: '21' }),
      bad('an index past the size', { index: '4611686018427387904' }),
      bad('an index that is equal modulo 2^32', { index: '4294967309', size: '4294967317' }),
      bad('a path where the only leaf is the root, and the root made to fit', {
        leafHash: base64(leafHashAt(0)),
        index: '0',
        size: '1',
        path: [stranger],
        root: base64(digestOf(Uint8Array.of(1), leafHashAt(LEAVES + 1), leafHashAt(0))),
      }),
      bad('a tree of no leaves', { index: '0', size: '0', path: [] }),
      bad('a size of 2^53, which a double does not tell from its neighbour', { size: '9007199254740992' }),
      bad('a negative index', { index: '-1' }),
      bad('a node as a leaf: what a second preimage would need', {
        leafHash: base64(hashOf({ start: 12, end: 14 })),
        index: '6',
        size: '11',
        path: good.path.slice(1),
        root: stranger,
      }),
    ],
  }
}

export interface ConsistencyCase {
  readonly why: string
  readonly from: string
  readonly fromRoot: string
  readonly to: string
  readonly toRoot: string
  readonly path: readonly string[]
  readonly expect: Outcome
}

export function consistencyVectors(): VectorFile<ConsistencyCase> {
  const proof = (from: number, to: number, why: string): ConsistencyCase => ({
    why,
    from: String(from),
    fromRoot: base64(rootOf(from)),
    to: String(to),
    toRoot: base64(rootOf(to)),
    path: consistencyPath(from, to).map(hashOf).map(base64),
    expect: 'stands',
  })
  const good = proof(13, 21, 'neither tree is perfect')
  const stranger = base64(leafHashAt(LEAVES + 1))
  const bad = (why: string, change: Partial<ConsistencyCase>): ConsistencyCase => ({ ...good, ...change, why, expect: 'CONSISTENCY_FAILS' })
  return {
    about: `${ABOUT_LEAVES} The newer tree begins with the older one (RFC 9162 2.1.4).`,
    cases: [
      good,
      proof(0, 21, 'any tree begins with the empty one: nothing to prove (policy of C2SP witnesses)'),
      proof(0, 0, 'the empty tree is itself'),
      proof(21, 21, 'a tree is itself: nothing to prove'),
      proof(1, 2, 'from one leaf to two'),
      proof(8, 21, 'the older tree is perfect: its root begins the path and is left out'),
      proof(16, 17, 'one leaf behind a perfect tree'),
      proof(255, 257, 'across the edge of a tile'),
      proof(256, 66_000, 'from one full tile'),
      proof(65_537, 66_000, 'within the last tile of three levels'),
      bad('a hash is missing at the front', { path: good.path.slice(1) }),
      bad('a hash is missing at the end', { path: good.path.slice(0, -1) }),
      bad('a hash too many', { path: [...good.path, stranger] }),
      bad('no path at all', { path: [] }),
      bad('a path where the sizes are equal', { to: '13', toRoot: good.fromRoot }),
      bad('a path from the empty tree', { from: '0', fromRoot: base64(digestOf('')) }),
      bad('another root for the empty tree', { from: '0', fromRoot: stranger, path: [] }),
      bad('two hashes in each other’s place', { path: good.path.with(0, good.path[1] as string).with(1, good.path[0] as string) }),
      bad('one hash is another', { path: good.path.with(1, stranger) }),
      bad('another older root: a fork', { fromRoot: stranger }),
      bad('another newer root: a fork', { toRoot: stranger }),
      bad('a newer size that is equal modulo 2^32', { to: '4294967317' }),
      bad('a hash too many, and both roots made to fit', {
        path: [...good.path, stranger],
        fromRoot: base64(digestOf(Uint8Array.of(1), leafHashAt(LEAVES + 1), rootOf(13))),
        toRoot: base64(digestOf(Uint8Array.of(1), leafHashAt(LEAVES + 1), rootOf(21))),
      }),
      bad('equal sizes, two roots: two checkpoints that disagree', { to: '13', path: [], toRoot: stranger }),
      bad('the older is the longer: rolled back', { from: '21', fromRoot: good.toRoot, to: '13', toRoot: good.fromRoot }),
      bad('a size of 2^53', { to: '9007199254740992' }),
    ],
  }
}

export interface TileCase {
  readonly why: string
  readonly path: string
  /** Of the first 66 000 leaves; absent where the path is not one of a tile, or the tree has no such tile. */
  readonly sha256?: string
  readonly level?: string
  readonly index?: string
  readonly width?: string
}

export function tileVectors(): VectorFile<TileCase> {
  const named = (path: string, level: number, index: number | string, width: number, why: string): TileCase => ({
    ...{ why, path, level: String(level), index: String(index), width: String(width) },
  })
  const made = (tile: TileCase): TileCase => {
    const [level, index, width] = [tile.level, tile.index, tile.width].map(Number) as [number, number, number]
    const span = 256 ** level
    const bytes = Array.from({ length: width }, (_, at) => {
      const start = (index * 256 + at) * span
      return hashOf({ start, end: start + span })
    })
    return { ...tile, sha256: base64(digestOf(...bytes)) }
  }
  const none = (path: string, why: string): TileCase => ({ why, path })
  return {
    about: `Tile paths of C2SP tlog-tiles. With \`sha256\`: that of the tile’s bytes in the tree of 66 000 leaves. ${ABOUT_LEAVES} A path without level, index and width is none.`,
    cases: [
      made(named('tile/0/000', 0, 0, 256, 'the first tile')),
      made(named('tile/0/257.p/208', 0, 257, 208, 'the last tile of the leaves is partial')),
      made(named('tile/1/000', 1, 0, 256, 'a full tile of level 1: the roots of 256 full tiles')),
      made(named('tile/1/001.p/1', 1, 1, 1, 'a partial tile is never hashed into the level above: one of two is full')),
      made(named('tile/2/000.p/1', 2, 0, 1, 'level 2: the root of the one full tile of level 1')),
      made(named('tile/0/257.p/1', 0, 257, 1, 'a narrower tile begins the wider one')),
      named('tile/0/999', 0, 999, 256, 'three digits'),
      named('tile/0/x001/000', 0, 1000, 256, 'four digits: all groups but the last begin with x'),
      named('tile/0/x001/x234/067', 0, 1_234_067, 256, 'the example of the specification'),
      named('tile/3/x001/x234/067.p/255', 3, 1_234_067, 255, 'a partial tile deep in the tree'),
      named('tile/0/x009/x007/x199/x254/x740/991', 0, '9007199254740991', 256, 'the greatest index that is handled'),
      none('tile/0/x009/x007/x199/x254/x740/992', 'an index of 2^53'),
      none('tile/0/x000/001', 'a second name of 001'),
      none('tile/0/1', 'fewer than three digits'),
      none('tile/0/0001', 'more than three digits'),
      none('tile/0/001/000', 'no x before a group that is not the last'),
      none('tile/0/x001', 'an x before the last group'),
      none('tile/00/000', 'a level with a leading zero'),
      none('tile/7/000', 'no tree below 2^53 leaves has level 7'),
      none('tile/0/000.p/0', 'an empty tile'),
      none('tile/0/000.p/256', 'a full tile has no width'),
      none('tile/0/000.p/01', 'a width with a leading zero'),
      none('tile/0/../000', 'a path that climbs'),
      none('/tile/0/000', 'a leading slash'),
    ],
  }
}
