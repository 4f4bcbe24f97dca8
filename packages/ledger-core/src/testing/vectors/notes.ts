import { signNote } from '../../evidence/signed-note.ts'
import { printVerifierKey } from '../../evidence/verifier-key.ts'
import { signerOf } from '../node-ed25519.ts'
import { receiptOf, TEST_KEY, TEST_ORIGIN, TEST_SIGNER, testCheckpoint } from '../receipts.ts'
import { base64, digestOf, type Outcome, type VectorFile } from './case.ts'

const next = signerOf(TEST_ORIGIN, 'the next key of the log')
const witness = signerOf('witness.invalid/w1')
const root = base64(digestOf('a root'))

export interface NoteCase {
  readonly why: string
  readonly keys: readonly string[]
  /** The note as text, or as base64 where it is no text. */
  readonly note?: string
  readonly noteBase64?: string
  /** Of a checkpoint. */
  readonly size?: string
  readonly expect: Outcome
}

export async function noteVectors(): Promise<VectorFile<NoteCase> & { readonly origin: string }> {
  const body = `${TEST_ORIGIN}\n7\n${root}\n`
  const note = await signNote(body, [TEST_SIGNER])
  const line = note.slice(body.length + 1)
  const forged = (await signNote(body, [{ ...witness, name: TEST_SIGNER.name, id: TEST_SIGNER.id }])).slice(body.length + 1)
  const theirs = (await signNote('another text\n', [witness])).split('\n').at(-2)
  const keys = [TEST_KEY]
  const stands = (why: string, note: string, size = '7'): NoteCase => ({ why, keys, note, size, expect: 'stands' })
  const bad = (why: string, note: string, expect: Outcome = 'NOTE_MALFORMED'): NoteCase => ({ why, keys, note, expect })
  const signed = async (why: string, text: string, expect: Outcome): Promise<NoteCase> =>
    bad(why, await signNote(text, [TEST_SIGNER]), expect)
  return {
    about:
      'C2SP signed notes that are checkpoints of `origin`, opened with the given verifier keys. The keys are made from public phrases: anybody can sign with them.',
    origin: TEST_ORIGIN,
    cases: [
      stands('signed by the key of the log', note),
      stands('the signature of a key that is not given is ignored', `${note}${theirs}\n`),
      stands('the same line twice', note + line),
      stands('a hundred lines', `${body}\n${line.repeat(100)}`),
      stands('the greatest size', await signNote(`${TEST_ORIGIN}\n9007199254740991\n${root}\n`, [TEST_SIGNER]), '9007199254740991'),
      stands(
        'a tree without leaves has the SHA-256 of the empty string',
        await signNote(`${TEST_ORIGIN}\n0\n${base64(digestOf(''))}\n`, [TEST_SIGNER]),
        '0',
      ),
      {
        ...stands('two keys of the log, as while keys rotate', await signNote(body, [TEST_SIGNER, next])),
        keys: [printVerifierKey(next)],
      },
      { ...bad('no key is given', note, 'SIGNATURE_MISSING'), keys: [] },
      { ...bad('the key of somebody else', note, 'SIGNATURE_MISSING'), keys: [printVerifierKey(witness)] },
      { ...bad('a key of the same name and another id', note, 'SIGNATURE_MISSING'), keys: [printVerifierKey(next)] },
      bad('the name and id of the key, and a signature of another', `${body}\n${forged}`, 'SIGNATURE_INVALID'),
      bad('one line stands, another with the same key does not', `${body}\n${line}${forged}`, 'SIGNATURE_INVALID'),
      bad('one digit of the text differs', note.replace('\n7\n', '\n8\n'), 'SIGNATURE_INVALID'),
      bad('101 lines', `${body}\n${line.repeat(101)}`),
      bad('CRLF', note.replaceAll('\n', '\r\n')),
      bad('no final newline', note.slice(0, -1)),
      bad('an empty line behind', `${note}\n`),
      bad('no signature lines', `${body}\n`),
      bad('no empty line', body),
      bad('a tab', note.replace('\n7\n', '\n\t7\n')),
      bad('a NUL', note.replace('\n7\n', '\n7\u0000\n')),
      bad('a hyphen instead of the em dash', note.replace('— ', '- ')),
      bad('a space at the end of a signature line', note.replace(/\n$/, ' \n')),
      bad('a space in the name', note.replace('— ', '— a ')),
      bad('a plus in the name', note.replace('— ', '— a+')),
      bad('a no-break space in the name', note.replace('— ', '— a\u00a0')),
      bad('base64 without its padding', note.replace(/=+\n$/, '\n')),
      bad('a key id without a signature', `${body}\n— ${TEST_ORIGIN} AAAAAA==\n`),
      bad('a line behind that is no signature', `${note}and more\n`),
      { why: 'bytes that are no UTF-8', keys, noteBase64: base64(Buffer.concat([Buffer.of(0xff), Buffer.from(note)])), expect: 'NOTE_MALFORMED' },
      {
        why: 'a byte order mark is a character of the text: nobody signed it',
        keys,
        noteBase64: base64(Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), Buffer.from(note)])),
        expect: 'SIGNATURE_INVALID',
      },
      await signed('U+007F is a character like others: control characters are those below U+0020', body.replace('\n', '\u007f\n'), 'ORIGIN_DIFFERS'),
      bad('U+007F in a name, also of an unknown key', `${note}${theirs?.replace('w1', 'w\u007f1')}\n`),
      bad('U+0085 in a name is white space', `${note}${theirs?.replace('w1', 'w\u00851')}\n`),
      stands('U+FEFF in the name of an unknown key is none', `${note}${theirs?.replace('w1', 'w\ufeff1')}\n`),
      await signed('a checkpoint of another log', body.replace(TEST_ORIGIN, 'ledger.invalid/other'), 'ORIGIN_DIFFERS'),
      await signed('an extension line', `${body}more\n`, 'CHECKPOINT_MALFORMED'),
      await signed('two lines', `${TEST_ORIGIN}\n7\n`, 'CHECKPOINT_MALFORMED'),
      await signed('a size with a leading zero', body.replace('\n7\n', '\n07\n'), 'CHECKPOINT_MALFORMED'),
      await signed('a size of 2^53', body.replace('\n7\n', '\n9007199254740992\n'), 'CHECKPOINT_MALFORMED'),
      await signed('a negative size', body.replace('\n7\n', '\n-7\n'), 'CHECKPOINT_MALFORMED'),
      await signed('no leaves, and the root of some', body.replace('\n7\n', '\n0\n'), 'CHECKPOINT_MALFORMED'),
      await signed('a root of 31 bytes', body.replace(root, base64(digestOf('').subarray(1))), 'CHECKPOINT_MALFORMED'),
      await signed('an empty origin', `\n7\n${root}\n`, 'CHECKPOINT_MALFORMED'),
    ],
  }
}

