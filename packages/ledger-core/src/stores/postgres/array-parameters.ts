import { Fault } from '../../kernel/fault.ts'

/**
 * Arrays in the server's binary format: nothing is escaped, printed or parsed on either side, and a byte is one byte. The
 * driver sends a Buffer as it is and says that it is binary.
 *
 * Source: array_recv, int4recv, int8recv, textrecv and bytearecv of PostgreSQL, the same in versions 14 to 18
 */

/** Of the elements. Source: pg_type.dat of PostgreSQL */
const OIDS = { int4: 23, int8: 20, text: 25, bytea: 17 } as const

const DIMENSIONS = 1
/** Some elements may be null. */
const FLAGS = 1
const FIRST_INDEX = 1
const HEADER_BYTES = 20

/** Before each element stands its length; for a null instead of it, this. */
const LENGTH_BYTES = 4
const NULL = -1

/** @throws Fault APPEND_INVALID, for a number that the type does not hold */
export function int4s(values: readonly number[]): Buffer {
  const buffer = arrayOf(OIDS.int4, values.length, values.length * 4)
  let at = HEADER_BYTES
  for (const value of values) {
    if (value !== (value | 0)) throw notWhole(value, 4)
    at = buffer.writeInt32BE(4, at)
    at = buffer.writeInt32BE(value, at)
  }
  return buffer
}

/** @throws Fault APPEND_INVALID, for a number that is not exact */
export function int8s(values: readonly number[]): Buffer {
  const buffer = arrayOf(OIDS.int8, values.length, values.length * 8)
  let at = HEADER_BYTES
  for (const value of values) {
    if (!Number.isSafeInteger(value)) throw notWhole(value, 8)
    at = buffer.writeInt32BE(8, at)
    at = buffer.writeBigInt64BE(BigInt(value), at)
  }
  return buffer
}

/** Texts without U+0000 and without halves of surrogate pairs: what UTF-8 holds, and the server takes. */
export function texts(values: readonly string[]): Buffer {
  const lengths = values.map((value) => Buffer.byteLength(value))
  const buffer = arrayOf(OIDS.text, values.length, sum(lengths))
  let at = HEADER_BYTES
  for (const [i, value] of values.entries()) {
    at = buffer.writeInt32BE(lengths[i] as number, at)
    at += buffer.write(value, at)
  }
  return buffer
}

export function byteas(values: readonly (Uint8Array | undefined)[]): Buffer {
  const buffer = arrayOf(OIDS.bytea, values.length, sum(values.map((value) => value?.length ?? 0)))
  let at = HEADER_BYTES
  for (const value of values) {
    at = buffer.writeInt32BE(value?.length ?? NULL, at)
    if (value === undefined) continue
    buffer.set(value, at)
    at += value.length
  }
  return buffer
}

/** With its header; the elements are still to be written. */
function arrayOf(oid: number, count: number, contentBytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + count * LENGTH_BYTES + contentBytes)
  let at = 0
  for (const field of [DIMENSIONS, FLAGS, oid, count, FIRST_INDEX]) at = buffer.writeInt32BE(field, at)
  return buffer
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const notWhole = (value: number, bytes: number): Fault =>
  new Fault(
    'APPEND_INVALID',
    `${value} is not a whole number that PostgreSQL keeps in ${bytes} bytes; send one that is`,
  )
