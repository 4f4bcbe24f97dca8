import { erasedBy, isErasure } from '../evidence/erasure.ts'
import { Fault } from '../kernel/fault.ts'
import { MAX_PAGE_EVENTS, NO_STREAM, type SealedEvent } from '../ports/event-store.ts'

/** The most events that one append may hold: what every engine takes in one transaction. */
export const MAX_APPEND_EVENTS = 1_000

/** What every store asks of an append before it looks at the stream. */
export function checkAppend(stream: string, expectedRevision: number, events: readonly SealedEvent[]): void {
  if (events.length === 0) throw new Fault('APPEND_INVALID', 'an append holds at least one event')
  if (events.length > MAX_APPEND_EVENTS)
    throw new Fault(
      'APPEND_INVALID',
      `${events.length} events are too many; append at most ${MAX_APPEND_EVENTS} at once`,
    )
  if (!Number.isSafeInteger(expectedRevision) || expectedRevision < NO_STREAM)
    throw new Fault('APPEND_INVALID', `${expectedRevision} is not a revision; a new stream is expected at ${NO_STREAM}`)
  const strange = events.find((event, i) => event.stream !== stream || event.revision !== expectedRevision + 1 + i)
  if (strange !== undefined)
    throw new Fault(
      'APPEND_INVALID',
      `${strange.eventId} is sealed for ${strange.stream} at ${strange.revision} and does not follow ${stream} at ${expectedRevision}`,
    )
  checkEach(events)
}

/** What every store asks of a page that is imported: in each stream an event follows the one before it. */
export function checkPage(events: readonly SealedEvent[]): void {
  if (events.length === 0) throw new Fault('APPEND_INVALID', 'a page holds at least one event')
  if (events.length > MAX_PAGE_EVENTS)
    throw new Fault('APPEND_INVALID', `${events.length} events are too many; import at most ${MAX_PAGE_EVENTS} at once`)
  const ends = new Map<string, number>()
  for (const { eventId, stream, revision } of events) {
    const end = ends.get(stream) ?? revision - 1
    if (revision !== end + 1 || !Number.isSafeInteger(revision) || revision < 0)
      throw new Fault('APPEND_INVALID', `${eventId} is sealed for ${stream} at ${revision} and does not follow ${end}`)
    ends.set(stream, revision)
  }
  checkEach(events)
}

function checkEach(events: readonly SealedEvent[]): void {
  const inexact = events.find((event) => !isKept(event))
  if (inexact !== undefined)
    throw new Fault(
      'APPEND_INVALID',
      `${inexact.eventId} holds U+0000 or half a surrogate pair; escape it as \\u0000 or \\ud800`,
    )
  // What cannot be read cannot be carried out, and an erasure stands or falls with what it erases.
  const mute = events.find((event) => isErasure(event) && erasedBy(event) === undefined)
  if (mute !== undefined) throw new Fault('APPEND_INVALID', `${mute.eventId} erases, and names no target`)
}

/** What every engine gives back as it came: PostgreSQL's text has no U+0000, and UTF-8 no half of a surrogate pair. */
const isKept = ({ data, meta, leaf, personal = '', stream, type, eventId }: SealedEvent): boolean =>
  [data, meta, leaf, personal, stream, type, eventId].every((text) => text.isWellFormed() && !text.includes('\0'))

/** Whether what lies behind the expected revision is this very append, sent before: ids decide, bytes may differ. */
export const isRepeat = (
  stored: readonly Pick<SealedEvent, 'eventId'>[],
  events: readonly Pick<SealedEvent, 'eventId'>[],
): boolean => stored.length === events.length && stored.every(({ eventId }, i) => eventId === events[i]?.eventId)
