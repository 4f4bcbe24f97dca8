import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sealTexts } from '../../testing/sealed-events.ts'
import { decipher, drawKey, encipher } from './cipher.ts'
import { decodeFrame, encodeFrame, type Frame, FrameError, type PersonalField } from './frame.ts'

// Compared strictly with what was read, which has the usual prototype.
const usual = { noNullPrototype: true }
const salt = fc.uint8Array({ minLength: 32, maxLength: 32 })
const text = fc.string({ unit: 'binary' }).map((made) => made.toWellFormed())
const personal: fc.Arbitrary<PersonalField> = fc.oneof(
  fc.constant<PersonalField>({ kind: 'none' }),
  fc.record({ kind: fc.constant('clear' as const), text, salt }, usual),
  fc.record(
    {
      kind: fc.constant('enciphered' as const),
      keyId: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      nonce: fc.uint8Array({ minLength: 12, maxLength: 12 }),
      box: fc.uint8Array({ minLength: 48, maxLength: 200 }),
    },
    usual,
  ),
)
const frame: fc.Arbitrary<Frame> = fc.record(
  {
    leaf: text,
    data: text,
    dataSalt: salt,
    meta: text,
    metaSalt: salt,
    personal,
  },
  usual,
)

const encode = (given: Frame): Uint8Array => encodeFrame(given, given.personal)

describe('a frame', () => {
  test('comes back as it went in, whatever the texts', () => {
    fc.assert(
      fc.property(frame, (given) => {
        expect(decodeFrame(encode(given))).toStrictEqual(given)
      }),
    )
  })

  test('is the only one of what it holds: what decodes encodes to the same bytes', () => {
    fc.assert(
      fc.property(frame, fc.nat(), fc.nat(255), (given, place, byte) => {
        const bytes = encode(given)
        bytes[place % bytes.length] = byte
        const read = decodedOrError(bytes)
        if (!(read instanceof FrameError)) expect(Buffer.from(encode(read))).toEqual(Buffer.from(bytes))
      }),
    )
  })

  test('cut off anywhere, or longer than it says, is refused', () => {
    fc.assert(
      fc.property(frame, fc.nat(), (given, place) => {
        const bytes = encode(given)
        expect(decodedOrError(bytes.subarray(0, place % bytes.length))).toBeInstanceOf(FrameError)
        expect(decodedOrError(Buffer.concat([bytes, Uint8Array.of(0)]))).toBeInstanceOf(FrameError)
      }),
    )
  })

  test('bytes of anybody are a frame or a FrameError, and nothing else', () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Uint8Array.from([1, 2, ...bytes])),
    )
    fc.assert(
      fc.property(hostile, (bytes) => {
        expect(decodedOrError(bytes)).toBeDefined()
      }),
    )
  })

  test.each([
    ['nothing at all', Uint8Array.of(), /ends before its version/],
    ['another version', Uint8Array.of(2, 0), /version 2/],
    ['an unknown kind', Uint8Array.of(1, 3), /no known kind/],
    ['a length beyond the end', Uint8Array.of(1, 0, 0xff, 0xff, 0xff, 0xff, 1), /claims 4294967295 bytes/],
    ['a text that is not UTF-8', Uint8Array.of(1, 0, 0, 0, 0, 1, 0xff), /leaf is not UTF-8/],
    ['JSON', Buffer.from('{"a":1}'), /version 123/],
  ])('%s is refused by name', (_, bytes, message) => {
    expect(() => decodeFrame(bytes)).toThrow(message)
  })

  test('a salt of another length is refused, and so is a box that holds none', () => {
    const [event] = sealTexts('project-a', [{ personal: '{"a":1}' }])
    if (event === undefined) throw new Error('no event')
    const short = { ...event, dataSalt: new Uint8Array(31) }
    expect(() => decodeFrame(encodeFrame(short, { kind: 'none' }))).toThrow(/salt of data has 31 bytes/)
    const box = {
      kind: 'enciphered',
      keyId: new Uint8Array(16),
      nonce: new Uint8Array(12),
      box: new Uint8Array(47),
    } as const
    expect(() => decodeFrame(encodeFrame(event, box))).toThrow(/box is shorter/)
  })
})

describe('an enciphered part', () => {
  const eventId = '018f3a52-7c1e-7b3a-9d7e-3a5f0c1d2e4b'

  test('opens with its key, in its event, and nowhere else', () => {
    fc.assert(
      fc.property(text, salt, fc.nat(), (given, bytes, place) => {
        const drawn = drawKey()
        const sealed = encipher(drawn, eventId, { text: given, salt: bytes })
        expect(decipher(drawn.key, eventId, sealed)).toStrictEqual({ text: given, salt: bytes })
        expect(decipher(drawKey().key, eventId, sealed)).toBeUndefined()
        expect(decipher(drawn.key, eventId.replace('0', '1'), sealed)).toBeUndefined()
        const changed = sealed.box.slice()
        changed[place % changed.length] = (changed[place % changed.length] ?? 0) ^ 1
        expect(decipher(drawn.key, eventId, { ...sealed, box: changed })).toBeUndefined()
      }),
    )
  })

  test('neither its text nor its salt stands in the frame', () => {
    const [event] = sealTexts('project-a', [{ personal: '{"/actor/name":"Example Person (invented)"}' }])
    if (event?.personal === undefined || event.personalSalt === undefined) throw new Error('no personal part')
    const sealed = encipher(drawKey(), event.eventId, { text: event.personal, salt: event.personalSalt })
    const bytes = Buffer.from(encodeFrame(event, { kind: 'enciphered', ...sealed }))
    expect(bytes.includes('Example Person')).toBe(false)
    expect(bytes.includes(Buffer.from(event.personalSalt))).toBe(false)
  })
})

function decodedOrError(bytes: Uint8Array): Frame | FrameError {
  try {
    return decodeFrame(bytes)
  } catch (error) {
    if (error instanceof FrameError) return error
    throw error
  }
}
