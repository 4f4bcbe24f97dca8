import type { PlacedEvent } from '../../evidence/stated-event.ts'
import { openScratchFile, scratch } from './scratch-file.ts'

/** Which events have a personal part, and where they are, in a temporary file: an erasure later names one of them. */
export interface PartsFile {
  /** An id that stands twice is found where it stood first. */
  put(events: readonly PlacedEvent[]): void
  find(eventId: string): PlacedEvent | undefined
  close(): void
}

interface PartRow {
  readonly position: string
  readonly stream: string
  readonly revision: number
}

/** @throws Fault STORE_FULL and others of the engine, where there is no room for temporary files */
export function openPartsFile(): PartsFile {
  // What is 36 characters in a ledger may be anything here; a position may be beyond 2^53.
  const db = openScratchFile(`CREATE TABLE parts (
    event_id TEXT PRIMARY KEY, position TEXT NOT NULL, stream TEXT NOT NULL, revision REAL NOT NULL
  ) STRICT, WITHOUT ROWID`)
  const insert = db.prepare<[string, string, string, number]>('INSERT OR IGNORE INTO parts VALUES (?, ?, ?, ?)')
  const find = db.prepare<[string], PartRow>('SELECT position, stream, revision FROM parts WHERE event_id = ?')
  const putAll = db.transaction((events: readonly PlacedEvent[]) => {
    for (const { eventId, position, stream, revision } of events)
      insert.run(eventId, String(position), stream, revision)
  })
  return {
    put: (events) => scratch(() => putAll(events)),
    find(eventId) {
      const found = scratch(() => find.get(eventId))
      return found && { ...found, eventId, position: BigInt(found.position) }
    },
    close: () => db.close(),
  }
}
