import { setTimeout as sleep } from 'node:timers/promises'
import { sha256 } from '../evidence/digest.ts'
import {
  type Checkpoint,
  openCheckpoint,
  type ReadTile,
  rootFromTiles,
  type Trust,
  type VerifierKey,
} from '../evidence/verify.ts'
import type { Ledger } from '../ledger.ts'
import type { StoredEvent } from '../ports/event-store.ts'
import { verifyEd25519 } from './node-ed25519.ts'
import { sealRun } from './sealed-events.ts'

/** The origin under which tests sign. */
export const TEST_ORIGIN = 'ledger.example/county'

/** Appends so many events of one stream; they lie behind whatever the stream holds. */
export async function appendRun(
  { store }: Pick<Ledger, 'store'>,
  stream: string,
  count: number,
  writer?: string,
): Promise<readonly StoredEvent[]> {
  const before = (await Array.fromAsync(store.readStream(stream))).flat().at(-1)
  return store.append(stream, before?.revision ?? -1, sealRun(stream, count, before, writer))
}

export const trustIn = (...keys: readonly VerifierKey[]): Trust => ({ origin: TEST_ORIGIN, keys, verifyEd25519 })

/** A note as an auditor reads it; throws where it does not stand. */
export function opened(note: string | undefined, trust: Trust): Checkpoint {
  const judged = openCheckpoint(note ?? '', trust)
  if (!judged.ok) throw new Error(judged.finding.message)
  return judged.value
}

export const rootOfTiles = (size: number, read: ReadTile): Uint8Array => rootFromTiles(sha256, size, read)

/** Looks until it holds, or fails after some seconds. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 5_000): Promise<void> {
  const untilMs = Date.now() + withinMs
  while (!(await holds())) {
    if (Date.now() > untilMs) throw new Error(`it did not come to hold within ${withinMs} ms`)
    await sleep(5)
  }
}
