import {
  Erasures,
  type EventStore,
  type Ledger,
  type StoredEvent,
  type Subject,
  subjectStream,
} from '@procurement-ledger/core'
import { missingSubject } from '../http/missing-subject.ts'
import { ProjectParams, parse, SubjectParams } from '../http/parameters.ts'
import { UsageError } from './stores.ts'
import { subjectOf } from './stream-name.ts'

interface Asked {
  readonly project: string | undefined
  /** `party-X` or `expert-X`. */
  readonly stream: string | undefined
  /** Exclusive. */
  readonly after: bigint
}

/** An event as it lies in the store, and the one that erased its personal part, if one did. */
export interface Found {
  readonly stored: StoredEvent
  readonly erasedBy: string | undefined
}

/** The events of the log after a position, or of one project or other stream; one that is not there is a problem, not silence. */
export async function* storedEvents(ledger: Ledger, { project, stream, after }: Asked): AsyncGenerator<Found> {
  const { store } = ledger
  const subject = asked(project, stream)
  if (subject === undefined) return yield* found(store, store.readLog({ after }))
  let isKnown = false
  for await (const one of found(store, store.readStream(subjectStream(subject)))) {
    isKnown = true
    if (one.stored.position > after) yield one
  }
  if (!isKnown) throw await missingSubject(ledger, subject)
}

function asked(project: string | undefined, stream: string | undefined): Subject | undefined {
  if (project !== undefined && stream !== undefined) throw new UsageError('write --project or --stream, not both')
  if (project !== undefined) return parse(ProjectParams, { projectId: project }).projectId
  if (stream === undefined) return undefined
  const subject = subjectOf(stream)
  parse(SubjectParams, { id: 'party' in subject ? subject.party : subject.expert })
  return subject
}

async function* found(store: EventStore, pages: AsyncIterable<readonly StoredEvent[]>): AsyncGenerator<Found> {
  const erasures = new Erasures(store)
  for await (const page of pages) {
    const by = await erasures.of(page)
    for (const stored of page) yield { stored, erasedBy: by.get(stored.eventId) }
  }
}
