import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { sealTexts } from '../testing/sealed-events.ts'
import { encodeBase64 } from './base64.ts'
import { CHAIN_START, type ChainEnd, endOf } from './chain.ts'
import { sha256 } from './digest.ts'
import { hashLeaf } from './leaf.ts'
import { parseLeaf, printLeaf } from './leaf-text.ts'
import type { StatedEvent } from './stated-event.ts'
import { checkEvent, verifyEvent } from './verify-event.ts'

const events: readonly StatedEvent[] = sealTexts('project-P-1', [
  {},
  { data: '{"title":"Example road, 示例道路 (invented)"}', personal: '{"/contact":"Example Person (invented)"}' },
  {},
])
const [first, second, third] = events as [StatedEvent, StatedEvent, StatedEvent]
const endAfter = (event: StatedEvent): ChainEnd => {
  const { link, leafHash } = checkEvent(sha256, event)
  assert.ok(link)
  return endOf(link, leafHash)
}
const previous = endAfter(first)
const judge = (change: Partial<StatedEvent>, erasedBy?: string) =>
  verifyEvent(sha256, { ...second, ...change }, { previous, erasedBy })

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = bytes.slice()
  copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7))
  return copy
}
/** Seals the leaf anew, so that nothing differs but what the change says. */
const resealed = (event: StatedEvent, change: object): StatedEvent => {
  const leaf = parseLeaf(event.leaf)
  assert.ok(leaf.ok)
  const text = printLeaf({ ...leaf.value, ...change })
  return { ...event, ...change, leaf: text, leafHash: hashLeaf(text) } as StatedEvent
}

describe('an event', () => {
  test('that was sealed stands, by itself and behind the one before it', () => {
    assert.equal(verifyEvent(sha256, first, { previous: CHAIN_START }), undefined)
    assert.equal(judge({}), undefined)
    assert.equal(verifyEvent(sha256, third, { previous: endAfter(second) }), undefined)
    for (const event of events) assert.equal(verifyEvent(sha256, event), undefined)
  })

  test('is found altered at every flipped bit of a part, and the part is named', () => {
    for (const part of ['data', 'meta', 'personal'] as const) {
      const bytes = Buffer.from(second[part] as string)
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        // As latin1, since a text store gives back whatever bytes it holds; UTF-8 that breaks is another text.
        const found = judge({ [part]: Buffer.from(flipped(bytes, bit)).toString('utf8') })
        assert.deepEqual([found?.code, found?.part], ['PART_DIFFERS', part], `bit ${bit}`)
      }
    }
  })

  test('is found altered at every flipped bit of a salt, and with a longer or shorter one', () => {
    for (const part of ['data', 'meta', 'personal'] as const) {
      const salt = second[`${part}Salt`] as Uint8Array
      const salts = Array.from({ length: salt.length * 8 }, (_, bit) => flipped(salt, bit))
      for (const other of [...salts, salt.subarray(1), Uint8Array.of(...salt, 0), new Uint8Array()]) {
        const found = judge({ [`${part}Salt`]: other })
        assert.deepEqual([found?.code, found?.part], ['PART_DIFFERS', part])
      }
    }
  })

  test('a byte may not pass from the salt to the part', () => {
    const [salt, data] = [second.dataSalt as Uint8Array, second.data as string]
    const longer = { dataSalt: Uint8Array.of(...salt, data.charCodeAt(0)), data: data.slice(1) }
    // The same bytes are hashed: what tells them apart is that a salt has 32 bytes.
    assert.equal(judge(longer)?.code, 'PART_DIFFERS')
  })

  test('half a surrogate pair does not pass for the character that stands for it', () => {
    const [event] = sealTexts('project-P-1', [{ data: '{"a":"\ufffd"}' }]) as [StatedEvent]
    assert.equal(verifyEvent(sha256, event), undefined)
    assert.equal(verifyEvent(sha256, { ...event, data: '{"a":"\ud800"}' })?.code, 'PART_DIFFERS')
  })

  test('is found altered at every flipped bit of its leaf or of the hash beside it', () => {
    const bytes = Buffer.from(second.leaf)
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const found = judge({ leaf: Buffer.from(flipped(bytes, bit)).toString('utf8') })
      assert.ok(found && ['LEAF_MALFORMED', 'LEAF_HASH_DIFFERS'].includes(found.code), `bit ${bit}`)
    }
    for (let bit = 0; bit < 256; bit++)
      assert.equal(judge({ leafHash: flipped(second.leafHash, bit) })?.code, 'LEAF_HASH_DIFFERS')
  })

  test.each([
    ['eventId', first.eventId],
    ['stream', 'project-P-2'],
    ['revision', 7],
    ['type', 'BidWithdrawn'],
    ['schemaVersion', 2],
    ['occurredMs', second.occurredMs + 1],
    ['recordedMs', second.recordedMs - 1],
  ] as const)('whose %s beside the leaf says something else is found altered', (field, value) => {
    const found = judge({ [field]: value })
    assert.equal(found?.code, 'FIELD_DIFFERS')
    assert.match(found.message, new RegExp(`^${field} `))
  })

  test('that another event took the place of is found, part by part', () => {
    fc.assert(
      fc.property(fc.constantFrom('data', 'meta', 'personal'), (part) => {
        const other = sealTexts('project-P-2', [
          { data: '{"x":1}', personal: '{"/y":"z"}', writer: 'another' },
        ])[0] as StatedEvent
        const moved = { [part]: other[part as 'data'], [`${part}Salt`]: other[`${part as 'data'}Salt`] }
        if (part !== 'meta' || other.metaSalt !== second.metaSalt) assert.equal(judge(moved)?.code, 'PART_DIFFERS')
      }),
      { numRuns: 10 },
    )
  })

  test('with a personal part that its leaf does not commit to is found altered', () => {
    const found = verifyEvent(sha256, { ...first, personal: '{}', personalSalt: new Uint8Array(32) })
    assert.equal(found?.code, 'PART_UNEXPECTED')
  })

  test('without a part, or without its salt, lacks it', () => {
    for (const part of ['data', 'meta'] as const) {
      assert.deepEqual([judge({ [part]: undefined })?.code, judge({ [part]: undefined })?.part], ['PART_MISSING', part])
      assert.equal(judge({ [`${part}Salt`]: undefined })?.code, 'PART_MISSING')
    }
    assert.equal(judge({ personalSalt: undefined })?.code, 'PART_MISSING')
  })

  test('names where it stands', () => {
    const { verdict, stream, revision, eventId, position } = judge({ data: '{}', position: 12n }) ?? {}
    assert.deepEqual([verdict, stream, revision, eventId, position], ['altered', 'project-P-1', 1, second.eventId, 12n])
  })
})

