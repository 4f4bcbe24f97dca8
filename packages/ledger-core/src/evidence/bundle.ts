import { README } from './bundle-readme.ts'
import { printExtension } from './extension-text.ts'
import { printReceipt } from './receipt.ts'
import type { StatedEvent } from './stated-event.ts'
import { encodeUtf8 } from './utf8.ts'

/**
 * A project bundle: files that prove every event of one stream, each with its leaf, its parts and salts as they were
 * written, and a receipt. Names and bytes are the same for the same input.
 */
export type BundleFiles = ReadonlyMap<string, Uint8Array>

export interface BundleToPrint {
  /** The signed note that every receipt stands under. */
  readonly checkpoint: string
  /** Verifier keys, for convenience: a reader must know them from elsewhere. */
  readonly keys: readonly string[]
  /** In the order of the stream. */
  readonly events: readonly ProvenEvent[]
  /** That the tree begins with an older one, for somebody who kept the checkpoint of that size. */
  readonly extends?: { readonly from: number; readonly path: readonly Uint8Array[] } | undefined
}

export type BundledEvent = Pick<
  StatedEvent,
  'leaf' | 'data' | 'dataSalt' | 'meta' | 'metaSalt' | 'personal' | 'personalSalt'
>

export interface ProvenEvent {
  readonly event: BundledEvent
  /** Place in the tree. */
  readonly index: number
  readonly path: readonly Uint8Array[]
}

/**
 * Eight files an event, and a zip without extensions holds 65,535. Zip64 would lift it; every reader by hand, and ours,
 * would have to know it, for projects a hundred times larger than any that is known.
 */
export const MAX_BUNDLE_EVENTS = 8_000

export function bundleFiles({ checkpoint, keys, events, extends: extended }: BundleToPrint): BundleFiles {
  const files = new Map<string, Uint8Array>([
    ['README.txt', encodeUtf8(README)],
    ['checkpoint', encodeUtf8(checkpoint)],
    ['keys.txt', encodeUtf8(keys.map((key) => `${key}\n`).join(''))],
  ])
  if (extended) files.set(EXTENSION_FILE, encodeUtf8(printExtension({ ...extended, checkpoint })))
  for (const [at, { event, index, path }] of events.entries()) {
    const { leaf, data, dataSalt, meta, metaSalt, personal, personalSalt } = event
    const put = (name: string, content: string | Uint8Array | undefined): void => {
      if (content !== undefined)
        files.set(fileName(at, name), typeof content === 'string' ? encodeUtf8(content) : content)
    }
    put('leaf', leaf)
    put('data', data)
    put('data.salt', dataSalt)
    put('meta', meta)
    put('meta.salt', metaSalt)
    put('personal', personal)
    put('personal.salt', personalSalt)
    put('receipt', printReceipt(leaf, index, path, checkpoint))
  }
  return files
}

/** Only where a bundle was asked for with the size of a kept checkpoint. */
export const EXTENSION_FILE = 'consistency'

/** `events/000012/leaf`: the twelfth event behind the first. */
export const fileName = (at: number, name: string): string => `events/${String(at).padStart(6, '0')}/${name}`

export const EVENT_FILES = [
  'leaf',
  'data',
  'data.salt',
  'meta',
  'meta.salt',
  'personal',
  'personal.salt',
  'receipt',
] as const