export interface ReceiptCase {
  readonly why: string
  readonly text: string
  readonly expect: Outcome
}

export async function receiptVectors(): Promise<VectorFile<ReceiptCase> & { readonly origin: string; readonly key: string }> {
  const receipt = await receiptOf(13)
  const note = await testCheckpoint()
  const bad = (why: string, text: string, expect: Outcome = 'PROOF_MALFORMED'): ReceiptCase => ({ why, text, expect })
  return {
    about:
      'C2SP tlog-proofs with the leaf as extra data, under checkpoints of `origin` that `key` signed. The leaf’s hash is computed from the extra line, never taken from anywhere else.',
    origin: TEST_ORIGIN,
    key: TEST_KEY,
    cases: [
      bad('the receipt of the leaf at index 13', receipt, 'stands'),
      bad('that of the last leaf, whose path is shorter', await receiptOf(19), 'stands'),
      bad('another index', receipt.replace('index 13', 'index 12'), 'INCLUSION_FAILS'),
      bad('an index past the size', receipt.replace('index 13', 'index 20'), 'INCLUSION_FAILS'),
      bad('the greatest index', receipt.replace('index 13', 'index 9007199254740991'), 'INCLUSION_FAILS'),
      bad('a hash left out of the path', receipt.replace(/(index 13\n).*\n/, '$1'), 'INCLUSION_FAILS'),
      bad('a hash twice', receipt.replace(/(index 13\n)(.*\n)/, '$1$2$2'), 'INCLUSION_FAILS'),
      bad('two hashes in each other’s place', receipt.replace(/(index 13\n)(.*\n)(.*\n)/, '$1$3$2'), 'INCLUSION_FAILS'),
      bad('the leaf of another event', receipt.replace(/extra .*/, /extra .*/.exec(await receiptOf(12))?.[0] as string), 'INCLUSION_FAILS'),
      bad('a leaf that is none', receipt.replace(/extra .*/, `extra ${base64(Buffer.from('{}'))}`), 'LEAF_MALFORMED'),
      bad('no leaf', receipt.replace(/extra .*\n/, '')),
      bad('extra data that is empty', receipt.replace(/extra .*/, 'extra ')),
      bad('extra data that is no base64', receipt.replace('extra ', 'extra *')),
      bad('extra data twice', receipt.replace(/(extra .*\n)/, '$1$1')),
      bad('no index', receipt.replace('index 13\n', '')),
      bad('an index of 2^53', receipt.replace('index 13', 'index 9007199254740992')),
      bad('an index with a leading zero', receipt.replace('index 13', 'index 013')),
      bad('a path of 55 hashes', receipt.replace(/(index 13\n)(.*\n)/, (_, index, hash) => index + hash.repeat(51))),
      bad('a hash of 31 bytes', receipt.replace(/(index 13\n).*\n/, `$1${base64(digestOf('').subarray(1))}\n`)),
      bad('another version', receipt.replace('@v1', '@v2')),
      bad('CRLF', receipt.replaceAll('\n', '\r\n')),
      bad('no checkpoint', receipt.replace(note, '').slice(0, -1)),
      bad('a checkpoint that nobody signed', receipt.replace(/— .*\n/, ''), 'NOTE_MALFORMED'),
      bad('a checkpoint of another size', receipt.replace('\n20\n', '\n21\n'), 'SIGNATURE_INVALID'),
    ],
  }
}
