import { openLedger } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { factOf, histories, scriptedSources } from '@procurement-ledger/core/testing'
import { projectBundle } from '../bundle/project-bundle.ts'
import { commandIdOf, enquiry, tenderingProject } from '../endurance/commands.ts'
import { evidenceOf } from './evidence-of.ts'

/** Where the bundle lies that examples/04-verify-offline checks; `pnpm example:bundle` writes it. */
export const EXAMPLE_BUNDLE = 'examples/04-verify-offline/EX-2023-001.bundle.zip'

/** A project among others, signed by a key that anybody can make: the same bytes at every run. */
export async function exampleBundle(): Promise<Uint8Array> {
  const origin = 'ledger.invalid/example-county'
  await using ledger = await openLedger({ store: memory(), sources: scriptedSources(), origin })
  await ledger.record('EX-2023-000', tenderingProject('EX-2023-000').facts, { commandId: commandIdOf('000') })
  const facts = [...histories.completed().map(factOf)]
  for (const [n, fact] of facts.entries()) {
    const { refused } = await ledger.record('EX-2023-001', fact, { commandId: commandIdOf(`001 ${n}`) })
    if (refused) throw new Error(refused.message)
    await ledger.record('EX-2023-000', enquiry('EX-2023-000', `q-${n}`).facts, { commandId: commandIdOf(`000 ${n}`) })
  }
  const evidence = await evidenceOf(ledger.store, origin, 'the example key')
  const given = { ...evidence, checkpoint: () => evidence.note, verifierKeys: [evidence.verifierKey] }
  return projectBundle(ledger, given, 'EX-2023-001')
}
