import { Erasures, type EventStore, type Ledger, projectStream, type StoredEvent } from '@procurement-ledger/core'
import { missingProject } from '../http/missing-project.ts'
import { ProjectParams, parse } from '../http/parameters.ts'

interface Asked {
  readonly project: string | undefined
  /** Exclusive. */
  readonly after: bigint
}

/** An event as it lies in the store, and the one that erased its personal part, if one did. */
export interface Found {
  readonly stored: StoredEvent
  readonly erasedBy: string | undefined
}

/** The events of the log after a position, or of one project; a project that is not there is a problem, not silence. */
export async function* storedEvents(ledger: Ledger, { project, after }: Asked): AsyncGenerator<Found> {
  const { store } = ledger
  if (project === undefined) return yield* found(store, store.readLog({ after }))
  parse(ProjectParams, { projectId: project })
  let isKnown = false
  for await (const one of found(store, store.readStream(projectStream(project)))) {
    isKnown = true
    if (one.stored.position > after) yield one
  }
  if (!isKnown) throw await missingProject(ledger, project)
}

async function* found(store: EventStore, pages: AsyncIterable<readonly StoredEvent[]>): AsyncGenerator<Found> {
  const erasures = new Erasures(store)
  for await (const page of pages) {
    const by = await erasures.of(page)
    for (const stored of page) yield { stored, erasedBy: by.get(stored.eventId) }
  }
}
