import { writeSync } from 'node:fs'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { openService } from '../service.ts'
import { enquiry, type NumberedCommand, tenderingProject } from './commands.ts'

/** Records until it is killed, and tells each acknowledgement before it asks for anything more. */

const [path = '', round = ''] = process.argv.slice(2)
const WRITERS = 8
const STDOUT = 1

const service = await openService({ store: await sqlite(path), modelsPath: `${path}.models` })

async function record({ projectId, facts, commandId }: NumberedCommand, name: readonly string[]): Promise<void> {
  const outcome = await service.ledger.submit(projectId, facts, { commandId })
  if (outcome.status === 'refused') throw new Error(`${name.join(' ')}: ${outcome.refusal.message}`)
  // Synchronous: a line that the parent reads is an acknowledgement that was given.
  writeSync(STDOUT, `${JSON.stringify({ name, receipts: outcome.receipts })}\n`)
}

const shared = `R${round}-shared`
await record(tenderingProject(shared), [shared])
await Promise.all(
  Array.from({ length: WRITERS }, async (_none, writer) => {
    const own = `R${round}-W${writer}`
    await record(tenderingProject(own), [own])
    for (let n = 0; ; n++) {
      const [projectId, enquiryId] = [n % 2 === 0 ? own : shared, `w${writer}-${n}`]
      await record(enquiry(projectId, enquiryId), [projectId, enquiryId])
    }
  }),
)
