import { expect, test } from 'vitest'
import { z } from 'zod'
import { quoted, saying } from './quoted.ts'

test.each([
  ['a"b\nc', '"a\\"b\\nc"'],
  ['\ud800', '"\\ud800"'],
  [undefined, 'nothing'],
  [null, 'null'],
  [-0, '-0'],
  [1.5, '1.5'],
  [12n, '12'],
  [true, 'true'],
  [[1], 'a list'],
  [{ a: 1 }, 'an object'],
  [() => 1, 'a function'],
])('%o is named on one line', (value, name) => {
  expect(quoted(value)).toBe(name)
})

test('a long text is cut, and its length told', () => {
  expect(quoted('x'.repeat(1_000))).toBe(`"${'x'.repeat(40)}"... (1000 characters)`)
})

test('one wrong value is one issue, which names it', () => {
  const notShort = saying('is not short')
  const issues = z.string(notShort).max(1, notShort).regex(/^a/, notShort).safeParse('bcd').error?.issues
  expect(issues?.map(({ message }) => message)).toEqual(['"bcd" is not short'])
})
