import { describe, expect, test } from 'vitest'
import { growth, percent, ratio, truncated, whole } from './ratio.ts'

describe('a fraction is cut off, never rounded', () => {
  test('152 of 157 is 96.81 percent', () => {
    expect(truncated(percent(152, 157), 2)).toBe('96.81')
    expect(truncated(ratio(2262, 80), 2)).toBe('28.27')
    expect(truncated(ratio(2n, 3n), 0)).toBe('0')
  })

  test('small fractions keep their zeros', () => {
    expect(truncated(ratio(150_000n, 1_000_000n), 2)).toBe('0.15')
    expect(truncated(ratio(1n, 400n), 2)).toBe('0.00')
    expect(truncated(whole(7), 3)).toBe('7.000')
  })

  test('what falls has a sign, and is cut off toward zero', () => {
    expect(truncated(growth(80, 57), 2)).toBe('40.35')
    expect(truncated(growth(57, 80), 2)).toBe('-28.75')
    expect(truncated(ratio(-1n, 3n), 1)).toBe('-0.3')
  })

  test('amounts beyond 2^53 stay exact', () => {
    expect(truncated(ratio(99_999_999_999_999_999n, 10n), 1)).toBe('9999999999999999.9')
  })

  test('nothing has digits over nothing', () => {
    expect(() => truncated(ratio(1, 0), 2)).toThrow(RangeError)
  })
})
