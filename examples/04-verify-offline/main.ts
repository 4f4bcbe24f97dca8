// Checks a project bundle with node:crypto alone. Nothing of the ledger's own software is imported: this is the whole
// verifier, in the order of RFC 9162 and C2SP. The bundle was made by `pnpm example:bundle`; everything in it is invented.
import { createPublicKey, hash, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'

/** The ledger's verifier key, which the auditor has from elsewhere than the bundle. */
const KEY = 'ledger.invalid/example-county+b3f9776d+AVl2cu67U9cpQ7+oy+gHv7jjuyeZNbtdjShEV1hjwghM'

const sha256 = (...parts: readonly Uint8Array[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer')

function check(stands: boolean, what: string): asserts stands {
  if (stands) return
  console.log(`ALTERED: ${what}`)
  process.exit(1)
}

/** The files of a zip, by its directory. A reader of bundles from strangers would limit sizes, too. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  let at = zip.readUInt32LE(zip.length - 6)
  for (let left = zip.readUInt16LE(zip.length - 12); left > 0; left--) {
    const name = zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28))
    const local = zip.readUInt32LE(at + 42)
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const packed = zip.subarray(begin, begin + zip.readUInt32LE(at + 20))
    files.set(name, zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed)
    at += 46 + name.length
  }
  return files
}

const files = unzip(readFileSync(process.argv[2] ?? new URL('./EX-2023-001.bundle.zip', import.meta.url)))
check(files.has('events/000000/leaf'), 'there is no event')
const file = (name: string): Buffer => files.get(name) ?? Buffer.alloc(0)

// 1. The checkpoint: three lines, an empty line, and a signature over the three.
const note = file('checkpoint').toString()
const [text = '', signatures = ''] = note.split('\n\n')
const [origin, size, root] = text.split('\n')
// <name>+<id>+<base64>, and base64 has plus signs of its own.
const [, name, base64 = ''] = /^([^+]+)\+[0-9a-f]{8}\+(.+)$/.exec(KEY) ?? []
const line = signatures.split('\n').find((line) => line.startsWith(`— ${name} `))
// RFC 8410: what stands before an Ed25519 key in SPKI. In C2SP's key a byte 0x01 does.
const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(base64, 'base64').subarray(1)])
const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
const signature = Buffer.from(line?.split(' ')[2] ?? '', 'base64').subarray(4)
check(verify(null, Buffer.from(`${text}\n`), publicKey, signature), 'the checkpoint is not signed by this key')
console.log(`checkpoint of ${origin}: ${size} events, root ${root}\nsigned by ${KEY}\n`)

let previous = sha256()
/** Events whose personal part is gone, until the event that erased it comes. */
const bare = new Map<string, string>()
for (let revision = 0; ; revision++) {
  const folder = `events/${String(revision).padStart(6, '0')}`
  const leafBytes = files.get(`${folder}/leaf`)
  if (!leafBytes) break
  const leaf = JSON.parse(leafBytes.toString())
  const what = `${leaf.stream} revision ${revision}`

  // 2. Each part is what the leaf commits to. A personal part may have been erased.
  for (const part of Object.keys(leaf.parts)) {
    if (part === 'personal' && !files.has(`${folder}/personal`)) {
      bare.set(leaf.id, what)
      continue
    }
    const salt = file(`${folder}/${part}.salt`)
    const commitment = sha256(Buffer.from('procurement-ledger/part/v1\n'), salt, file(`${folder}/${part}`))
    check(salt.length === 32 && commitment.toString('base64') === leaf.parts[part], `${part} of ${what}`)
  }

  if (leaf.type.startsWith('PersonalDataErased/')) bare.delete(JSON.parse(file(`${folder}/data`).toString()).target)

  // 3. The leaf names the one before it: none was left out, none slipped in.
  check(leaf.rev === revision && leaf.prev === previous.toString('base64'), `the chain at ${what}`)
  previous = sha256(Buffer.of(0), leafBytes)

  // 4. The leaf is in the tree: its receipt leads from it to the root. RFC 9162 2.1.3.2.
  const receipt = file(`${folder}/receipt`).toString()
  const lines = receipt.slice(0, receipt.indexOf('\n\n')).split('\n').slice(2)
  const index = Number(lines[0]?.replace('index ', ''))
  let [fn, sn, node] = [index, Number(size) - 1, previous]
  check(fn <= sn, `the index of ${what}`)
  for (const sibling of lines.slice(1).map((line) => Buffer.from(line, 'base64'))) {
    check(sn > 0, `the path of ${what} is too long`)
    if (fn % 2 === 1 || fn === sn) {
      node = sha256(Buffer.of(1), sibling, node)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)]
    } else node = sha256(Buffer.of(1), node, sibling)
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  check(sn === 0 && node.toString('base64') === root, `the path of ${what}`)

  const { actor } = JSON.parse(file(`${folder}/meta`).toString())
  console.log(
    `${String(revision).padStart(2)}  index ${String(index).padStart(2)}  ${leaf.type.padEnd(28)} ${actor.role}`,
  )
}
for (const what of bare.values()) check(false, `the personal part of ${what} is gone, and no event erased it`)

console.log('\nSOUND: every part, the chain, and the place of every event in the signed tree')
