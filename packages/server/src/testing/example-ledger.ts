import { type EventStore, openLedger } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { scriptedSources } from '@procurement-ledger/core/testing'
import { answer, enquiry, type NumberedCommand, tenderingProject } from '../endurance/commands.ts'
import { type Evidence, evidenceOf, writeFiles } from './evidence-of.ts'

export const ORIGIN = 'ledger.invalid/county'

/** A ledger in a file, of several projects whose events alternate; the same bytes at every run. */
export const recordExample = async (path: string, projects: number, enquiries: number): Promise<void> =>
  recordExampleIn(await sqlite(path), projects, enquiries)

/** The same in any store, which is closed afterwards. */
export async function recordExampleIn(store: EventStore, projects: number, enquiries: number): Promise<void> {
  await using ledger = await openLedger({ store, sources: scriptedSources(), origin: ORIGIN })
  const record = async ({ projectId, facts, commandId }: NumberedCommand): Promise<void> => {
    const { refused } = await ledger.record(projectId, facts, { commandId })
    if (refused) throw new Error(refused.message)
  }
  const ids = Array.from({ length: projects }, (_, n) => `EX-${n}`)
  for (const id of ids) await record(tenderingProject(id))
  for (let n = 0; n < enquiries; n++)
    for (const id of ids) {
      await record(enquiry(id, `q-${n}`))
      await record(answer(id, `q-${n}`))
    }
}

/** Signs what a file holds, into the folder beside it. */
export async function signExample(path: string, phrase?: string, folder = `${path}.evidence`): Promise<Evidence> {
  const store = await sqlite(path, { readOnly: true })
  try {
    const evidence = await evidenceOf(store, ORIGIN, phrase)
    writeFiles(folder, evidence.files)
    return evidence
  } finally {
    await store.close()
  }
}
