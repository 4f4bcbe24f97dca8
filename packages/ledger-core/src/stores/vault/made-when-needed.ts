import { Fault } from '../../kernel/fault.ts'
import type { KeyVault } from '../../ports/key-vault.ts'

/** A vault that is not there yet. */
export interface VaultToMake {
  /** For people. */
  readonly shown: string
  /** Another process may have made it since. */
  readonly exists: () => boolean
  /** Opens it, and makes it where there is none. */
  readonly open: () => Promise<KeyVault>
}

/** Makes the vault when something is to be kept in it: whoever mistypes a name, or never records a person, makes none. */
export function vaultMadeWhenNeeded({ shown, exists, open }: VaultToMake): KeyVault {
  let opening: Promise<KeyVault> | undefined
  let isClosed = false

  async function opened(): Promise<KeyVault> {
    if (isClosed) throw new Fault('STORE_CLOSED', `the key vault ${shown} is closed`)
    opening ??= open().catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return opening
  }

  async function asked<T>(ofNone: T, ask: (vault: KeyVault) => Promise<T>): Promise<T> {
    if (opening === undefined && !isClosed && !exists()) return ofNone
    return ask(await opened())
  }

  return {
    keep: async (keys) => (await opened()).keep(keys),
    find: (keyIds) => asked(new Map<string, Uint8Array>(), (vault) => vault.find(keyIds)),
    streamsOf: (eventId) => asked<readonly string[]>([], (vault) => vault.streamsOf(eventId)),
    destroy: (keyIds) => asked(0, (vault) => vault.destroy(keyIds)),
    erasedUpTo: (log) => asked(0n, (vault) => vault.erasedUpTo(log)),
    setErasedUpTo: async (log, position) => (await opened()).setErasedUpTo(log, position),
    async close() {
      isClosed = true
      await (await opening)?.close()
    },
  }
}
