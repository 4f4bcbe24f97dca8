import { expect, test } from 'vitest'
import { logKeyRotated } from './log-key-rotated.ts'

const rotation = {
  // The example key of C2SP signed-note, and an invented one.
  oldKey: 'example.com/foo+530d903b+ATm4l7mPDoRWYIkBmMVLYqm1j/9O3b5VfoPKt5eqKtSy',
  newKey: 'example.com/foo+0a1b2c3d+AaAaAaAaAaAaAaAaAaAaAaAaAaAaAaAaAaAaAaAaAaAa',
  fromSize: 0,
}

test('from a size of the log on, another key signs', () => {
  expect(logKeyRotated.data.parse(rotation)).toEqual(rotation)
})

test('the first key of a log comes after none', () => {
  const { oldKey: _none, ...first } = rotation
  expect(logKeyRotated.data.parse(first)).toEqual(first)
})

test('a key is a verifier key as a signed note has it', () => {
  for (const newKey of ['', 'example.com/foo', 'example.com/foo+0A1B2C3D+AaAa', 'a b+0a1b2c3d+AaAa', 'a+0a1b2c3d+'])
    expect(logKeyRotated.data.safeParse({ ...rotation, newKey }).success, newKey).toBe(false)
})

test('a size is a count', () => {
  for (const fromSize of [-1, 0.5, 2 ** 53])
    expect(logKeyRotated.data.safeParse({ ...rotation, fromSize }).success, `${fromSize}`).toBe(false)
})
