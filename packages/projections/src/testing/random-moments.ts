import fc from 'fast-check'
import { on } from './invented.ts'

/** When random facts occur: some hour of 200 days. */

export const START_MS = on('2023-01-01')

export const moment = fc.integer({ min: 0, max: 200 * 24 }).map((hours) => START_MS + hours * 3_600_000)

const OFFSETS_HOURS = [8, 0, -5] as const

/** The same with a caller's text, in one of several offsets. */
export const statedMoment = fc.tuple(moment, fc.constantFrom(...OFFSETS_HOURS)).map(([occurredMs, hours]) => {
  const local = new Date(occurredMs + hours * 3_600_000).toISOString().slice(0, -1)
  const offset = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`
  return { occurredMs, occurredAt: `${local}${offset}` }
})

/** How far into a log, as a part of its whole. A random double would hardly ever lie in the middle: most are next to 0. */
export const placeInLog = fc.integer({ min: 0, max: 1_000 }).map((thousandths) => thousandths / 1_000)
