import { createHash } from 'node:crypto'

/**
 * A UUID of version 5: always the same for the same name.
 * Source: RFC 9562 section 5.5; its test vector stands in the test.
 */
export function uuidV5(name: string, namespace: string): string {
  const digest = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16)
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6)
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = digest.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Whose names are commands of the example county. For ever: another namespace would double an existing ledger. */
const NAMESPACE = '5f4d1f0e-0d0b-5c55-9f0a-0c6a3a7c2b11'

/** The same command of what has this name has the same id in every run, so that a run can be repeated. */
export const commandIdOf = (name: string, index: number): string => uuidV5(`${name}\n${index}`, NAMESPACE)
