import { describe, expect, onTestFinished, test } from 'vitest'
import type { KeyVault, PartKey } from '../ports/key-vault.ts'

export interface VaultUnderTest {
  /** Empty. The suite closes it. */
  readonly vault: KeyVault
  /** Opens the same keys again, after the suite has closed it. Left out: the vault does not outlive its process. */
  readonly reopen?: () => Promise<KeyVault>
}

const STREAM = 'jx.project-1'
const EVENT = '018f3a52-7c1e-7b3a-9d7e-3a5f0c1d2e4b'

export const partKey = (number: number, eventId = EVENT, stream = STREAM): PartKey => ({
  keyId: number.toString(16).padStart(32, '0'),
  key: new Uint8Array(32).fill(number),
  stream,
  eventId,
})

/** The one contract suite of vaults: every MUST of the port `KeyVault`, asked through the port alone. */
export function vaultContract(name: string, open: () => Promise<VaultUnderTest>): void {
  async function opened(): Promise<VaultUnderTest> {
    const underTest = await open()
    onTestFinished(() => underTest.vault.close())
    return underTest
  }

  describe(`${name} keeps the contract of a key vault`, () => {
    test('a key that was kept is found, byte by byte; one that was not is absent', async () => {
      const { vault } = await opened()
      await vault.keep([partKey(1), partKey(2)])
      expect(await vault.find([partKey(2).keyId, partKey(9).keyId])).toStrictEqual(
        new Map([[partKey(2).keyId, partKey(2).key]]),
      )
    })

    test('a destroyed key is gone, and destroying it again destroys none', async () => {
      const { vault } = await opened()
      await vault.keep([partKey(1), partKey(2)])
      expect(await vault.destroy([partKey(1).keyId, partKey(9).keyId])).toBe(1)
      expect(await vault.destroy([partKey(1).keyId])).toBe(0)
      expect([...(await vault.find([partKey(1).keyId, partKey(2).keyId])).keys()]).toEqual([partKey(2).keyId])
    })

    test('a key never takes the place of another, nor of one that was destroyed', async () => {
      const { vault } = await opened()
      await vault.keep([partKey(1)])
      const other = { ...partKey(1), key: new Uint8Array(32).fill(7) }
      await expect(vault.keep([other])).rejects.toMatchObject({ code: 'APPEND_INVALID' })
      expect((await vault.find([other.keyId])).get(other.keyId)).toEqual(partKey(1).key)
      await vault.destroy([other.keyId])
      await expect(vault.keep([other])).rejects.toMatchObject({ code: 'APPEND_INVALID' })
      expect(await vault.find([other.keyId])).toEqual(new Map())
    })

    test('the streams of an event are known, also after its keys were destroyed', async () => {
      const { vault } = await opened()
      await vault.keep([partKey(1), partKey(2), partKey(3, EVENT, 'other.project-1')])
      await vault.destroy([partKey(1).keyId])
      expect([...(await vault.streamsOf(EVENT))].sort()).toEqual([STREAM, 'other.project-1'])
      expect(await vault.streamsOf('00000000-0000-4000-8000-000000000000')).toEqual([])
    })

    test('how far erasures were carried out is kept for each log', async () => {
      const { vault } = await opened()
      expect(await vault.erasedUpTo('a')).toBe(0n)
      await vault.setErasedUpTo('a', 9_000_000_000_000_000_000n)
      await vault.setErasedUpTo('a', 8_000_000_000_000_000_001n)
      expect(await vault.erasedUpTo('a')).toBe(8_000_000_000_000_000_001n)
      expect(await vault.erasedUpTo('b')).toBe(0n)
    })

    test('keys that are kept in one moment are all there', async () => {
      const { vault } = await opened()
      const keys = Array.from({ length: 50 }, (_, i) => partKey(i + 1))
      await Promise.all(keys.map((key) => vault.keep([key])))
      expect((await vault.find(keys.map(({ keyId }) => keyId))).size).toBe(50)
    })

    test('everything is there after a restart, but what was destroyed', async ({ skip }) => {
      const { vault, reopen } = await opened()
      if (reopen === undefined) return skip('this vault does not outlive its process')
      await vault.keep([partKey(1), partKey(2)])
      await vault.destroy([partKey(1).keyId])
      await vault.setErasedUpTo('a', 5n)
      await vault.close()
      const again = await reopen()
      onTestFinished(() => again.close())
      expect([...(await again.find([partKey(1).keyId, partKey(2).keyId])).keys()]).toEqual([partKey(2).keyId])
      expect(await again.erasedUpTo('a')).toBe(5n)
    })

    test('a closed vault says so, and may be closed again', async () => {
      const { vault } = await opened()
      await Promise.all([vault.close(), vault.close()])
      const closed = { code: 'STORE_CLOSED' }
      await expect(vault.keep([partKey(1)])).rejects.toMatchObject(closed)
      await expect(vault.find([])).rejects.toMatchObject(closed)
      await expect(vault.streamsOf(EVENT)).rejects.toMatchObject(closed)
      await expect(vault.destroy([])).rejects.toMatchObject(closed)
      await expect(vault.erasedUpTo('a')).rejects.toMatchObject(closed)
      await expect(vault.setErasedUpTo('a', 1n)).rejects.toMatchObject(closed)
    })
  })
}
