import assert from 'node:assert/strict'
import { crc32, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { MAX_INFLATED_BYTES, MAX_ZIP_BYTES, readZip, writeZip } from './zip.ts'

const text = (text: string) => new TextEncoder().encode(text)
const files = new Map([
  ['README.txt', text('read me, read me, read me, read me')],
  ['events/000000/leaf', text('{}')],
  ['events/000000/empty', new Uint8Array()],
])
const genuine = writeZip(files)

/** Puts a zip together by hand: what is claimed need not be what is there. */
interface Claimed {
  readonly name?: string
  readonly localName?: string
  readonly packed?: Buffer
  readonly size?: number
  readonly crc?: number
  readonly flags?: number
  readonly method?: number
  /** Where the directory says the file begins; default: where it does. */
  readonly at?: number
}

function zipOf(entries: readonly Claimed[], { count = entries.length, before = '', after = '' } = {}): Uint8Array {
  const locals: Buffer[] = [Buffer.from(before)]
  const directory: Buffer[] = []
  let at = before.length
  for (const entry of entries) {
    const { name = 'a', localName = name, packed = deflateRawSync('x'), size = 1, crc = 0x8cdc1683 } = entry
    const fixed = Buffer.alloc(26)
    fixed.writeUInt16LE(entry.flags ?? 0, 2)
    fixed.writeUInt16LE(entry.method ?? 8, 4)
    fixed.writeUInt32LE(crc, 10)
    fixed.writeUInt32LE(packed.length, 14)
    fixed.writeUInt32LE(size, 18)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fixed, Buffer.from(localName), packed])
    local.writeUInt16LE(localName.length, 26)
    const central = Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.alloc(42), Buffer.from(name)])
    fixed.copy(central, 6)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(entry.at ?? at, 42)
    locals.push(local)
    directory.push(central)
    at += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(at, 16)
  return new Uint8Array(Buffer.concat([...locals, listed, end, Buffer.from(after)]))
}

/** What inflates to so many zeros, and says so. */
function zeros(size: number): Claimed {
  const bytes = Buffer.alloc(size)
  return { packed: deflateRawSync(bytes), size, crc: crc32(bytes) }
}

const refused = (bytes: Uint8Array): string => {
  const read = readZip(bytes)
  assert.ok(!read.ok)
  assert.doesNotMatch(read.reason, /\n/)
  return read.reason
}

describe('a zip that we wrote', () => {
  test('is read as it was written, and is the same bytes in every zone', () => {
    const read = readZip(genuine)
    assert.ok(read.ok)
    assert.deepEqual([...read.files], [...files])
    const zone = process.env.TZ
    process.env.TZ = 'Asia/Shanghai'
    assert.deepEqual(writeZip(files), genuine)
    process.env.TZ = zone ?? 'UTC'
  })

  test('put together by hand is read too, so that what follows is refused for its own reason', () => {
    assert.deepEqual(readZip(zipOf([{}])), { ok: true, files: new Map([['a', text('x')]]) })
  })
})

describe('a zip that somebody made', () => {
  test.each([
    '../a',
    'a/../b',
    '/etc/passwd',
    'a//b',
    'a/',
    'C:\\a',
    'a\\b',
    '.hidden',
    'a/./b',
    '__proto__',
    'a\0b',
    'ä',
    '',
    'a'.repeat(101),
  ])('with a file named %j is refused', (name) => {
    assert.match(refused(zipOf([{ name }])), /name/)
  })

  test.each([
    ['a name twice', [{}, {}], /twice/],
    ['another name behind the directory', [{ localName: 'b' }], /something else/],
    ['a file within another', [{}, { name: 'b', at: 0 }], /does not follow/],
    ['a file beyond its end', [{ at: 4_000_000_000 }], /does not follow/],
    ['a bomb', [{ packed: deflateRawSync(Buffer.alloc(50_000_000)), size: 1 }], /does not inflate to 1 bytes/],
    ['more than it has', [{ size: 1000 }], /has 1 bytes, not 1000/],
    ['a gigabyte, as it says', [{ size: 1_000_000_000 }], /have more than/],
    [
      'much, in many files',
      Array.from({ length: 5 }, (_, n) => ({ name: `f${n}`, ...zeros(60_000_000) })),
      /have more/,
    ],
    ['another checksum', [{ crc: 1 }], /checksum/],
    ['a password', [{ flags: 1 }], /encrypted/],
    ['another packing', [{ method: 12 }], /another way/],
    ['bytes that do not inflate', [{ packed: Buffer.alloc(9, 0xff) }], /does not inflate/],
  ] as const)('with %s is refused', (_what, entries, reason) => {
    assert.match(refused(zipOf(entries)), reason)
  })

  test('with anything before, between or behind is refused', () => {
    refused(zipOf([{}], { before: 'MZ' }))
    refused(zipOf([{}], { after: 'x' }))
    refused(zipOf([{}, { name: 'b' }], { count: 1 }))
    refused(zipOf([{}], { count: 2 }))
    refused(zipOf([{}], { count: 65_535 }))
  })

  test('of too many bytes is refused', () => {
    assert.match(refused(new Uint8Array(MAX_ZIP_BYTES + 1)), /more than/)
    assert.ok(MAX_INFLATED_BYTES < 2 ** 30)
  })

  test('cut off anywhere is refused', () => {
    for (let length = 0; length < genuine.length; length++) refused(genuine.subarray(0, length))
  })

  test('with any byte changed is refused, or reads the same', () => {
    for (let at = 0; at < genuine.length; at++) {
      const changed = genuine.slice()
      changed[at] = (changed[at] as number) ^ 0xff
      const read = readZip(changed)
      // Version, time and attributes say nothing of the content.
      if (read.ok) assert.deepEqual([...read.files], [...files])
    }
  })

  test('of noise is refused, whatever it is', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void refused(bytes)))
  })
})
