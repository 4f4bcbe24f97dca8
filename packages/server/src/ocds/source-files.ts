import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { FileRefusalCode } from './report.ts'

/** The largest file that is read. A JSON text is read whole, and the longest text of the runtime is a little longer. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024

const EXTENSIONS = /\.(?:json|jsonl|ndjson)$/i
const REPLACEMENT = '\ufffd'

export interface FileList {
  readonly files: readonly string[]
  /** In folders, what is no JSON by its name. */
  readonly ignored: readonly string[]
  readonly missing: readonly { readonly file: string; readonly reason: string }[]
}

/** The files of the paths given: a file whatever its name, a folder with all below it, in the order of their names. */
export async function listFiles(paths: readonly string[]): Promise<FileList> {
  const list = { files: new Set<string>(), ignored: [] as string[], missing: [] as { file: string; reason: string }[] }
  for (const path of paths) {
    const entry = await stat(path).catch((cause: unknown) => cause)
    if (entry instanceof Error) list.missing.push({ file: path, reason: entry.message })
    else if ((entry as Awaited<ReturnType<typeof stat>>).isDirectory()) await listFolder(path, list)
    else list.files.add(path)
  }
  return { ...list, files: [...list.files] }
}

async function listFolder(folder: string, list: { files: Set<string>; ignored: string[] }): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    // Links are not followed: they may lead in circles.
    if (entry.isDirectory()) await listFolder(path, list)
    else if (entry.isFile() && EXTENSIONS.test(entry.name)) list.files.add(path)
    else list.ignored.push(path)
  }
}

export interface SourceText {
  readonly name: string
  readonly text: string
  readonly sha256: string
}

export interface FileRefusal {
  readonly code: FileRefusalCode
  readonly reason: string
}

/** A file as text, or why it is none. */
export async function readSource(file: string): Promise<SourceText | FileRefusal> {
  const bytes = await readBytes(file)
  if ('code' in bytes) return bytes
  if (bytes.length === 0) return { code: 'EMPTY', reason: 'the file is empty' }
  const text = decode(bytes)
  if (typeof text !== 'string') return text
  if (text.trim() === '') return { code: 'EMPTY', reason: 'the file holds nothing but space' }
  return { name: basename(file), text, sha256: createHash('sha256').update(bytes).digest('hex') }
}

async function readBytes(file: string): Promise<Buffer | FileRefusal> {
  try {
    const { size } = await stat(file)
    if (size > MAX_FILE_BYTES)
      return { code: 'TOO_LARGE', reason: `${size} bytes; split it into files of at most ${MAX_FILE_BYTES}` }
    return await readFile(file)
  } catch (cause) {
    return { code: 'NOT_FOUND', reason: cause instanceof Error ? cause.message : String(cause) }
  }
}

/** UTF-8, as RFC 8259 section 8.1 demands; a byte order mark is ignored, as it allows. */
function decode(bytes: Buffer): string | FileRefusal {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { code: 'ENCODING', reason: 'the file is UTF-16; convert it to UTF-8' }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { code: 'ENCODING', reason: encodingFlaw(bytes) }
  }
}

function encodingFlaw(bytes: Buffer): string {
  const at = firstFlaw(bytes)
  const byte = `0x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`
  return `byte ${at} (${byte}) is not UTF-8; the file may be ISO-8859-1 or Windows-1252: convert it to UTF-8, as with iconv -f ISO-8859-1 -t UTF-8`
}

/** The offset of the first byte that UTF-8 does not have there: decoded as U+FFFD, and not written as that. */
function firstFlaw(bytes: Buffer): number {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const written = Buffer.from(REPLACEMENT)
  for (let index = text.indexOf(REPLACEMENT); index >= 0; index = text.indexOf(REPLACEMENT, index + 1)) {
    const offset = Buffer.byteLength(text.slice(0, index))
    if (!bytes.subarray(offset, offset + written.length).equals(written)) return offset
  }
  return 0
}
