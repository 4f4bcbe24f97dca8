import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BrokenInvariant } from './fault.ts'
import { checkJsonValue, DEEPEST_JSON, JsonNumber, MAX_JSON_DEPTH, parseJson } from './json.ts'

const issueOf = (text: string) => {
  const result = parseJson(text)
  return result.ok ? undefined : result.issue
}

test.each([
  'null',
  ' true ',
  'false',
  '0',
  '-1',
  '0.1',
  '1.0',
  '1e3',
  '1E-2',
  '9007199254740991',
  '-9007199254740991',
  '0.30000000000000004',
  '""',
  '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83C\\uDFD7"',
  '"中标 🏗 \u2028\u007f"',
  '"\\u0000"',
  '[]',
  '[ 1 , [ ] , { } ]',
  '\t\r\n{ "a" : { "b" : [ null ] } , "" : 1 }\n',
  '{"constructor":1,"toString":2,"hasOwnProperty":3}',
  '{"b":1,"a":2,"1":3,"0":4}',
])('%s reads as JSON.parse reads it', (text) => {
  expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) })
})

// After the n_ files of JSONTestSuite, https://github.com/nst/JSONTestSuite.
test.each([
  '',
  '  ',
  '[',
  ']',
  '{',
  '[1',
  '[1,',
  '[1,]',
  '[,1]',
  '[1,,2]',
  '[1 2]',
  '[1}',
  '["a":1]',
  '{"a"}',
  '{"a":}',
  '{"a":1,}',
  '{"a":1,,"b":2}',
  '{"a" 1}',
  '{a:1}',
  "{'a':1}",
  '{1:1}',
  '{"a":1]',
  '{,}',
  '{"a":1} x',
  '1 2',
  'nul',
  'True',
  'NaN',
  'Infinity',
  '-',
  '+1',
  '01',
  '-01',
  '-a',
  '00.0',
  '.5',
  '5.',
  '1.e1',
  '1e',
  '1e+',
  '1ea',
  '0x1',
  '1_000',
  '１',
  '"',
  '"a',
  '"\\',
  '"\\x"',
  '"\\u"',
  '"\\u12"',
  '"\\u12g4"',
  '"\\u 123"',
  '"\\U0041"',
  '"\\a"',
  '"\n"',
  '"\t"',
  '"\u0000"',
  "'a'",
  '\u00a01',
  '\u000b1',
  '\u20601',
  '// a\n1',
  '/* a */1',
  '\ud800',
])('%j is not JSON', (text) => {
  expect(() => JSON.parse(text)).toThrow()
  expect(issueOf(text)).toBeDefined()
})

test.each([
  ['{"a":1,"a":1}', '/a', 7],
  ['{"a":1,"\\u0061":2}', '/a', 7],
  ['[{"x":{"a/b~":1,"a/b~":2}}]', '/0/x/a~1b~0', 16],
  ['{"x":{"__proto__":1}}', '/x/__proto__', 6],
  ['{"\\u005f_proto__":1}', '/__proto__', 1],
  ['[9007199254740992]', '/0', 1],
  ['[-9007199254740992]', '/0', 1],
  ['9007199254740993', '', 0],
  ['1e16', '', 0],
  ['1e400', '', 0],
  ['1e-400', '', 0],
  ['{"price":0.10000000000000000001}', '/price', 9],
  ['-0', '', 0],
  ['-0.0', '', 0],
  ['-0e7', '', 0],
  ['[0,-1e-400]', '/1', 3],
  ['["\ud800"]', '/0', 1],
  ['["\\ud800"]', '/0', 1],
  ['["\\udc00\\ud800"]', '/0', 1],
  ['["\ud83c\\udfd7"]', '/0', 1],
  ['["\\ud83c\udfd7"]', '/0', 1],
  ['{"\\udfff":1}', '', 1],
  ['{"\udfff":1}', '', 1],
  ['\ufeff1', '', 0],
])('%j is JSON that has two readings, and the issue says where', (text, path, offset) => {
  expect(issueOf(text)).toEqual({ path, offset, message: expect.any(String) })
})

test.each([
  ['{"a":[1,{"b":tru}]}', '/a/1/b', 13],
  ['{"a":[1,{"b":true]}', '/a/1', 17],
  ['[1,2', '', 4],
  ['{"a":1} x', '', 8],
  ['{"a":"\u0001"}', '/a', 6],
])('%j breaks where the issue says', (text, path, offset) => {
  expect(issueOf(text)).toEqual({ path, offset, message: expect.any(String) })
})

