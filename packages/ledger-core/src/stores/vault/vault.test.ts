import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { partKey, vaultContract } from '../../testing/vault-contract.ts'
import { memoryVault } from './memory-vault.ts'
import { VAULT_VERSION } from './schema.ts'
import { sqliteVault } from './sqlite-vault.ts'

const EVENT = partKey(1).eventId

vaultContract('memory', async () => ({ vault: memoryVault() }))
vaultContract('SQLite', async () => {
  const path = vaultPath()
  return { vault: await sqliteVault(path), reopen: () => sqliteVault(path) }
})

describe('a vault in a file', () => {
  test('a destroyed key is in none of its files at once, nor after it was closed', async () => {
    const path = vaultPath()
    const vault = await sqliteVault(path)
    const keys = Array.from({ length: 300 }, (_, i) => ({
      ...partKey(i),
      key: new Uint8Array(Buffer.from(`key ${i} of a person (invented)`.padEnd(32, '.'))),
    }))
    for (const key of keys) await vault.keep([key])
    const gone = keys.filter((_, i) => i % 3 === 0)
    await vault.destroy(gone.map(({ keyId }) => keyId))
    expect(keys.filter((key) => holds(path, key.key)).length).toBe(200)
    expect(gone.filter((key) => holds(path, key.key))).toEqual([])
    await vault.close()
    expect(gone.filter((key) => holds(path, key.key))).toEqual([])
  })

  test('two processes share it: what one destroys the other does not find', async () => {
    const path = vaultPath()
    const [one, other] = [await sqliteVault(path), await sqliteVault(path)]
    onTestFinished(() => one.close())
    onTestFinished(() => other.close())
    await one.keep([partKey(1)])
    expect((await other.find([partKey(1).keyId])).size).toBe(1)
    expect(await other.destroy([partKey(1).keyId])).toBe(1)
    expect((await one.find([partKey(1).keyId])).size).toBe(0)
  })

  test('that was deleted while it was open takes no key that nobody would find again', async () => {
    const path = vaultPath()
    const vault = await sqliteVault(path)
    onTestFinished(() => vault.close())
    await vault.keep([partKey(2)])
    rmSync(path)
    await expect(vault.keep([partKey(1)])).rejects.toMatchObject({ code: 'STORE_CLOSED' })
  })

  test('only its owner may read it', async ({ skip }) => {
    if (process.platform === 'win32') return skip('this system has other permissions')
    const path = vaultPath()
    await madeAt(path)
    expect(statSync(path).mode & 0o077).toBe(0)
  })

  test('what is no vault is refused and left as it is', async () => {
    const path = vaultPath()
    const ledger = new Database(path)
    ledger.exec('CREATE TABLE notes (text TEXT)')
    ledger.close()
    const before = readFileSync(path)
    await expect(sqliteVault(path)).rejects.toMatchObject({ code: 'STORE_NOT_A_LEDGER' })
    expect(readFileSync(path)).toEqual(before)
    writeFileSync(path, 'not a database '.repeat(1_000))
    await expect(sqliteVault(path)).rejects.toMatchObject({ code: 'STORE_NOT_A_LEDGER' })
    await expect(sqliteVault(join(path, 'keys.db'))).rejects.toMatchObject({ code: 'STORE_NOT_FOUND' })
  })

  test('where there is none, `create: false` makes none', async () => {
    const path = vaultPath()
    await expect(sqliteVault(path, { create: false })).rejects.toMatchObject({ code: 'STORE_NOT_FOUND' })
    expect(existsSync(path)).toBe(false)
  })

  test('is made when there is something to keep in it, and not by asking', async () => {
    const path = vaultPath()
    const vault = await sqliteVault(path)
    onTestFinished(() => vault.close())
    expect(await vault.find([partKey(1).keyId])).toEqual(new Map())
    expect([await vault.streamsOf(EVENT), await vault.destroy([partKey(1).keyId])]).toEqual([[], 0])
    expect(await vault.erasedUpTo('log')).toBe(0n)
    expect(existsSync(path)).toBe(false)
    // Another process makes it in between.
    await madeAt(path)
    expect((await vault.find([partKey(7).keyId])).size).toBe(1)
    await vault.keep([partKey(1)])
    await vault.close()
    await expect(vault.keep([partKey(2)])).rejects.toMatchObject({ code: 'STORE_CLOSED' })
    await expect(vault.find([])).rejects.toMatchObject({ code: 'STORE_CLOSED' })
  })

  test('that was never made is closed for good, too', async () => {
    const path = vaultPath()
    const vault = await sqliteVault(path)
    await vault.close()
    await expect(vault.keep([partKey(2)])).rejects.toMatchObject({ code: 'STORE_CLOSED' })
    await expect(vault.find([])).rejects.toMatchObject({ code: 'STORE_CLOSED' })
    expect(existsSync(path)).toBe(false)
  })

  test('opened to be read only finds keys, and changes nothing', async () => {
    const path = vaultPath()
    await expect(sqliteVault(path, { readOnly: true })).rejects.toMatchObject({ code: 'STORE_NOT_FOUND' })
    expect(existsSync(path)).toBe(false)
    await madeAt(path)
    chmodSync(path, 0o400)
    const before = readFileSync(path)
    const vault = await sqliteVault(path, { readOnly: true })
    expect(await vault.find([partKey(7).keyId])).toEqual(new Map([[partKey(7).keyId, partKey(7).key]]))
    for (const change of [vault.keep([partKey(1)]), vault.destroy([partKey(7).keyId]), vault.setErasedUpTo('log', 1n)])
      await expect(change).rejects.toMatchObject({ code: 'STORE_READ_ONLY' })
    await vault.close()
    await expect(vault.find([])).rejects.toMatchObject({ code: 'STORE_CLOSED' })
    expect(readFileSync(path)).toEqual(before)
    writeFileSync(`${path}.empty`, '')
    await expect(sqliteVault(`${path}.empty`, { readOnly: true })).rejects.toMatchObject({ code: 'STORE_NOT_A_LEDGER' })
  })

  test('a newer vault is refused', async () => {
    const path = vaultPath()
    await madeAt(path)
    const db = new Database(path)
    db.pragma(`user_version = ${VAULT_VERSION + 1}`)
    db.close()
    await expect(sqliteVault(path)).rejects.toMatchObject({ code: 'STORE_NEWER' })
  })

  test('a key cannot be changed or deleted from outside, only destroyed', async () => {
    const path = vaultPath()
    const vault = await sqliteVault(path)
    await vault.keep([partKey(1)])
    await vault.close()
    const db = new Database(path)
    onTestFinished(() => void db.close())
    expect(() => db.exec('DELETE FROM part_keys')).toThrow(/overwritten, not deleted/)
    expect(() => db.exec(`UPDATE part_keys SET key = randomblob(32)`)).toThrow(/never changed/)
  })
})

const holds = (path: string, bytes: Uint8Array): boolean =>
  readdirSync(dirname(path)).some((name) => readFileSync(join(dirname(path), name)).includes(Buffer.from(bytes)))

/** A vault of one key, that somebody else made. */
async function madeAt(path: string): Promise<void> {
  const vault = await sqliteVault(path)
  await vault.keep([partKey(7)])
  await vault.close()
}

function vaultPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-vault-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'keys.db')
}
