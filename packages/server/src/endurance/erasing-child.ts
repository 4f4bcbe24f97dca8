import { writeSync } from 'node:fs'
import { openLedger } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { erasure, secretEnquiry, tenderingProject } from './commands.ts'

/** Records enquiries, erases each, tells of the acknowledgement and nothing else, until it is killed. */

const [path = '', round = ''] = process.argv.slice(2)
const STDOUT = 1

const ledger = await openLedger({ store: await sqlite(path) })
const projectId = `R${round}`
await ledger.submit(projectId, tenderingProject(projectId).facts)
for (let n = 0; ; n++) {
  const receipt = await ledger.record(projectId, secretEnquiry(`${round}-${n}`))
  if (receipt.refused) throw new Error(receipt.refused.message)
  const erased = await ledger.record(projectId, erasure(receipt.eventId))
  if (erased.refused) throw new Error(erased.refused.message)
  // Synchronous: a line that the parent reads is an acknowledgement that was given.
  writeSync(STDOUT, `${round}-${n}\n`)
}
