import { BinaryWriter } from './binary-format.ts'

/** Of the elements. Source: pg_type.dat of PostgreSQL */
const OIDS = { int4: 23, int8: 20, text: 25, bytea: 17 } as const

const DIMENSIONS = 1
/** Some elements may be null. */
const FLAGS = 1
const FIRST_INDEX = 1

/** Of an element of ordinary size, with its length. */
const ELEMENT_BYTES = { int4: 8, int8: 12, text: 256, bytea: 36 } as const
const HEADER_BYTES = 20

/**
 * Arrays in the server's binary format. The driver sends a Buffer as it is and says that it is binary.
 *
 * @throws Fault APPEND_INVALID, for a number that the type does not hold
 */
export const int4s = (values: readonly number[]): Buffer => arrayOf('int4', values, (to, value) => to.int4(value))

export const int8s = (values: readonly number[]): Buffer => arrayOf('int8', values, (to, value) => to.int8(value))

export const texts = (values: readonly string[]): Buffer => arrayOf('text', values, (to, value) => to.text(value))

export const byteas = (values: readonly (Uint8Array | undefined)[]): Buffer =>
  arrayOf('bytea', values, (to, value) => to.bytea(value))

/** Source: array_recv of PostgreSQL */
function arrayOf<T>(
  type: keyof typeof OIDS,
  values: readonly T[],
  write: (to: BinaryWriter, value: T) => void,
): Buffer {
  const to = new BinaryWriter(HEADER_BYTES + values.length * ELEMENT_BYTES[type])
  for (const field of [DIMENSIONS, FLAGS, OIDS[type], values.length, FIRST_INDEX]) to.rawInt4(field)
  for (const value of values) write(to, value)
  return to.bytes()
}
