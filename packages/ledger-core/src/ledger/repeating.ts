import { erasedBy } from '../evidence/erasure.ts'
import { commitAsked } from '../evidence/leaf.ts'
import { refuse } from '../kernel/refusal.ts'
import type { EventStore, StoredEvent } from '../ports/event-store.ts'
import type { ParsedFact } from './command.ts'
import { receiptOf } from './event.ts'
import type { Command, Outcome } from './outcome.ts'

/** The receipts of then; or COMMAND_REUSED, if then something else was asked. */
export async function repeat(
  store: EventStore,
  stream: string,
  { facts, commandId }: Command,
  { repeats, of }: { repeats: number; of: number },
): Promise<Outcome> {
  const stored = await readRevisions(store, stream, repeats, of)
  const isSame = of === facts.length && facts.every((fact, i) => isAsked(stored[i] as StoredEvent, fact))
  if (isSame) {
    await eraseAgain(store, stored)
    return { status: 'repeated', receipts: stored.map(receiptOf) }
  }
  return {
    status: 'refused',
    refusal: refuse('COMMAND_REUSED', `${commandId} was used in ${stream} at revision ${repeats} for other content`),
  }
}

/** The receipt of an erasure says that something is gone; whoever recorded it may have ended before it was. */
async function eraseAgain(store: EventStore, stored: readonly StoredEvent[]): Promise<void> {
  const targets = stored.map(erasedBy).filter((target) => target !== undefined)
  for (const target of targets) await store.erase(target)
}

async function readRevisions(
  store: EventStore,
  stream: string,
  first: number,
  count: number,
): Promise<readonly StoredEvent[]> {
  const found: StoredEvent[] = []
  for await (const page of store.readStream(stream, { fromRevision: first })) {
    found.push(...page)
    if (found.length >= count) break
  }
  return found.slice(0, count)
}

function isAsked(stored: StoredEvent, fact: ParsedFact): boolean {
  const { command } = JSON.parse(stored.meta)
  return command?.asked === commitAsked(stored.dataSalt, fact.request)
}
