import { type StreamEnd, seal } from '../evidence/seal.ts'
import type { SealedEvent } from '../evidence/sealed-event.ts'
import { utcMillis } from '../kernel/calendar.ts'
import type { Sources } from '../ports/sources.ts'
import type { ledgerLifecycle } from '../procurement/lifecycle.ts'

/** The stream in which the ledger speaks of itself. */
export const LEDGER_STREAM = 'ledger'

/** Seals what the ledger states of itself, behind `end`: its own clock, its own name as the actor, no command. */
export function sealOwn(
  { type, version }: { readonly type: keyof typeof ledgerLifecycle; readonly version: number },
  data: object,
  end: StreamEnd,
  { now, newId, newSalt }: Sources,
): SealedEvent {
  const nowMs = now()
  const event = {
    type,
    schemaVersion: version,
    occurredMs: nowMs,
    data,
    personal: undefined,
    meta: { v: 1, occurredAt: utcMillis(nowMs), actor: { id: LEDGER_STREAM, role: 'ledger' } },
    request: '',
    command: undefined,
  }
  return seal(LEDGER_STREAM, end, event, { nowMs, newId, newSalt })
}
