import { Fault } from '../../kernel/fault.ts'
import type { KeyVault, PartKey } from '../../ports/key-vault.ts'

/** A vault in memory: a real one, for tests and short-lived ledgers. With the process every key is gone. */
export function memoryVault(): KeyVault {
  const keys = new Map<string, PartKey>()
  const destroyed = new Set<string>()
  const streams = new Map<string, Set<string>>()
  const erased = new Map<string, bigint>()
  let isClosed = false

  const assertOpen = () => {
    if (isClosed) throw new Fault('STORE_CLOSED', 'the vault in memory is closed')
  }

  function keep(key: PartKey): void {
    if (keys.has(key.keyId) || destroyed.has(key.keyId))
      throw new Fault('APPEND_INVALID', `the vault had a key ${key.keyId} already; an id is used once`)
    keys.set(key.keyId, key)
    streams.set(key.eventId, (streams.get(key.eventId) ?? new Set()).add(key.stream))
  }

  return {
    async keep(added) {
      assertOpen()
      for (const key of added) keep(key)
    },

    async find(keyIds) {
      assertOpen()
      return new Map(keyIds.flatMap((id) => keys.get(id) ?? []).map(({ keyId, key }) => [keyId, key]))
    },

    async streamsOf(eventId) {
      assertOpen()
      return [...(streams.get(eventId) ?? [])]
    },

    async destroy(keyIds) {
      assertOpen()
      for (const keyId of keyIds) destroyed.add(keyId)
      return keyIds.filter((keyId) => keys.delete(keyId)).length
    },

    async erasedUpTo(log) {
      assertOpen()
      return erased.get(log) ?? 0n
    },

    async setErasedUpTo(log, position) {
      assertOpen()
      erased.set(log, position)
    },

    async close() {
      isClosed = true
    },
  }
}
