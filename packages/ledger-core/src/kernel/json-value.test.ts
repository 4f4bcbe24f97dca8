import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkJsonValue, JsonNumber, MAX_JSON_DEPTH, pointerOf } from './json-value.ts'

class Party {
  readonly id = 's-1'
}

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])

test.each([
  [null],
  [true],
  [0],
  [-1.5],
  [Number.MAX_SAFE_INTEGER],
  ['中标 🏗️'],
  [[]],
  [{}],
  [{ constructor: 1, toString: null }],
  [Object.assign(Object.create(null), { a: 1 })],
  [{ absent: undefined, present: 1 }],
  [nested(MAX_JSON_DEPTH)],
])('%j may be written', (value) => {
  expect(checkJsonValue(value)).toBeUndefined()
})

test.each([
  ['undefined', undefined, ''],
  ['undefined in a list', [1, undefined], '/1'],
  ['a hole', { list: Array.from({ length: 3, 0: 1 }).concat(new Array(1)) }, '/list/1'],
  ['a list with a name', Object.assign([1], { more: 2 }), ''],
  ['-0', { a: [-0] }, '/a/0'],
  ['NaN', { a: Number.NaN }, '/a'],
  ['Infinity', Number.POSITIVE_INFINITY, ''],
  ['an unsafe integer', [2 ** 53], '/0'],
  ['an unsafe integer below', [-(2 ** 53)], '/0'],
  ['a bigint', { 'a/b': { 'c~d': 1n } }, '/a~1b/c~0d'],
  ['a function', { f: () => 1 }, '/f'],
  ['a symbol', [Symbol('s')], '/0'],
  ['a date', { at: new Date(0) }, '/at'],
  ['a map', new Map(), ''],
  ['an instance', { by: new Party() }, '/by'],
  ['a JsonNumber', [new JsonNumber('1')], '/0'],
  ['an own __proto__', { a: JSON.parse('{"__proto__":1}') }, '/a/__proto__'],
  ['a lone surrogate', ['ok', 'x\ud800'], '/1'],
  ['a lone surrogate in a key', { '\udc00': 1 }, ''],
  ['33 levels', nested(MAX_JSON_DEPTH + 1), '/0'.repeat(MAX_JSON_DEPTH)],
])('%s may not be written, and the issue says where', (_, value, path) => {
  expect(checkJsonValue(value)).toEqual({ path, message: expect.any(String) })
})

test('a cycle ends at the greatest depth', () => {
  const cycle: unknown[] = []
  cycle.push(cycle)
  expect(checkJsonValue(cycle)?.path).toBe('/0'.repeat(MAX_JSON_DEPTH))
})

test('parts that are shared at every level end at the greatest number of values', () => {
  let shared: unknown = 1
  for (let depth = 0; depth < MAX_JSON_DEPTH; depth += 1) shared = [shared, shared]
  expect(checkJsonValue(shared)?.message).toMatch(/more than 1000000 values/)
})

test('a pointer leads back to its steps', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (steps) => {
      const read = pointerOf(steps).split('/').slice(1)
      expect(read.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))).toEqual(steps)
    }),
  )
})