test('messages repeat little of what was sent, and nothing that cannot be printed', () => {
  const long = `1${'0'.repeat(100_000)}`
  for (const text of [long, `{"${long}":1,"${long}":2}`, `"${long}\\ud800"`, `["\ud800"]`, '\ud800', '\u0007']) {
    const { message = '' } = issueOf(text) ?? {}
    expect(message.length).toBeLessThan(200)
    expect(message.isWellFormed()).toBe(true)
    expect(message).toMatch(/^\P{Cc}+$/u)
  }
})

test('32 levels are read, 33 are not, whatever they are made of', () => {
  const lists = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
  for (const nested of [lists, objects]) {
    expect(parseJson(nested(MAX_JSON_DEPTH)).ok).toBe(true)
    expect(parseJson(nested(MAX_JSON_DEPTH + 1)).ok).toBe(false)
    expect(parseJson(nested(MAX_JSON_DEPTH + 1), { maxDepth: MAX_JSON_DEPTH + 1 }).ok).toBe(true)
    expect(parseJson(nested(DEEPEST_JSON), { maxDepth: DEEPEST_JSON }).ok).toBe(true)
  }
  expect(issueOf(lists(MAX_JSON_DEPTH + 1))?.path).toBe('/0'.repeat(MAX_JSON_DEPTH))
})

test.each([20_000, 1_000_000])('%i levels do not overflow the stack', (depth) => {
  expect(issueOf('['.repeat(depth))?.offset).toBe(MAX_JSON_DEPTH)
  expect(issueOf('{"a":'.repeat(depth))?.offset).toBe(MAX_JSON_DEPTH * 5)
  expect(parseJson('['.repeat(depth), { maxDepth: DEEPEST_JSON }).ok).toBe(false)
})

test('a depth that the stack may not hold is a mistake of the caller', () => {
  expect(() => parseJson('1', { maxDepth: DEEPEST_JSON + 1 })).toThrow(BrokenInvariant)
  expect(() => parseJson('1', { maxDepth: Number.NaN })).toThrow(BrokenInvariant)
})

test('long texts, numbers and runs of escapes are read in one pass', () => {
  const escapes = `"${'\\n'.repeat(1_000_000)}"`
  const plain = `"${'标'.repeat(1_000_000)}"`
  for (const text of [escapes, plain]) expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) })
  expect(issueOf('1'.repeat(20_000_000))).toBeDefined()
})

test('literal numbers keep every digit, and the grammar', () => {
  const literals = ['12.10', '-0', '1e400', '0.10000000000000000001', '9007199254740993', '-0.0E+5']
  const result = parseJson(`{"prices":[${literals.join(',')}]}`, { numbers: 'literal' })
  expect(result).toEqual({ ok: true, value: { prices: literals.map((literal) => new JsonNumber(literal)) } })
  expect(Number(new JsonNumber('12.10'))).toBe(12.1)
  expect(parseJson('[01]', { numbers: 'literal' }).ok).toBe(false)
  expect(parseJson('{"a":1,"a":1}', { numbers: 'literal' }).ok).toBe(false)
})

test('every value that may be written is read back, as JSON.parse reads it', () => {
  const value = fc.oneof(fc.jsonValue({ stringUnit: 'binary' }), fc.jsonValue({ noUnicodeString: false }))
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 2), (value, indent) => {
      fc.pre(checkJsonValue(value) === undefined)
      const text = JSON.stringify(value, undefined, indent)
      expect(parseJson(text)).toEqual({ ok: true, value })
      expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) })
    }),
    { numRuns: 2_000 },
  )
})

test('every text that is read, JSON.parse reads the same, and the value may be written', () => {
  const token = fc.constantFrom(
    ...['{', '}', '[', ']', ':', ',', '"', '\\', ' ', '\n', '-', '+', '.', 'e', 'E', '0', '1', '9', '12', '"a"', '"b"'],
    ...['"__proto__"', 'true', 'false', 'null', '\\u', '\\ud800', '\\udc00', '\ud83c', '\udfd7', '1e400', '0.1', '{}'],
  )
  const tokens = fc.array(token, { maxLength: 12 }).map((parts) => parts.join(''))
  const damaged = fc.tuple(fc.json(), fc.nat(), fc.nat({ max: 2 }), token).map(([text, at, cut, put]) => {
    const index = at % (text.length + 1)
    return text.slice(0, index) + put + text.slice(index + cut)
  })
  fc.assert(
    fc.property(fc.oneof(tokens, damaged, fc.json(), fc.string()), (text) => {
      const result = parseJson(text)
      if (!result.ok) return
      expect(result.value).toEqual(JSON.parse(text))
      expect(checkJsonValue(result.value)).toBeUndefined()
    }),
    { numRuns: 20_000 },
  )
})

test('what JSON.stringify wrote is refused exactly where its value may not be written', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), (text) => {
      expect(issueOf(text)?.path).toBe(checkJsonValue(JSON.parse(text))?.path)
    }),
    { numRuns: 2_000 },
  )
})
