import { Fault } from '../kernel/fault.ts'
import { NO_STREAM } from '../ports/event-store.ts'
import { postgres } from '../stores/postgres.ts'
import { sqlite } from '../stores/sqlite.ts'
import { appendContending } from './contending-writer.ts'
import { sealRun } from './sealed-events.ts'

/**
 * A process of its own that appends to a ledger, for the tests of what one process cannot show. Its arguments are the
 * file or the PostgreSQL URL, its name as a writer, how many streams it writes side by side, how many events each, and how long their texts
 * are. It prints a line for each event that was acknowledged, and for each fault, and goes on once after a fault.
 */
const [, , place = '', writer = '', streams = '1', events = '1', characters = '10'] = process.argv

const store = await (place.startsWith('postgres:') ? postgres(place) : sqlite(place))
try {
  await Promise.all(Array.from({ length: Number(streams) }, (_, i) => append(`project-shared-${i}`)))
} catch (fault) {
  sayFault(fault)
  await store.append('project-after', NO_STREAM, sealRun('project-after', 1)).catch(sayFault)
}
await store.close()

function append(stream: string): Promise<void> {
  return appendContending(store, {
    stream,
    writer,
    count: Number(events),
    data: JSON.stringify({ text: 'x'.repeat(Number(characters)) }),
    onStored: ({ eventId }) => say(`stored ${eventId}`),
  })
}

function sayFault(fault: unknown): void {
  say(`fault ${fault instanceof Fault ? fault.code : fault}`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
