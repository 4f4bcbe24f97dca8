import { v7 } from 'uuid'

/** Where time, ids and salts come from, so that one script gives the same leaves everywhere. */
export interface Sources {
  /** The ledger's clock: epoch milliseconds. */
  readonly now: () => number
  /** A fresh UUID for an event that was recorded without a commandId. */
  readonly newId: () => string
  /** 32 bytes that nobody can guess; a fresh array each time. */
  readonly newSalt: () => Uint8Array
}

const SALT_BYTES = 32
const SALTS_PER_REFILL = 256

/** The world's own: system clock, UUID v7, the system's random source. */
export function systemSources(): Sources {
  // One call for many salts: a call to the system's random source costs more than the bytes.
  let pool = new Uint8Array(0)
  let used = 0
  return {
    now: Date.now,
    newId: () => v7(),
    newSalt() {
      if (used === pool.length) {
        pool = crypto.getRandomValues(new Uint8Array(SALT_BYTES * SALTS_PER_REFILL))
        used = 0
      }
      used += SALT_BYTES
      return pool.subarray(used - SALT_BYTES, used)
    },
  }
}
