import { eventStoreDb, memoryVault } from '../../stores/eventstoredb.ts'
import { appendContending } from '../contending-writer.ts'

/**
 * A process of its own that appends to a ledger on EventStoreDB. Its arguments are the URL, its name as a writer, how many
 * streams it writes side by side, and how many events each. It prints a line for each event that was acknowledged.
 */
const [, , url = '', writer = '', streams = '1', count = '1'] = process.argv

const store = await eventStoreDb(url, { vault: memoryVault(), timeoutMs: 60_000 })
await Promise.all(
  Array.from({ length: Number(streams) }, (_, i) =>
    appendContending(store, {
      stream: `project-shared-${i}`,
      writer,
      count: Number(count),
      onStored: ({ eventId }) => void process.stdout.write(`stored ${eventId}\n`),
    }),
  ),
)
await store.close()
