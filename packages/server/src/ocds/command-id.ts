import { createHash } from 'node:crypto'

/** The fixed namespace of imported facts. */
const IMPORT_NAMESPACE = '5f1c7a52-3f0b-5d5e-8a43-0d9b6f0f6c21'

/**
 * The commandId of one imported fact, the same in every run: of its contracting process, its event and what it is
 * about. The release is not part of it: a fact that ten releases and a record restate is one fact, in whatever order and
 * in however many runs they come. Which release stated it first stands in the event's correlationId.
 */
export const commandIdOf = (ocid: string, event: string, subject: string): string =>
  nameBasedUuid(IMPORT_NAMESPACE, JSON.stringify([ocid, event, subject]))

/** RFC 9562 section 5.5: version 5, of a namespace and a name. */
export function nameBasedUuid(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex', 0, 16)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
