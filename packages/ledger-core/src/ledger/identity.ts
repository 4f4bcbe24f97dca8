import { STREAM_START, seal } from '../evidence/seal.ts'
import { utcMillis } from '../kernel/calendar.ts'
import { BrokenInvariant, Fault, RevisionConflict } from '../kernel/fault.ts'
import { type EventStore, NO_STREAM, type StoredEvent } from '../ports/event-store.ts'
import type { Sources } from '../ports/sources.ts'
import { ledgerOpened, Origin } from '../procurement/events/ledger-opened.ts'

/** Who this ledger is: stated by its first event, and the same for ever. */
export interface LedgerIdentity {
  readonly ledgerId: string
  readonly origin: string
}

export const LEDGER_STREAM = 'ledger'
const SOFTWARE = '@procurement-ledger/core'

/** Reads the identity, or states it where the ledger is new. */
export async function openIdentity(store: EventStore, sources: Sources, origin?: string): Promise<LedgerIdentity> {
  return (await readIdentity(store)) ?? (await stateIdentity(store, sources, origin))
}

export async function readIdentity(store: EventStore): Promise<LedgerIdentity | undefined> {
  for await (const [first] of store.readStream(LEDGER_STREAM)) return first && identityOf(first)
  return undefined
}

async function stateIdentity(
  store: EventStore,
  { now, newId, newSalt }: Sources,
  origin?: string,
): Promise<LedgerIdentity> {
  const ledgerId = newId()
  const nowMs = now()
  const data = ledgerOpened.data.parse({ ledgerId, origin: originOf(ledgerId, origin), software: SOFTWARE })
  const meta = { v: 1, occurredAt: utcMillis(nowMs), actor: { id: LEDGER_STREAM, role: 'ledger' } }
  const event = {
    type: ledgerOpened.type,
    schemaVersion: ledgerOpened.version,
    occurredMs: nowMs,
    data,
    personal: undefined,
    meta,
    request: '',
    command: undefined,
  }
  try {
    const stored = await store.append(LEDGER_STREAM, NO_STREAM, [
      seal(LEDGER_STREAM, STREAM_START, event, { nowMs, newId, newSalt }),
    ])
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
