import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect } from 'vitest'

/** After each test of a file: no promise was left whose failure nobody heard of. */
export function expectNothingUnhandled(): void {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => void unhandled.push(reason)
  beforeEach(() => void process.on('unhandledRejection', note))
  afterEach(async () => {
    // A rejection is called unhandled a turn later.
    await sleep(10)
    process.off('unhandledRejection', note)
    expect(unhandled.splice(0)).toEqual([])
  })
}
