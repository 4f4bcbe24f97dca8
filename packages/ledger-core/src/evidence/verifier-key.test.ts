import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { signerOf } from '../testing/node-ed25519.ts'
import { encodeBase64 } from './base64.ts'
import { sha256 } from './digest.ts'
import { isKeyName, keyIdOf, parseVerifierKey, printVerifierKey } from './verifier-key.ts'

const signer = signerOf('ledger.invalid/county')
const text = printVerifierKey(signer)
const codeOf = (text: string) => {
  const judged = parseVerifierKey(sha256, text)
  return judged.ok ? undefined : judged.finding.code
}

describe('a verifier key', () => {
  test('is read back as it was printed', () => {
    const judged = parseVerifierKey(sha256, text)
    assert.ok(judged.ok)
    const { name, id, publicKey } = signer
    assert.deepEqual(judged.value, { name, id, publicKey })
    assert.equal(printVerifierKey(judged.value), text)
  })

  test('is refused with any other character in it', () => {
    for (let at = 0; at < text.length; at++)
      assert.equal(
        codeOf(text.slice(0, at) + (text[at] === 'z' ? 'y' : 'z') + text.slice(at + 1)),
        'KEY_MALFORMED',
        text[at],
      )
  })

  test('is refused with anything added, left out or in upper case', () => {
    for (const bad of [
      '',
      text.slice(1),
      text.slice(0, -1),
      `${text}\n`,
      ` ${text}`,
      `${text}=`,
      text.replace('+', '++'),
    ])
      assert.equal(codeOf(bad), 'KEY_MALFORMED', bad)
    assert.equal(codeOf(text.replace(signer.id, signer.id.toUpperCase())), 'KEY_MALFORMED')
  })

  test('of another signature type or length is refused, with the right id too', () => {
    for (const key of [
      Uint8Array.of(2, ...signer.publicKey),
      Uint8Array.of(1, ...signer.publicKey, 0),
      Uint8Array.of(1),
    ]) {
      const id = keyIdOf(sha256, signer.name, key.subarray(1))
      assert.equal(codeOf(`${signer.name}+${id}+${encodeBase64(key)}`), 'KEY_MALFORMED')
    }
  })

  test.each(['', 'a b', 'a\u00a0b', 'a\u2003b', 'a+b', 'a\nb', 'a\u0000', '\ud800'])(
    '%j is no name of a key',
    (name) => {
      assert.ok(!isKeyName(name))
    },
  )

  test.each(['ledger.example.org/county', '账本', 'Pete\u0301r'])('%s is a name of a key', (name) => {
    assert.ok(isKeyName(name))
  })
})
