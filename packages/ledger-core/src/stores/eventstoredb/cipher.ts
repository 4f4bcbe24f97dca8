import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type Part, SALT_BYTES } from '../../evidence/part.ts'
import { decodeUtf8 } from '../../evidence/utf8.ts'
import { type Enciphered, KEY_ID_BYTES, NONCE_BYTES, TAG_BYTES } from './frame.ts'

/** NIST SP 800-38D. The key is drawn for one part and used once, so its nonce can never repeat under it. */
const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32

export interface FreshKey {
  readonly keyId: Uint8Array
  readonly key: Uint8Array
}

export const drawKey = (): FreshKey => ({
  keyId: new Uint8Array(randomBytes(KEY_ID_BYTES)),
  key: new Uint8Array(randomBytes(KEY_BYTES)),
})

/** Enciphers salt and text together, bound to the event: in another one it does not open. */
export function encipher({ keyId, key }: FreshKey, eventId: string, { text, salt }: Part): Enciphered {
  const nonce = new Uint8Array(randomBytes(NONCE_BYTES))
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(eventId))
  const box = Buffer.concat([cipher.update(salt), cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { keyId, nonce, box: new Uint8Array(box) }
}

/** The part behind a box; undefined where it was not enciphered with this key for this event, or was changed since. */
export function decipher(key: Uint8Array, eventId: string, { nonce, box }: Enciphered): Part | undefined {
  const end = box.length - TAG_BYTES
  try {
    const opener = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    opener.setAAD(Buffer.from(eventId)).setAuthTag(box.subarray(end))
    const opened = Buffer.concat([opener.update(box.subarray(0, end)), opener.final()])
    const text = decodeUtf8(opened.subarray(SALT_BYTES))
    return text === undefined ? undefined : { salt: new Uint8Array(opened.subarray(0, SALT_BYTES)), text }
  } catch {
    return undefined
  }
}
