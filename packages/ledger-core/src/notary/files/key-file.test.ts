import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sha256 } from '../../evidence/digest.ts'
import { signNote } from '../../evidence/signed-note.ts'
import { openNote, parseVerifierKey } from '../../evidence/verify.ts'
import { publicBytes, verifyEd25519 } from './ed25519.ts'
import { makeKeyFile, readKeyFile } from './key-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledger-key-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ORIGIN = 'ledger.example/county'
const pem = (type: 'ed25519' | 'x25519'): string =>
  (type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519')).privateKey
    .export({ format: 'pem', type: 'pkcs8' })
    .toString()

test('a key that was made signs notes that its verifier key opens', async () => {
  const path = join(folder, 'made.key')
  const key = parseVerifierKey(sha256, await makeKeyFile(path, ORIGIN))
  assert.ok(key.ok)
  const signer = readKeyFile(path)
  expect([signer.name, signer.id, signer.publicKey]).toEqual([ORIGIN, key.value.id, key.value.publicKey])
  const opened = openNote(await signNote('a text\n', [signer]), [key.value], verifyEd25519)
  assert.ok(opened.ok)
})

test('only its owner reads it, and it is never overwritten', async () => {
  const path = join(folder, 'once.key')
  await makeKeyFile(path, ORIGIN)
  const before = readFileSync(path, 'utf8')
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  await expect(makeKeyFile(path, ORIGIN)).rejects.toMatchObject({ code: 'KEY_EXISTS' })
  expect(readFileSync(path, 'utf8')).toBe(before)
})

test('an origin is a name without a scheme, spaces or plus', async () => {
  for (const origin of ['', 'https://ledger.example', 'a b', 'a+b', 'a\nb', 'a\u00a0b'])
    await expect(makeKeyFile(join(folder, 'never.key'), origin), origin).rejects.toMatchObject({
      code: 'ORIGIN_INVALID',
    })
})

test('the file is PKCS#8 that other programs read', async () => {
  const path = join(folder, 'openssl.key')
  await makeKeyFile(path, ORIGIN)
  try {
    expect(execFileSync('openssl', ['pkey', '-in', path, '-noout', '-text'], { encoding: 'utf8' })).toMatch(/ED25519/i)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    console.log('skipped: there is no openssl here')
  }
})

test('a key of other making signs for the ledger that it is given to', () => {
  const path = join(folder, 'other.key')
  writeFileSync(path, pem('ed25519'))
  expect(readKeyFile(path, ORIGIN).name).toBe(ORIGIN)
  assert.throws(() => readKeyFile(path), { code: 'KEY_INVALID' })
})

test('what is no signing key is named', async () => {
  const mixed = join(folder, 'mixed.key')
  await makeKeyFile(mixed, ORIGIN)
  const [first] = readFileSync(mixed, 'utf8').split('\n')
  const files: readonly (readonly [string, string])[] = [
    ['empty.key', ''],
    ['text.key', 'not a key\n'],
    ['x25519.key', pem('x25519')],
    ['badly-named.key', `not a verifier key\n${pem('ed25519')}`],
    ['of-another.key', `${first}\n${pem('ed25519')}`],
  ]
  for (const [name, text] of files) {
    const path = join(folder, name)
    writeFileSync(path, text)
    assert.throws(() => readKeyFile(path, ORIGIN), { code: 'KEY_INVALID' }, name)
  }
  assert.throws(() => readKeyFile(join(folder, 'absent.key')), { code: 'KEY_INVALID' })
})

test('a signature is judged, and nothing that is none throws', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const key = publicBytes(privateKey)
  for (const [publicKey, signature] of [
    [key, new Uint8Array(64)],
    [key, new Uint8Array(3)],
    [new Uint8Array(32).fill(255), new Uint8Array(64)],
    [new Uint8Array(31), new Uint8Array(64)],
  ] as const)
    expect(verifyEd25519(publicKey, new Uint8Array(1), signature)).toBe(false)
})
