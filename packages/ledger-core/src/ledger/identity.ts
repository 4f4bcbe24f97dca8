import { STREAM_START } from '../evidence/seal.ts'
import { BrokenInvariant, Fault, RevisionConflict } from '../kernel/fault.ts'
import { type EventStore, NO_STREAM, type StoredEvent } from '../ports/event-store.ts'
import type { Sources } from '../ports/sources.ts'
import { ledgerOpened, Origin } from '../procurement/events/ledger-opened.ts'
import { LEDGER_STREAM, sealOwn } from './own-stream.ts'

/** Who this ledger is: stated by its first event, and the same for ever. */
export interface LedgerIdentity {
  readonly ledgerId: string
  readonly origin: string
}

const SOFTWARE = '@procurement-ledger/core'

/** Reads the identity, or states it where the ledger is new. */
export async function openIdentity(store: EventStore, sources: Sources, origin?: string): Promise<LedgerIdentity> {
  return (await readIdentity(store)) ?? (await stateIdentity(store, sources, origin))
}

export async function readIdentity(store: EventStore): Promise<LedgerIdentity | undefined> {
  for await (const [first] of store.readStream(LEDGER_STREAM)) return first && identityOf(first)
  return undefined
}

async function stateIdentity(store: EventStore, sources: Sources, origin?: string): Promise<LedgerIdentity> {
  const ledgerId = sources.newId()
  const data = ledgerOpened.data.parse({ ledgerId, origin: originOf(ledgerId, origin), software: SOFTWARE })
  try {
    const stored = await store.append(LEDGER_STREAM, NO_STREAM, [sealOwn(ledgerOpened, data, STREAM_START, sources)])
    return identityOf(stored[0] as StoredEvent)
  } catch (fault) {
    // Another process opened the same new ledger at the same moment; its statement stands.
    if (!(fault instanceof RevisionConflict)) throw fault
  }
  const identity = await readIdentity(store)
  if (identity === undefined) throw new BrokenInvariant('a ledger that conflicts on its first event has one')
  return identity
}

function originOf(ledgerId: string, given = `ledger.invalid/${ledgerId}`): string {
  const parsed = Origin.safeParse(given)
  if (parsed.success) return parsed.data
  throw new Fault('ORIGIN_INVALID', parsed.error.issues.map(({ message }) => message).join('; '))
}

function identityOf({ data }: StoredEvent): LedgerIdentity {
  const { ledgerId, origin } = JSON.parse(data)
  return { ledgerId, origin }
}