describe('a personal part', () => {
  const gone = { personal: undefined, personalSalt: undefined }

  test('that is gone without an event is missing', () => {
    const found = judge(gone)
    assert.deepEqual([found?.code, found?.verdict, found?.part], ['PART_MISSING', 'missing', 'personal'])
  })

  test('that an event erased is erased, and the event is named', () => {
    const found = judge(gone, 'e-9')
    assert.deepEqual([found?.code, found?.verdict, found?.message], ['PART_ERASED', 'sound', 'erased by event e-9'])
  })

  test('that is still there after its event is pending', () => {
    assert.deepEqual([judge({}, 'e-9')?.code, judge({}, 'e-9')?.verdict], ['ERASURE_PENDING', 'sound'])
  })

  test('that was altered is altered, erased or not', () => {
    assert.equal(judge({ personal: '{"/contact":"Another"}' }, 'e-9')?.code, 'PART_DIFFERS')
  })

  test('of an event that never had one is not erased', () => {
    assert.equal(verifyEvent(sha256, first, { erasedBy: 'e-9' }), undefined)
  })
})

describe('the chain', () => {
  test('names a revision that is left out, and one that comes again', () => {
    assert.equal(verifyEvent(sha256, third, { previous })?.code, 'REVISION_SKIPPED')
    assert.equal(verifyEvent(sha256, first, { previous })?.code, 'REVISION_REPEATED')
    assert.equal(judge({})?.code, undefined)
    assert.equal(verifyEvent(sha256, second, { previous: CHAIN_START })?.code, 'REVISION_SKIPPED')
  })

  test('is broken where a leaf names another one before it', () => {
    const other = resealed(second, { previous: encodeBase64(endAfter(third).leafHash) })
    assert.equal(verifyEvent(sha256, other), undefined)
    assert.equal(verifyEvent(sha256, other, { previous })?.code, 'CHAIN_BROKEN')
  })

  test('never goes back in time', () => {
    const recordedMs = first.recordedMs - 1
    const earlier = { ...resealed(second, { recorded: new Date(recordedMs).toISOString() }), recordedMs }
    assert.equal(verifyEvent(sha256, earlier), undefined)
    assert.equal(verifyEvent(sha256, earlier, { previous })?.code, 'RECORDED_EARLIER')
  })
})
