import { lifecycle } from '@procurement-ledger/core'
import { describe, expect, test } from 'vitest'
import { OCDS_MAPPING } from './mapping.ts'

describe('the documented mapping', () => {
  test('names each event once, and only events of the catalogue', () => {
    const events = OCDS_MAPPING.map(({ event }) => event)
    expect(new Set(events).size).toBe(events.length)
    expect(events.filter((event) => !(event in lifecycle))).toEqual([])
  })

  test('is data: every row says where, under which instant, and from which fields', () => {
    expect(structuredClone(OCDS_MAPPING)).toEqual(OCDS_MAPPING)
    for (const { path, instant, reads } of OCDS_MAPPING) expect([path, instant, reads[0]]).not.toContain('')
    expect(OCDS_MAPPING.every(({ reads }) => reads.length > 0)).toBe(true)
  })
})
