import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { BrokenInvariant } from '../kernel/fault.ts'
import { signerOf, verifyEd25519 } from '../testing/node-ed25519.ts'
import { encodeBase64 } from './base64.ts'
import type { FindingCode } from './finding.ts'
import { MAX_NOTE_CHARS, openNote, parseNote, signNote } from './signed-note.ts'
import type { VerifierKey } from './verifier-key.ts'

const log = signerOf('ledger.invalid/county')
const next = signerOf('ledger.invalid/county', 'the next key')
const witness = signerOf('witness.invalid/w1')
const text = 'ledger.invalid/county\n7\nnot a root, and no matter here\n'
const note = await signNote(text, [log])
const [line] = note.split('\n').slice(-2) as [string, string]

const open = (note: string | Uint8Array, keys: readonly VerifierKey[] = [log]) => openNote(note, keys, verifyEd25519)
const codeOf = (note: string | Uint8Array, keys?: readonly VerifierKey[]): FindingCode | undefined => {
  const opened = open(note, keys)
  return opened.ok ? undefined : opened.finding.code
}

describe('a signed note', () => {
  test('opens with the key that signed it', () => {
    const opened = open(note)
    assert.ok(opened.ok)
    assert.equal(opened.value.text, text)
    assert.deepEqual(opened.value.signedBy, [log])
    assert.deepEqual(open(new TextEncoder().encode(note)), opened)
  })

  test('may have empty lines and lines like signatures in its text', async () => {
    for (const text of ['a\n\nb\n', '\n', '\n\n\n', `a\n\n${line}\n`, '— a AAAAAAA=\n', '\ufeffa\n', '账本\n']) {
      const opened = open(await signNote(text, [log]))
      assert.ok(opened.ok, JSON.stringify(text))
      assert.equal(opened.value.text, text)
    }
  })

  test('says which of the given keys signed it, as while keys rotate', async () => {
    const both = await signNote(text, [log, next, witness])
    for (const keys of [[log], [next], [log, next], [next, log, witness]]) {
      const opened = open(both, keys)
      assert.ok(opened.ok)
      assert.deepEqual(new Set(opened.value.signedBy), new Set(keys))
    }
  })

  test('is refused where no given key signed it, by name and id', async () => {
    assert.equal(codeOf(note, []), 'SIGNATURE_MISSING')
    assert.equal(codeOf(note, [witness]), 'SIGNATURE_MISSING')
    // The same name under another id, and the same id under another name, are other keys.
    assert.equal(codeOf(note, [next]), 'SIGNATURE_MISSING')
    assert.equal(codeOf(note, [{ ...log, name: 'ledger.invalid/other' }]), 'SIGNATURE_MISSING')
  })

  test('is refused where a line bears a given key and is not signed by it, whatever the other lines say', async () => {
    const forged = await signNote(text, [{ ...witness, name: log.name, id: log.id }])
    const [forgedLine] = forged.split('\n').slice(-2)
    assert.equal(codeOf(forged), 'SIGNATURE_INVALID')
    assert.equal(codeOf(`${note}${forgedLine}\n`), 'SIGNATURE_INVALID')
    assert.equal(codeOf(`${text}\n${forgedLine}\n${line}\n`), 'SIGNATURE_INVALID')
    const short = encodeBase64(new Uint8Array(Buffer.from(line.split(' ')[2] as string, 'base64').subarray(0, 67)))
    assert.equal(codeOf(`${text}\n— ${log.name} ${short}\n`), 'SIGNATURE_INVALID')
  })

  test('ignores lines of keys that are not given, good or bad', async () => {
    const [theirs] = (await signNote('another text\n', [witness])).split('\n').slice(-2)
    assert.equal(codeOf(`${text}\n${theirs}\n${line}\n${theirs}\n`), undefined)
    assert.equal(codeOf(`${text}\n${line}\n${line}\n`), undefined)
  })

  test('has a hundred signature lines at most', () => {
    assert.equal(codeOf(`${text}\n${`${line}\n`.repeat(100)}`), undefined)
    assert.equal(codeOf(`${text}\n${`${line}\n`.repeat(101)}`), 'NOTE_MALFORMED')
  })

  test.each([
    ['CRLF', note.replaceAll('\n', '\r\n')],
    ['a carriage return', note.replace('7\n', '7\r\n')],
    ['no final newline', note.slice(0, -1)],
    ['a further newline', `${note}\n`],
    ['no signature', `${text}\n`],
    ['no empty line', text],
    ['only signatures', `\n${line}\n`],
    ['nothing', ''],
    ['a tab', note.replace('7', '\t7')],
    ['NUL', note.replace('7', '\u0000')],
    ['half a surrogate pair', note.replace('7', '\ud800')],
    ['bytes that are no UTF-8', new Uint8Array([0xff, ...new TextEncoder().encode(note)])],
    ['a hyphen for the dash', note.replace('—', '-')],
    ['two spaces', note.replace('— ', '—  ')],
    ['a space at the end', note.replace(/\n$/, ' \n')],
    ['no name', note.replace(`— ${log.name}`, '— ')],
    ['a plus in the name', note.replace(`— ${log.name}`, '— a+b')],
    ['a key id without a signature', `${text}\n— ${log.name} ${encodeBase64(Uint8Array.of(1, 2, 3, 4))}\n`],
    ['base64 of another spelling', note.replace(/=\n$/, '\n')],
    ['base64 for URLs', `${text}\n— ${log.name} AAAAAAA-\n`],
    ['a line behind the signatures', `${note}and more\n`],
    ['more than it may hold', `${'a'.repeat(MAX_NOTE_CHARS)}${note}`],
  ])('with %s is malformed', (_what, bad) => {
    assert.equal(codeOf(bad), 'NOTE_MALFORMED')
  })

  test('is refused, or lost its signature, at every flipped bit', () => {
    const bytes = new TextEncoder().encode(note)
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const copy = bytes.slice()
      copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7))
      assert.notEqual(codeOf(copy), undefined, `bit ${bit}`)
    }
  })

  test('asks for nothing but signatures of 64 bytes', () => {
    for (const length of [1, 63, 65, 128]) {
      const bytes = Uint8Array.of(...Buffer.from(log.id, 'hex'), ...new Uint8Array(length))
      const opened = openNote(`${text}\n— ${log.name} ${encodeBase64(bytes)}\n`, [log], () => true)
      assert.ok(!opened.ok && opened.finding.code === 'SIGNATURE_INVALID')
    }
  })

  test('a check that answers with a promise verifies nothing', () => {
    const mistaken = (() => Promise.resolve(false)) as unknown as typeof verifyEd25519
    assert.ok(!openNote(note, [log], mistaken).ok)
  })

  test('any text is read, and none is taken for signed', () => {
    const piece = fc.constantFrom('\n', '\n\n', '— ', log.name, ' ', line, text, 'AAAA', '=', 'é')
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          const opened = open(text)
          if (opened.ok) assert.ok(text.includes(`${line}\n`))
          else assert.ok(parseNote(text).ok || opened.finding.code === 'NOTE_MALFORMED')
        },
      ),
    )
  })

  test('what is no text of a note is not signed', async () => {
    for (const text of ['a', '', 'a\r\n', 'a\t\n', '\ud800\n'])
      await assert.rejects(signNote(text, [log]), BrokenInvariant, JSON.stringify(text))
    await assert.rejects(signNote(text, []), BrokenInvariant)
    await assert.rejects(signNote(text, [{ ...log, name: 'a b' }]), BrokenInvariant)
  })
})
