import { hex } from '../../evidence/digest.ts'
import { erasedBy } from '../../evidence/erasure.ts'
import type { Part } from '../../evidence/part.ts'
import { Fault } from '../../kernel/fault.ts'
import type { SealedEvent } from '../../ports/event-store.ts'
import type { KeyVault, PartKey } from '../../ports/key-vault.ts'
import { decipher, drawKey, encipher } from './cipher.ts'
import { altered, type Framed } from './event-codec.ts'
import type { PersonalField } from './frame.ts'

/** What is to be written of an append, and the keys that must be durable before it. */
export interface PreparedParts {
  readonly fields: readonly PersonalField[]
  readonly keys: readonly PartKey[]
}

/**
 * Personal parts on an engine that takes nothing back. With a vault each is enciphered under a key of its own, and gone
 * when that key is; without one it lies in the clear, for ever.
 */
export class PersonalParts {
  readonly #vault: KeyVault | undefined

  constructor(vault: KeyVault | undefined) {
    this.#vault = vault
  }

  /** `name` is the stream as the server knows it. */
  prepare(name: string, events: readonly SealedEvent[]): PreparedParts {
    const keys: PartKey[] = []
    const fields = events.map((event, i): PersonalField => {
      const { eventId, personal, personalSalt } = event
      // What one append records and erases is never stored.
      const isErased = events.slice(i + 1).some((later) => erasedBy(later) === eventId)
      if (personal === undefined || personalSalt === undefined || isErased) return { kind: 'none' }
      const part = { text: personal, salt: personalSalt }
      if (this.#vault === undefined) return { kind: 'clear', ...part }
      const drawn = drawKey()
      keys.push({ keyId: hex(drawn.keyId), key: drawn.key, stream: name, eventId })
      return { kind: 'enciphered', ...encipher(drawn, eventId, part) }
    })
    return { fields, keys }
  }

  /** The part of each event, where it has one still. */
  async open(page: readonly Framed[]): Promise<readonly (Part | undefined)[]> {
    const keyIds = page.flatMap((event) => keyIdOf(event) ?? [])
    const keys = keyIds.length === 0 ? new Map<string, Uint8Array>() : await this.#keysOf(page, keyIds)
    return page.map((event) => openOne(event, keys))
  }

  async #keysOf(page: readonly Framed[], keyIds: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    if (this.#vault !== undefined) return this.#vault.find(keyIds)
    const first = page.find((event) => keyIdOf(event) !== undefined)
    throw new Fault(
      'VAULT_REQUIRED',
      `the personal part of ${first?.name} at ${first?.revision} is enciphered; open the store with the vault that holds its key`,
    )
  }
}

/** The key that opens the personal part of an event; undefined where none is needed. */
export function keyIdOf({ frame: { personal } }: Framed): string | undefined {
  return personal.kind === 'enciphered' ? hex(personal.keyId) : undefined
}

function openOne(event: Framed, keys: ReadonlyMap<string, Uint8Array>): Part | undefined {
  const { personal } = event.frame
  if (personal.kind === 'none') return undefined
  if (personal.kind === 'clear') return personal
  const key = keys.get(hex(personal.keyId))
  // Destroyed, or lost with its vault: which of the two, the erasures in the log say.
  if (key === undefined) return undefined
  const part = decipher(key, event.eventId, personal)
  if (part === undefined) throw altered(event, 'has a personal part that its key does not open')
  return part
}
