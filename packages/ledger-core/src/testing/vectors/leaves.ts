import { readFileSync } from 'node:fs'
import { base64, digestOf, type Outcome, type VectorFile } from './case.ts'

export interface PartCase {
  readonly why: string
  readonly text: string
  readonly salt: string
  readonly commitment: string
  readonly expect: Outcome
}

const SALT = digestOf('salt of the vectors')

const part = (why: string, text: string, salt = SALT): PartCase => ({
  why,
  text,
  salt: base64(salt),
  commitment: base64(digestOf('procurement-ledger/part/v1\n', salt, text)),
  expect: 'stands',
})

export function partVectors(): VectorFile<PartCase> {
  const plain = part('a part of ASCII', '{"contractId":"C-1"}')
  return {
    about:
      'commitment = SHA-256("procurement-ledger/part/v1\\n" || salt || UTF-8 of text). Salt and commitment are base64; a salt has 32 bytes.',
    cases: [
      plain,
      part('the text is hashed as UTF-8, two, three and four bytes a character', '{"title":"Straße 示例道路 🛣"}'),
      part('the bytes count, not the value: white space is another part', '{ "contractId": "C-1" }'),
      part('so is another order of keys', '{"b":1,"a":2}'),
      part('an escaped character is not the character', '{"title":"\\u0041"}'),
      part('an empty object', '{}'),
      part('a text that a store would never write, but that can be committed to', ''),
      part('another salt hides the same part behind another commitment', plain.text, digestOf('another salt')),
      { ...plain, why: 'one character of the text differs', text: '{"contractId":"C-2"}', expect: 'PART_DIFFERS' },
      { ...plain, why: 'one bit of the salt differs', salt: base64(SALT.with(0, (SALT[0] as number) ^ 1)), expect: 'PART_DIFFERS' },
      {
        ...plain,
        why: 'the first byte of the text has gone over to the salt: the same bytes are hashed, but a salt has 32 bytes',
        text: plain.text.slice(1),
        salt: base64(Uint8Array.of(...SALT, plain.text.charCodeAt(0))),
        expect: 'PART_DIFFERS',
      },
      {
        ...part('', '{"title":"\ufffd"}'),
        why: 'half a surrogate pair has no UTF-8; it must not pass for U+FFFD, whose commitment this is',
        text: '{"title":"\ud800"}',
        expect: 'PART_DIFFERS',
      },
    ],
  }
}

export interface LeafCase {
  readonly why: string
  readonly leaf: string
  /** Of a text that is no leaf, what its hash would be. */
  readonly hash: string
  readonly expect: Outcome
}

const LEAF = readScript()[1]?.leaf as string

const leaf = (why: string, text: string, expect: Outcome = 'LEAF_MALFORMED'): LeafCase => ({
  why,
  leaf: text,
  hash: base64(digestOf(Uint8Array.of(0), text)),
  expect,
})

export const leafVectors = (): VectorFile<LeafCase> => ({
  about: 'hash = SHA-256(0x00 || UTF-8 of leaf), base64. A leaf has one spelling; any other text is none.',
  cases: [
    leaf('a leaf that a ledger wrote', LEAF, 'stands'),
    leaf('with a personal part, its commitment stands last of three', LEAF.replace(/("meta":"([^"]+)")/, '$1,"personal":"$2"'), 'stands'),
    leaf('the greatest revision', LEAF.replace('"rev":0', '"rev":9007199254740991'), 'stands'),
    leaf('29 February of a leap year', LEAF.replace(/"occurred":"[^"]+"/, '"occurred":"2024-02-29T23:59:59.999Z"'), 'stands'),
    leaf('a revision beyond 2^53 - 1', LEAF.replace('"rev":0', '"rev":9007199254740992')),
    leaf('a revision with a leading zero', LEAF.replace('"rev":0', '"rev":00')),
    leaf('a revision of minus zero', LEAF.replace('"rev":0', '"rev":-0')),
    leaf('a revision as text', LEAF.replace('"rev":0', '"rev":"0"')),
    leaf('a newline behind it', `${LEAF}\n`),
    leaf('a space in it', LEAF.replace(',"rev"', ', "rev"')),
    leaf('a byte order mark before it', `\ufeff${LEAF}`),
    leaf('two keys in another order', LEAF.replace(/(,"rev":0)(,"stream":"[^"]+")/, '$2$1')),
    leaf('a key twice', LEAF.replace('"v":1', '"v":1,"v":1')),
    leaf('a key more', LEAF.replace('"v":1', '"v":1,"w":1')),
    leaf('a key fewer', LEAF.replace(',"v":1', '')),
    leaf('another version', LEAF.replace('"v":1', '"v":2')),
    leaf('an escaped key', LEAF.replace('"id"', '"\\u0069d"')),
    leaf('an id in upper case', LEAF.replace(/"id":"([^"]+)"/, (text) => text.toUpperCase().replace('ID', 'id'))),
    leaf('a hash without padding', LEAF.replace('="},"prev"', '"},"prev"')),
    leaf('a hash whose last character holds bits that belong to no byte', LEAF.replace('hSuFU="', 'hSuFV="')),
    leaf('30 February', LEAF.replace(/"occurred":"[^"]+"/, '"occurred":"2023-02-30T00:00:00.000Z"')),
    leaf('29 February of a common year', LEAF.replace(/"occurred":"[^"]+"/, '"occurred":"2023-02-29T00:00:00.000Z"')),
    leaf('24 o’clock', LEAF.replace(/"recorded":"[^"]+"/, '"recorded":"2023-02-28T24:00:00.000Z"')),
    leaf('a time without milliseconds', LEAF.replace(/"recorded":"[^"]+"/, '"recorded":"2023-02-28T00:00:00Z"')),
    leaf('a stream with a slash', LEAF.replace(/"stream":"[^"]+"/, '"stream":"project/1"')),
    leaf('a type without a version', LEAF.replace(/"type":"([A-Za-z]+)\/1"/, '"type":"$1"')),
    leaf('a type of version 0', LEAF.replace(/"type":"([A-Za-z]+)\/1"/, '"type":"$1/0"')),
    leaf('nothing', ''),
  ],
})

/** The sealed events that one script gives on every engine. */
export function readScript(): readonly { readonly leaf: string; readonly leafHash: string }[] {
  const file = new URL('../../../vectors/leaves.json', import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')).events
}
