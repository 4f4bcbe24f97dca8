import type { Fact, RecordOptions } from '../ledger/command.ts'
import type { LedgerEvent, Receipt } from '../ledger/event.ts'
import { type Ledger, openLedger } from '../ledger.ts'
import type { EventStore } from '../ports/event-store.ts'
import type { Stated } from './given.ts'
import * as histories from './histories.ts'
import { factOf } from './script.ts'
import { scriptedSources } from './sources.ts'

/** What tests of corrections ask of a ledger with one project, P-1. */

export const supervisor = { id: 'supervisor-3', role: 'supervisor' } as const

export const open = (store: EventStore): Promise<Ledger> => openLedger({ store, sources: scriptedSources() })
export const historyOf = (ledger: Ledger, projectId = 'P-1'): Promise<LedgerEvent[]> =>
  Array.fromAsync(ledger.history(projectId))
export const correcting = (target: string, data: object, override: object = {}): Fact => ({
  type: 'EventCorrected',
  occurredAt: '2023-11-01T09:00:00+08:00',
  data: { target, data, reason: 'written wrongly', ...override },
  actor: supervisor,
})
export const annulling = (target: string): Fact => ({
  type: 'EventAnnulled',
  occurredAt: '2023-11-02T09:00:00+08:00',
  data: { target, reason: 'it should not be' },
  actor: supervisor,
})

export async function recorded(ledger: Ledger, one: Fact, options?: RecordOptions): Promise<Receipt> {
  const receipt = await ledger.record('P-1', one, options)
  if (receipt.refused) throw new Error(receipt.refused.message)
  return receipt
}

export async function refusalOf(outcome: ReturnType<Ledger['submit']>) {
  const { status, ...rest } = await outcome
  return status === 'refused' && 'refusal' in rest ? rest.refusal : undefined
}

/** A project with a history, and the id of its first event of each type. */
export async function begun(store: EventStore, history: readonly Stated[] = histories.awarded()) {
  const ledger = await open(store)
  const receipts = await ledger.record('P-1', history.map(factOf))
  if (receipts.refused) throw new Error(receipts.refused.message)
  const ids = new Map(receipts.toReversed().map(({ type, eventId }) => [type, eventId]))
  const idOf = (type: Stated['type']) => ids.get(type) as string
  const dataOf = (type: Stated['type']) => history.find((stated) => stated.type === type)?.data as object
  return { ledger, store, idOf, dataOf }
}
