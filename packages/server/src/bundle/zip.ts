import { crc32, inflateRawSync } from 'node:zlib'
import { zipSync } from 'fflate'

/** Files as a zip, the same bytes for the same files: no time of day, no permissions, in the order given. */
export function writeZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  // The earliest day that a zip can name; written as local time, so it is the same everywhere.
  const mtime = new Date(1980, 0, 1)
  return zipSync(Object.fromEntries(files), { mtime, level: 6 })
}

export type ReadZip =
  | { readonly ok: true; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly ok: false; readonly reason: string }

export const MAX_ZIP_BYTES = 64 * 1024 * 1024
export const MAX_INFLATED_BYTES = 256 * 1024 * 1024
const MAX_NAME = 100

/**
 * Reads a zip that anybody may have made. It takes only what `writeZip` writes: entries one behind the other, then their
 * directory, then its end, and nothing before, between or after. So no two readers see two archives in one file, and no
 * byte is inflated twice. Whatever is claimed of a size is checked while inflating.
 */
export function readZip(bytes: Uint8Array): ReadZip {
  try {
    return { ok: true, files: readEntries(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) }
  } catch (error) {
    if (error instanceof BadZip) return { ok: false, reason: error.message }
    throw error
  }
}

class BadZip extends Error {}

// Source: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const LOCAL_BYTES = 30
const CENTRAL_BYTES = 46
const END_BYTES = 22

function readEntries(zip: Buffer): Map<string, Uint8Array> {
  if (zip.length > MAX_ZIP_BYTES) throw new BadZip(`it has more than ${MAX_ZIP_BYTES} bytes`)
  const end = zip.length - END_BYTES
  if (end < 0 || zip.readUInt32LE(end) !== END) throw new BadZip('it is cut off, or no zip')
  const count = zip.readUInt16LE(end + 10)
  const start = zip.readUInt32LE(end + 16)
  if (start + zip.readUInt32LE(end + 12) !== end) throw new BadZip('its directory is not where its end says')

  const files = new Map<string, Uint8Array>()
  let directory = start
  let local = 0
  let room = MAX_INFLATED_BYTES
  for (let n = 0; n < count; n++) {
    const entry = readEntry(zip, directory, end)
    if (files.has(entry.name)) throw new BadZip(`${entry.name} stands in it twice`)
    if (entry.size > room) throw new BadZip(`its files have more than ${MAX_INFLATED_BYTES} bytes`)
    room -= entry.size
    if (entry.local !== local) throw new BadZip(`${entry.name} does not follow the file before it`)
    local = assertLocal(zip, local, start, entry)
    files.set(entry.name, inflate(entry, zip.subarray(local - entry.packed, local)))
    directory += CENTRAL_BYTES + entry.name.length
  }
  if (local !== start || directory !== end) throw new BadZip('it holds more than its directory names')
  return files
}

interface Entry {
  readonly name: string
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly local: number
}

function readEntry(zip: Buffer, at: number, end: number): Entry {
  if (at + CENTRAL_BYTES > end || zip.readUInt32LE(at) !== CENTRAL) throw new BadZip('its directory is cut off')
  const nameBytes = zip.readUInt16LE(at + 28)
  if (nameBytes > MAX_NAME || at + CENTRAL_BYTES + nameBytes > end) throw new BadZip('a name in it is too long')
  const name = zip.toString('latin1', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes)
  // A name that leaves the folder, or means something to a file system, is none of ours.
  if (!NAME.test(name)) throw new BadZip(`${JSON.stringify(name)} is no name of a file in it`)
  const method = zip.readUInt16LE(at + 10)
  const isPlain = zip.readUInt16LE(at + 8) === 0 && zip.readUInt32LE(at + 30) === 0
  if (!isPlain || (method !== 0 && method !== 8)) throw new BadZip(`${name} is encrypted, or packed in another way`)
  return {
    name,
    method,
    crc: zip.readUInt32LE(at + 16),
    packed: zip.readUInt32LE(at + 20),
    size: zip.readUInt32LE(at + 24),
    local: zip.readUInt32LE(at + 42),
  }
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9.]*(?:\/[A-Za-z0-9][A-Za-z0-9.]*)*$/

/** What stands before the content says the same as the directory; answers where the content ends. */
function assertLocal(zip: Buffer, at: number, start: number, { name, method, crc, packed, size }: Entry): number {
  const begins = at + LOCAL_BYTES + name.length
  if (begins + packed > start) throw new BadZip(`${name} is cut off`)
  const isSame =
    zip.readUInt32LE(at) === LOCAL &&
    zip.readUInt16LE(at + 6) === 0 &&
    zip.readUInt16LE(at + 8) === method &&
    zip.readUInt32LE(at + 14) === crc &&
    zip.readUInt32LE(at + 18) === packed &&
    zip.readUInt32LE(at + 22) === size &&
    zip.readUInt16LE(at + 26) === name.length &&
    zip.readUInt16LE(at + 28) === 0 &&
    zip.toString('latin1', at + LOCAL_BYTES, begins) === name
  if (!isSame) throw new BadZip(`${name} says something else than the directory`)
  return begins + packed
}

function inflate({ name, method, size, crc }: Entry, packed: Buffer): Uint8Array {
  const bytes = method === 0 ? packed : inflateAtMost(name, size, packed)
  if (bytes.length !== size) throw new BadZip(`${name} has ${bytes.length} bytes, not ${size}`)
  if (crc32(bytes) !== crc) throw new BadZip(`${name} is damaged: its checksum differs`)
  return new Uint8Array(bytes)
}

function inflateAtMost(name: string, size: number, packed: Buffer): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) })
  } catch (error) {
    throw new BadZip(`${name} does not inflate to ${size} bytes: ${(error as Error).message}`)
  }
}
