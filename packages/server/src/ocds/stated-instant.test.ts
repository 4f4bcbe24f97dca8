import { Instant } from '@procurement-ledger/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { statedInstant } from './stated-instant.ts'

describe('an instant of a source', () => {
  test.each([['2016-06-02T14:54:41.104576+03:00'], ['2017-12-31T00:00:00.000Z']])(
    '%s is kept as it is written',
    (text) => {
      expect(statedInstant(text, 'Asia/Shanghai')).toEqual({ text, isCompleted: false })
    },
  )

  test.each([
    ['2016-06-02t14:54:41z', '2016-06-02T14:54:41Z'],
    ['2016-06-02 14:54:41+0300', '2016-06-02T14:54:41+03:00'],
    ['2016-06-02T14:54+03', '2016-06-02T14:54:00+03:00'],
    ['2016-06-02T14:54:41-00:00', '2016-06-02T14:54:41Z'],
    ['2016-06-02T14:54:41.1234567891Z', '2016-06-02T14:54:41.123456789Z'],
  ])('%s states its offset and becomes %s', (text, expected) => {
    expect(statedInstant(text, 'Asia/Shanghai')).toEqual({ text: expected, isCompleted: false })
  })

  test.each([
    ['2014-02-05', 'Asia/Taipei', '2014-02-05T00:00:00+08:00'],
    ['2014-02-05', 'UTC', '2014-02-05T00:00:00+00:00'],
    ['2014-02-05T09:30:00', 'Asia/Taipei', '2014-02-05T09:30:00+08:00'],
    ['2016-07-01T10:00:00.5', 'Europe/Kyiv', '2016-07-01T10:00:00.5+03:00'],
    ['2016-12-01 10:00', 'Europe/Kyiv', '2016-12-01T10:00:00+02:00'],
    ['2021-03-14', 'America/Havana', '2021-03-14T01:00:00-04:00'],
  ])('%s is completed in %s', (text, zone, expected) => {
    expect(statedInstant(text, zone)).toEqual({ text: expected, isCompleted: true })
  })

  test.each([
    [''],
    ['soon'],
    ['2014-02-30'],
    ['2014-02-05T25:00:00Z'],
    ['0001-01-01T00:00:00Z'],
    ['05/02/2014'],
    ['20140205'],
  ])('%j is none', (text) => {
    expect(statedInstant(text, 'UTC')).toBeUndefined()
  })

  test('whatever is read, the ledger can write', () => {
    const parts = fc.constantFrom(
      '2016-06-02',
      '2021-03-28',
      'T',
      ' ',
      '02:30',
      ':15',
      '.25',
      'Z',
      '+05:45',
      '-0030',
      '',
    )
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 6 }),
        fc.constantFrom('UTC', 'Europe/Kyiv', 'America/Havana'),
        (words, zone) => {
          const stated = statedInstant(words.join(''), zone)
          expect(stated === undefined || Instant.safeParse(stated.text).success).toBe(true)
        },
      ),
    )
  })
})
