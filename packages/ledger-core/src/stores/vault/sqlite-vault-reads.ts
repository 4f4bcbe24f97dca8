import type { Database } from 'better-sqlite3'
import type { KeyVault } from '../../ports/key-vault.ts'
import { engineFault } from '../sqlite/engine-fault.ts'
import { BLANK_KEY } from './schema.ts'

/** What is asked of a vault in a file without changing anything. `assertOpen` throws where it is closed. */
export function vaultReads(
  db: Database,
  file: string,
  assertOpen: () => void,
): Pick<KeyVault, 'find' | 'streamsOf' | 'erasedUpTo'> {
  const key = db.prepare<[string], Buffer>(`SELECT key FROM part_keys WHERE key_id = ? AND key <> ${BLANK_KEY}`).pluck()
  const streams = db.prepare<[string], string>('SELECT DISTINCT stream FROM part_keys WHERE event_id = ?').pluck()
  const erased = db.prepare<[string], bigint>('SELECT position FROM erased WHERE log = ?').pluck().safeIntegers()

  async function read<T>(query: () => T): Promise<T> {
    assertOpen()
    try {
      return query()
    } catch (error) {
      throw engineFault(file, error)
    }
  }

  return {
    find: (keyIds) =>
      read(() => {
        const found = new Map<string, Uint8Array>()
        for (const keyId of keyIds) {
          const bytes = key.get(keyId)
          if (bytes !== undefined) found.set(keyId, new Uint8Array(bytes))
        }
        return found
      }),

    streamsOf: (eventId) => read(() => streams.all(eventId)),

    erasedUpTo: (log) => read(() => erased.get(log) ?? 0n),
  }
}
