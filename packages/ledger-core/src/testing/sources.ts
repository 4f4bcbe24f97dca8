import { createHash } from 'node:crypto'
import { v5 } from 'uuid'
import { instantMs } from '../kernel/calendar.ts'
import type { Sources } from '../ports/sources.ts'
import { TEST_NOW } from './given.ts'

const NAMESPACE = '6f6c1a52-9d1e-5b0a-8c52-4f3f2f0c7d11'

/** Time, ids and salts that are the same on every run: the clock moves one second a command, salts are counted. */
export function scriptedSources(startAt: string = TEST_NOW): Sources {
  let commands = 0
  let ids = 0
  let salts = 0
  return {
    now: () => instantMs(startAt) + 1000 * commands++,
    newId: () => v5(`id ${ids++}`, NAMESPACE),
    newSalt: () => new Uint8Array(createHash('sha256').update(`salt ${salts++}`).digest()),
  }
}
