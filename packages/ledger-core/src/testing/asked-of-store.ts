import { expect } from 'vitest'
import { type Fault, type FaultCode, RevisionConflict } from '../kernel/fault.ts'
import type { EventStore, StoredEvent } from '../ports/event-store.ts'

/** What tests of stores ask again and again. */

export const logOf = async (store: EventStore): Promise<readonly StoredEvent[]> =>
  (await Array.fromAsync(store.readLog())).flat()

export const idsOf = (events: readonly { readonly eventId: string }[]): readonly string[] =>
  events.map(({ eventId }) => eventId)

/** Catches up, then stays live, until it has seen `count` events; answers their ids. */
export async function follow(
  store: EventStore,
  count: number,
  afterPage: () => Promise<void> = async () => {},
): Promise<readonly string[]> {
  const { signal } = new AbortController()
  const seen: string[] = []
  let after = 0n
  while (seen.length < count) {
    for await (const page of store.readFacts({ after })) {
      seen.push(...idsOf(page))
      after = page.at(-1)?.position ?? after
      await afterPage()
    }
    if (seen.length < count) await store.waitBeyond(after, signal)
  }
  return seen
}

export async function expectFault(failing: Promise<unknown>, code: FaultCode): Promise<Fault> {
  const fault = await failing.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(fault).toMatchObject({ name: 'Fault', code })
  return fault as Fault
}

/** Where the stream is instead. */
export async function conflictOf(failing: Promise<unknown>): Promise<unknown> {
  const fault = await failing.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(fault).toBeInstanceOf(RevisionConflict)
  const { stream, expected, actual } = fault as RevisionConflict
  return { stream, expected, actual }
}
