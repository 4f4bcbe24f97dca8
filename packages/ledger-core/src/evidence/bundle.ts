import { README } from './bundle-readme.ts'
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

/** Eight files an event: a zip without extensions holds 65,535. */
export const MAX_BUNDLE_EVENTS = 8_000

export function bundleFiles({ checkpoint, keys, events }: BundleToPrint): BundleFiles {
  const files = new Map<string, Uint8Array>([
    ['README.txt', encodeUtf8(README)],
    ['checkpoint', encodeUtf8(checkpoint)],
    ['keys.txt', encodeUtf8(keys.map((key) => `${key}\n`).join(''))],
  ])
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
