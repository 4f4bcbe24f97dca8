import { type Ledger, projectStream, type StoredEvent } from '@procurement-ledger/core'
import { missingProject } from '../http/missing-project.ts'
import { ProjectParams, parse } from '../http/parameters.ts'

interface Asked {
  readonly project: string | undefined
  /** Exclusive. */
  readonly after: bigint
}

/** The events of the log after a position, or of one project; a project that is not there is a problem, not silence. */
export async function* storedEvents(ledger: Ledger, { project, after }: Asked): AsyncGenerator<StoredEvent> {
  if (project === undefined) return yield* flat(ledger.store.readLog({ after }))
  parse(ProjectParams, { projectId: project })
  let isKnown = false
  for await (const event of flat(ledger.store.readStream(projectStream(project)))) {
    isKnown = true
    if (event.position > after) yield event
  }
  if (!isKnown) throw await missingProject(ledger, project)
}

async function* flat(pages: AsyncIterable<readonly StoredEvent[]>): AsyncGenerator<StoredEvent> {
  for await (const page of pages) yield* page
}
