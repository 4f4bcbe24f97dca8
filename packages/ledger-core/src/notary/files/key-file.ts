import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sha256 } from '../../evidence/digest.ts'
import { isKeyName, keyIdOf, parseVerifierKey, printVerifierKey } from '../../evidence/verifier-key.ts'
import { Fault } from '../../kernel/fault.ts'
import type { Signer } from '../signer.ts'
import { publicBytes } from './ed25519.ts'
import { syncFolder } from './write-durably.ts'

const OWNER_ONLY = 0o600

/**
 * Makes a signing key: a PKCS#8 file that only its owner may read. Before the key stands its verifier key, which RFC
 * 7468 lets a reader skip: the file says by itself under which name it signs. An existing file is never touched.
 *
 * @returns the verifier key, which auditors are given
 */
export async function makeKeyFile(path: string, origin: string): Promise<string> {
  if (!isKeyName(origin) || origin.includes('://'))
    throw new Fault('ORIGIN_INVALID', `"${origin}" is not an origin; write a name without a scheme, spaces or "+"`)
  if (existsSync(path)) throw existing(path)
  const { privateKey } = generateKeyPairSync('ed25519')
  const verifierKey = printVerifierKey(signerOf(origin, privateKey))
  try {
    const handle = await open(path, 'wx', OWNER_ONLY)
    try {
      await handle.writeFile(`${verifierKey}\n${privateKey.export({ format: 'pem', type: 'pkcs8' })}`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await syncFolder(dirname(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw existing(path)
    throw new Fault('KEY_INVALID', `${path} cannot be written: ${(error as Error).message}`, error)
  }
  return verifierKey
}

/**
 * The signer behind a key file. A key of other making names no log: it signs for `origin`.
 *
 * @example const signer = readKeyFile('ledger.key')
 */
export function readKeyFile(path: string, origin?: string): Signer {
  const text = readKeyText(path)
  const [first = ''] = text.split('\n')
  const privateKey = parseKey(path, text)
  if (first.startsWith('-----')) {
    if (origin !== undefined) return signerOf(origin, privateKey)
    throw new Fault('KEY_INVALID', `${path} does not name its log; put the verifier key in the line before the key`)
  }
  const stated = parseVerifierKey(sha256, first.trim())
  if (!stated.ok) throw new Fault('KEY_INVALID', `${path}: its first line: ${stated.finding.message}`)
  const signer = signerOf(stated.value.name, privateKey)
  if (signer.id === stated.value.id) return signer
  throw new Fault('KEY_INVALID', `${path}: the verifier key in its first line is that of another key`)
}

function signerOf(name: string, privateKey: KeyObject): Signer {
  const publicKey = publicBytes(privateKey)
  return {
    name,
    id: keyIdOf(sha256, name, publicKey),
    publicKey,
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  }
}

function readKeyText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Fault('KEY_INVALID', `${path} cannot be read: ${(error as Error).message}; make one with keygen`, error)
  }
}

function parseKey(path: string, text: string): KeyObject {
  try {
    const key = createPrivateKey(text)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch (error) {
    throw new Fault('KEY_INVALID', `${path} is not a private key in PKCS#8; make one with keygen`, error)
  }
  throw new Fault('KEY_INVALID', `${path} is not an Ed25519 key; make one with keygen`)
}

const existing = (path: string): Fault =>
  new Fault('KEY_EXISTS', `${path} is there already, and a key is never overwritten; choose another file`)
