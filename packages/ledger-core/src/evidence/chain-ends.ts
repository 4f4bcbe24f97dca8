import { CHAIN_START, type ChainEnd } from './chain.ts'
import { HASH_BYTES } from './tree-hash.ts'

/** Where every stream of a log stands: what a verifier of chains keeps. */
export interface ChainEnds {
  /** `CHAIN_START` for a stream that was not seen. What it answers with stands until the next `set`. */
  get(stream: string): ChainEnd
  set(stream: string, end: ChainEnd): void
}

/** Takes the ends that find no room in memory, such as a file that is thrown away afterwards. */
export interface EndsOverflow {
  /** Later ends replace earlier ones. Whoever keeps one beyond the call copies its hash. */
  put(ends: Iterable<readonly [stream: string, end: ChainEnd]>): void
  get(stream: string): ChainEnd | undefined
}

/** Ends in memory, beyond which they go to the overflow: some 15 MiB. */
export const MAX_ENDS_IN_MEMORY = 100_000

const FIRST_ROOM = 256

/**
 * Ends in about 150 bytes a stream: one table instead of an object each. When it is full all of it goes to the overflow,
 * and a stream that is met again is read back from there; without an overflow it grows with the streams.
 */
export function keepChainEnds(overflow?: EndsOverflow, most = MAX_ENDS_IN_MEMORY): ChainEnds {
  const slots = new Map<string, number>()
  let hashes = new Uint8Array(FIRST_ROOM * HASH_BYTES)
  let numbers = new Float64Array(FIRST_ROOM * 2)

  const endAt = (slot: number): ChainEnd => ({
    revision: numbers[slot * 2] as number,
    recordedMs: numbers[slot * 2 + 1] as number,
    leafHash: hashes.subarray(slot * HASH_BYTES, (slot + 1) * HASH_BYTES),
  })
  function* all(): Generator<readonly [string, ChainEnd]> {
    for (const [stream, slot] of slots) yield [stream, endAt(slot)]
  }
  const newSlot = (stream: string): number => {
    if (overflow && slots.size >= most) {
      overflow.put(all())
      slots.clear()
    }
    const slot = slots.size
    slots.set(stream, slot)
    if (slot * HASH_BYTES === hashes.length) {
      hashes = twice(hashes, new Uint8Array(hashes.length * 2))
      numbers = twice(numbers, new Float64Array(numbers.length * 2))
    }
    return slot
  }

  return {
    get(stream) {
      const slot = slots.get(stream)
      return slot === undefined ? (overflow?.get(stream) ?? CHAIN_START) : endAt(slot)
    },
    set(stream, { revision, recordedMs, leafHash }) {
      const slot = slots.get(stream) ?? newSlot(stream)
      numbers[slot * 2] = revision
      numbers[slot * 2 + 1] = recordedMs
      hashes.set(leafHash, slot * HASH_BYTES)
    },
  }
}

function twice<Room extends Uint8Array | Float64Array>(from: Room, into: Room): Room {
  into.set(from)
  return into
}
