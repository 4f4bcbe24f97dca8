import { Fault } from '../../kernel/fault.ts'

/** Before each value stands its length; instead of one that is null, this. */
const NULL = -1
/** A UTF-16 unit takes at most three bytes of UTF-8. */
const MAX_UNIT_BYTES = 3
const MAX_NUMBER_BYTES = 12

/**
 * Values as the server takes them in binary: nothing is escaped, printed or parsed on either side, and a byte is one byte.
 *
 * Source: int4recv, int8recv, textrecv and bytearecv of PostgreSQL, the same in versions 14 to 18
 */
export class BinaryWriter {
  #bytes: Buffer
  #end = 0

  /** Grows beyond `capacity` bytes where it has to. */
  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafe(capacity)
  }

  /** @throws Fault APPEND_INVALID, for a number that the type does not hold */
  int4(value: number): void {
    if (value !== (value | 0)) throw notWhole(value, 4)
    this.#makeRoom(MAX_NUMBER_BYTES)
    this.#end = this.#bytes.writeInt32BE(4, this.#end)
    this.#end = this.#bytes.writeInt32BE(value, this.#end)
  }

  /** @throws Fault APPEND_INVALID, for a number that is not exact */
  int8(value: number): void {
    if (!Number.isSafeInteger(value)) throw notWhole(value, 8)
    this.#makeRoom(MAX_NUMBER_BYTES)
    this.#end = this.#bytes.writeInt32BE(8, this.#end)
    this.#end = this.#bytes.writeBigInt64BE(BigInt(value), this.#end)
  }

  /** Without U+0000 and without halves of surrogate pairs: what UTF-8 holds, and the server takes. */
  text(value: string | undefined): void {
    if (value === undefined) {
      this.rawInt4(NULL)
      return
    }
    this.#makeRoom(MAX_NUMBER_BYTES + value.length * MAX_UNIT_BYTES)
    const length = this.#bytes.write(value, this.#end + 4)
    this.#end = this.#bytes.writeInt32BE(length, this.#end) + length
  }

  bytea(value: Uint8Array | undefined): void {
    this.rawInt4(value?.length ?? NULL)
    if (value !== undefined) this.raw(value)
  }

  /** What belongs to no value: a part of a header, without its length. */
  rawInt4(value: number): void {
    this.#makeRoom(MAX_NUMBER_BYTES)
    this.#end = this.#bytes.writeInt32BE(value, this.#end)
  }

  rawInt2(value: number): void {
    this.#makeRoom(MAX_NUMBER_BYTES)
    this.#end = this.#bytes.writeInt16BE(value, this.#end)
  }

  raw(value: Uint8Array): void {
    this.#makeRoom(value.length)
    this.#bytes.set(value, this.#end)
    this.#end += value.length
  }

  /** All that was written. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#end)
  }

  #makeRoom(bytes: number): void {
    const needed = this.#end + bytes
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }
}

const notWhole = (value: number, bytes: number): Fault =>
  new Fault(
    'APPEND_INVALID',
    `${value} is not a whole number that PostgreSQL keeps in ${bytes} bytes; send one that is`,
  )
