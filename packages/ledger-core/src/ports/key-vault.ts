/** The key of one personal part, and which event it is of. */
export interface PartKey {
  /** Lower-case hex of 16 random bytes: drawn anew for every attempt to append, so no key ever takes another's place. */
  readonly keyId: string
  /** 32 random bytes. */
  readonly key: Uint8Array
  /** The stream as the engine names it. */
  readonly stream: string
  readonly eventId: string
}

/**
 * The port for the keys of personal parts, where the engine itself can take nothing back: the part is stored enciphered,
 * and erasing it is destroying its key. A vault MUST keep these:
 *
 * - What was kept is durable before `keep` resolves: the event that needs the key is appended after it.
 * - A key that was destroyed is found by nobody when `destroy` resolves, and never comes back: an id that was destroyed
 *   is not kept again. Its bytes are gone from the vault's files too, or the vault says when they are.
 * - Several processes that append to one log share one vault.
 *
 * It does not promise to know which events exist: an append that failed leaves keys that open nothing. Whoever loses the
 * vault loses every personal part; the evidence stands without them. A backup of the vault that is put back brings keys
 * back that were destroyed since, and the next opening of the log destroys them again.
 */
export interface KeyVault {
  keep(keys: readonly PartKey[]): Promise<void>

  /** Those of the keys that are there, by id. */
  find(keyIds: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>

  /** The streams for which a key of this event was ever kept, destroyed ones included. */
  streamsOf(eventId: string): Promise<readonly string[]>

  /** Destroys what is there of these; answers how many were. */
  destroy(keyIds: readonly string[]): Promise<number>

  /** How far the erasures of a log have been carried out; 0n at first. `log` names it among others of the same vault. */
  erasedUpTo(log: string): Promise<bigint>
  setErasedUpTo(log: string, position: bigint): Promise<void>

  close(): Promise<void>
}
