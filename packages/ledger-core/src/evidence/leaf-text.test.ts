import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'vitest'
import { sealRun } from '../testing/sealed-events.ts'
import { MAX_LEAF_BYTES, parseLeaf, printLeaf } from './leaf-text.ts'

const { events } = JSON.parse(readFileSync(new URL('../../vectors/leaves.json', import.meta.url), 'utf8'))
const leaf = (sealRun('project-P-1', 1)[0] as { leaf: string }).leaf
const parsed = parseLeaf(leaf)
assert.ok(parsed.ok)

const isLeaf = (text: string) => parseLeaf(text).ok

describe('a leaf', () => {
  test('that a ledger wrote is read, and printed again to the byte', () => {
    assert.ok(events.length > 10)
    for (const { leaf } of events as { leaf: string }[]) {
      const judged = parseLeaf(leaf)
      assert.ok(judged.ok, leaf)
      assert.equal(printLeaf(judged.value), leaf)
    }
  })

  test('has one spelling: as RFC 8785 would write it', () => {
    const { v, ...rest } = JSON.parse(leaf)
    for (const other of [
      JSON.stringify(JSON.parse(leaf), undefined, 1),
      JSON.stringify({ v, ...rest }),
      `${leaf}\n`,
      ` ${leaf}`,
      `\ufeff${leaf}`,
      leaf.replace('"v":1', '"v":1.0'),
      leaf.replace('"v":1', '"v":2'),
      leaf.replace('"v":1', '"v":1,"w":1'),
      leaf.replace('"v":1', '"v":1,"v":1'),
      leaf.replace('"rev":0', '"rev":-0'),
      leaf.replace('"rev":0', '"rev":"0"'),
      leaf.replace('"rev":0', '"rev":00'),
      leaf.replace('"id"', '"\\u0069d"'),
      leaf.replace('"stream"', '"__proto__":{},"stream"'),
    ])
      assert.ok(!isLeaf(other), other)
  })

  test.each([
    ['an id in upper case', { eventId: parsed.value.eventId.toUpperCase() }],
    ['no id', { eventId: '' }],
    ['30 February', { occurred: '2023-02-30T00:00:00.000Z' }],
    ['29 February of a common year', { occurred: '2023-02-29T00:00:00.000Z' }],
    ['31 April', { recorded: '2023-04-31T00:00:00.000Z' }],
    ['month 13', { recorded: '2023-13-01T00:00:00.000Z' }],
    ['24 o’clock', { occurred: '2023-03-01T24:00:00.000Z' }],
    ['a leap second', { occurred: '2023-03-01T23:59:60.000Z' }],
    ['a time with an offset', { recorded: '2023-03-01T00:00:00.000+08:00' }],
    ['seconds without milliseconds', { recorded: '2023-03-01T00:00:00Z' }],
    ['a hash of another spelling', { previous: parsed.value.previous.replace(/.=$/, 'V=') }],
    ['a hash of 31 bytes', { previous: `${'A'.repeat(40)}AA==` }],
    ['a stream with a slash', { stream: 'project/1' }],
    ['a stream that ends the text', { stream: 'a","type":"X/1","v":1}' }],
    ['no stream', { stream: '' }],
    ['a stream of 81 characters', { stream: 'a'.repeat(81) }],
    ['a type with a digit', { type: 'Type2' }],
    ['version 0 of a type', { schemaVersion: 0 }],
    ['a fraction of a version', { schemaVersion: 1.5 }],
    ['a negative revision', { revision: -1 }],
    ['revision 2^53', { revision: 2 ** 53 }],
    ['a revision in exponents', { revision: 1e21 }],
  ])('with %s is none', (_what, change) => {
    assert.ok(!isLeaf(printLeaf({ ...parsed.value, ...change })))
  })

  test('may be of 29 February in a leap year', () => {
    for (const occurred of ['2024-02-29T00:00:00.000Z', '2000-02-29T23:59:59.999Z', '0000-02-29T00:00:00.000Z'])
      assert.ok(isLeaf(printLeaf({ ...parsed.value, occurred })), occurred)
  })

  test.each(['', 'null', '1', '[]', '{}', '"', '{"id":1}', '{"parts":null,"type":"A/1"}', `${'['.repeat(5000)}`])(
    '%j is none',
    (text) => {
      assert.ok(!isLeaf(text))
    },
  )

  test('longer than it may be is not even read', () => {
    const judged = parseLeaf('['.repeat(MAX_LEAF_BYTES + 1))
    assert.ok(!judged.ok && judged.finding.code === 'LEAF_MALFORMED')
  })

  test('is another one, or none, after any flipped bit', () => {
    const bytes = Buffer.from(leaf)
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const copy = Buffer.from(bytes)
      copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7))
      const judged = parseLeaf(copy.toString('utf8'))
      if (judged.ok) assert.notDeepEqual(judged.value, parsed.value)
    }
  })
})
