import { type EventStore, type Ledger, openLedger } from '@procurement-ledger/core'
import type { RuleSetting } from '@procurement-ledger/core/rules'
import { holdAgainstEvidence } from './evidence.ts'
import { type RulesOptions, rulesOf } from './rules.ts'
import { parseStoreUrl, type StorePlace } from './stores.ts'

/** Opens the ledger, gives it to `use`, closes it whatever happens. `evidence` is where it was said to lie. */
export async function withLedger<T>(
  place: StorePlace & Partial<RulesOptions>,
  purpose: 'read' | 'write',
  use: (ledger: Ledger) => Promise<T>,
  evidence?: string | undefined,
): Promise<T> {
  const { packs, block, calendar = '' } = place
  // A command that records is told the rules; whoever only reads is held to none.
  const rules = packs === undefined || block === undefined ? undefined : rulesOf({ packs, block, calendar })
  const { open, evidencePath } = await parseStoreUrl(place)
  const store = await open(purpose)
  if (purpose === 'read') {
    await using ledger = await openLedger({ store })
    return await use(ledger)
  }
  await using ledger = await openSigned(store, evidencePath, evidence, rules)
  return await use(ledger)
}

/** A ledger that lost what its notary signed takes no further facts, also where no notary runs. */
async function openSigned(
  store: EventStore,
  evidencePath: string | undefined,
  named: string | undefined,
  rules: RuleSetting | undefined,
): Promise<Ledger> {
  try {
    await holdAgainstEvidence(store, evidencePath, named)
    return await openLedger({ store, ...(rules && { rules }) })
  } catch (error) {
    await store.close()
    throw error
  }
}
