import { openLedger } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import {
  answer,
  EACH,
  enquiry,
  type NumberedCommand,
  ON_ONE_PROJECT,
  PROJECTS,
  SHARED,
  tenderingProject,
  WRITERS,
} from './commands.ts'

/** One of two processes that record into one ledger at the same time. Ends by itself, and says what it was refused. */

const [path = '', name = ''] = process.argv.slice(2)
const other = name === 'A' ? 'B' : 'A'

const ledger = await openLedger({ store: await sqlite(path) })
const refusals: string[] = []

async function record({ projectId, facts, commandId }: NumberedCommand): Promise<void> {
  const outcome = await ledger.submit(projectId, facts, { commandId })
  if (outcome.status === 'refused') refusals.push(`${projectId}: ${outcome.refusal.code} ${outcome.refusal.message}`)
}

const many = Array.from({ length: PROJECTS }, (_none, i) => `many-${i}`)
await Promise.all([SHARED, ...many].map((projectId) => record(tenderingProject(projectId))))

const stop = new AbortController()
/** Answers each enquiry of the other process the moment it is seen, on a cache that does not know it yet. */
const answering = (async () => {
  let answered = 0
  for await (const { type, projectId = '', data } of ledger.events({ signal: stop.signal })) {
    const enquiryId = String(data.enquiryId)
    if (type !== 'EnquiryReceived' || projectId !== SHARED || !enquiryId.startsWith(other)) continue
    await record(answer(projectId, enquiryId))
    if (++answered === ON_ONE_PROJECT) return
  }
})()

await Promise.all([
  answering,
  ...Array.from({ length: ON_ONE_PROJECT }, (_none, i) => record(enquiry(SHARED, `${name}-${i}`))),
  ...Array.from({ length: WRITERS }, async (_none, writer) => {
    for (let n = 0; n < EACH; n++)
      await record(enquiry(many[(writer + n) % PROJECTS] as string, `${name}-${writer}-${n}`))
  }),
])
stop.abort()
await ledger.close()
process.stdout.write(JSON.stringify(refusals))
