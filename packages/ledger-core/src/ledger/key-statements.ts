import { RevisionConflict } from '../kernel/fault.ts'
import type { EventStore, StoredEvent } from '../ports/event-store.ts'
import type { Sources } from '../ports/sources.ts'
import { logKeyRotated } from '../procurement/events/log-key-rotated.ts'
import { LEDGER_STREAM, sealOwn } from './own-stream.ts'

/** The keys that the log itself names as its own, in the order in which they came. */
export interface KeyStatements {
  /** Verifier keys. Not one: the log was never signed. */
  stated(): Promise<readonly string[]>
  /** States that checkpoints from this size on are signed with the key; nothing, where that is stated already. */
  state(verifierKey: string, fromSize: number): Promise<void>
}

/** As LogKeyRotated in the stream of the ledger: every copy and every backup of the log has it. */
export function keyStatements(store: EventStore, sources: Sources): KeyStatements {
  async function read(): Promise<{ readonly keys: readonly string[]; readonly last: StoredEvent | undefined }> {
    const events = (await Array.fromAsync(store.readStream(LEDGER_STREAM))).flat()
    const rotations = events.filter(({ type }) => type === logKeyRotated.type)
    return { keys: rotations.map(({ data }) => JSON.parse(data).newKey), last: events.at(-1) }
  }

  async function state(verifierKey: string, fromSize: number): Promise<void> {
    const { keys, last } = await read()
    if (last === undefined || keys.includes(verifierKey)) return
    const oldKey = keys.at(-1)
    const data = logKeyRotated.data.parse({ ...(oldKey && { oldKey }), newKey: verifierKey, fromSize })
    try {
      await store.append(LEDGER_STREAM, last.revision, [sealOwn(logKeyRotated, data, last, sources)])
    } catch (fault) {
      // Another process stated something first, perhaps this.
      if (!(fault instanceof RevisionConflict)) throw fault
      await state(verifierKey, fromSize)
    }
  }

  return { stated: async () => (await read()).keys, state }
}
