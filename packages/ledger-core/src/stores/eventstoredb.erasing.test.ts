import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LEDGER, logOf, openedAt, STREAM, scene, standIn } from '../testing/esdb/scene.ts'
import type { EsdbWireStandIn } from '../testing/esdb/wire-stand-in.ts'
import { type EventTexts, sealTexts } from '../testing/sealed-events.ts'
import { eventStoreDb, memoryVault, sqliteVault } from './eventstoredb.ts'

const PERSON = 'Example Person (invented)'
const personal = `{"/actor/name":"${PERSON}"}`
const erasureOf = (target: string): EventTexts => ({ type: 'PersonalDataErased', data: JSON.stringify({ target }) })
const gone = { personal: undefined, personalSalt: undefined }

describe('with a vault', () => {
  test('nothing personal ever reaches the server in the clear', async () => {
    const { server, append, assertWhole } = await scene()
    const stored = await append({ personal })
    expect(stored.personal).toBe(personal)
    expect(held(server, PERSON)).toBe(false)
    expect(held(server, stored.personalSalt as Uint8Array)).toBe(false)
    await assertWhole()
  })

  test('a key whose event was never appended opens nothing, and is not kept', async () => {
    const folder = temporaryFolder()
    const server = await standIn()
    const path = join(folder, 'keys.db')
    const { append, next, store } = await scene({ vault: await sqliteVault(path) }, server)
    const first = await append({ personal })
    const late = next({ personal, writer: 'late' })
    await expect(store.append(STREAM, -1, [{ ...late, revision: 0 }])).rejects.toMatchObject({ code: 'APPEND_INVALID' })
    const [other] = sealTexts(STREAM, [{ personal, writer: 'late' }])
    if (other === undefined) throw new Error('no event')
    await expect(store.append(STREAM, -1, [other])).rejects.toMatchObject({ code: 'REVISION_CONFLICT' })
    // The same append again draws keys of its own, and keeps those of the first.
    await store.append(STREAM, -1, sealTexts(STREAM, [{ personal }]))
    expect(await logOf(store)).toStrictEqual([first])
    await store.close()
    const db = new (await import('better-sqlite3')).default(path)
    onTestFinished(() => void db.close())
    expect(db.prepare('SELECT count(*) FROM part_keys WHERE key <> zeroblob(32)').pluck().get()).toBe(1)
  })

  test('an erasure that was cut off by a crash is finished at the next opening, and found only once', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'keys.db')
    const before = join(folder, 'before.db')
    const server = await standIn()
    const first = await scene({ vault: await sqliteVault(path) }, server)
    const target = await first.append({ personal })
    await first.store.finishErasures()
    // A vault as a crash between the event and the removal leaves it, or a backup that was put back.
    const vault = await sqliteVault(path)
    await vault.close()
    copyFileSync(path, before)
    await first.append(erasureOf(target.eventId))
    expect(await logOf(first.store)).toMatchObject([gone, {}])
    const again = await openedAt(server.url(LEDGER), { vault: await sqliteVault(before) })
    expect((await logOf(again))[0]).toMatchObject({ personal })
    // The first event of the log, and then nothing where the erasure is: a server that stops may end a read so. Once
    // where a second event is looked for, and once where erasures are.
    server.faults.endsAfter = [1, 0, 2, 0]
    expect(await again.finishErasures()).toBe(1)
    expect((await logOf(again))[0]).toMatchObject(gone)
    expect(await again.finishErasures()).toBe(0)
  })

  test('looking for what is left to be done costs by what came since, and not by the log', async () => {
    const { server, store, append } = await scene()
    const target = await append({ personal })
    await append(erasureOf(target.eventId))
    for (let i = 0; i < 200; i++) await append({}, `project-${i}`)
    await store.finishErasures()
    const looked = server.log.looked
    await store.finishErasures()
    expect(server.log.looked - looked).toBeLessThan(10)
  })

  test('erasures of other ledgers on the same server, and in the same vault, are theirs', async () => {
    const server = await standIn()
    const vault = memoryVault()
    const shared = { ...vault, close: async () => {} }
    const [left, right] = [
      await openedAt(server.url('left'), { vault: shared }),
      await openedAt(server.url('right'), { vault: shared }),
    ]
    const events = sealTexts(STREAM, [{ personal }])
    const [target] = events
    if (target === undefined) throw new Error('no event')
    for (const store of [left, right]) await store.append(STREAM, -1, events)
    await left.append(STREAM, 0, sealTexts(STREAM, [erasureOf(target.eventId)], target))
    expect((await logOf(left))[0]).toMatchObject(gone)
    expect(await right.finishErasures()).toBe(0)
    expect((await logOf(right))[0]).toMatchObject({ personal })
    await expect(right.erase(target.eventId)).rejects.toMatchObject({ code: 'ERASURE_REFUSED' })
  })

  test('a part that its key does not open is told, and never passed off as erased', async () => {
    const { server, store, append } = await scene()
    await append({ personal })
    const stored = server.log.events.find(({ stream }) => stream === `${LEDGER}.${STREAM}`)
    if (stored === undefined) throw new Error('nothing is stored')
    stored.data[stored.data.length - 1] = (stored.data.at(-1) ?? 0) ^ 1
    await expect(logOf(store)).rejects.toMatchObject({ code: 'LEDGER_ALTERED' })
    expect((await Array.fromAsync(store.readFacts())).flat()).toHaveLength(1)
  })

  test('what was erased is in none of the files of the vault', async () => {
    const folder = temporaryFolder()
    const { append, server } = await scene({ vault: await sqliteVault(join(folder, 'keys.db')) })
    const target = await append({ personal })
    await append({ personal })
    await append(erasureOf(target.eventId))
    const frames = server.log.events.filter(({ stream }) => stream === `${LEDGER}.${STREAM}`)
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)))
    expect(frames).toHaveLength(3)
    expect(files.some((bytes) => bytes.includes(target.eventId))).toBe(true)
    const db = new (await import('better-sqlite3')).default(join(folder, 'keys.db'), { readonly: true })
    onTestFinished(() => void db.close())
    expect(db.prepare('SELECT key = zeroblob(32) FROM part_keys ORDER BY number').pluck().all()).toEqual([1, 0])
  })
})

describe('without a vault', () => {
  async function withoutVault() {
    const server = await standIn()
    return { server, store: await openedAt(server.url(LEDGER)) }
  }

  test('parts are kept in the clear, and erasing is refused before anything is appended', async () => {
    const { store } = await withoutVault()
    const [target] = await store.append(STREAM, -1, sealTexts(STREAM, [{ personal }]))
    if (target === undefined) throw new Error('nothing was appended')
    expect(target.personal).toBe(personal)
    const unsupported = { code: 'ERASURE_UNSUPPORTED' }
    const erasure = sealTexts(STREAM, [erasureOf(target.eventId)], target)
    await expect(store.append(STREAM, 0, erasure)).rejects.toMatchObject(unsupported)
    await expect(store.erase(target.eventId)).rejects.toMatchObject(unsupported)
    expect(await store.finishErasures()).toBe(0)
    expect(await logOf(store)).toStrictEqual([target])
  })

  test('what was recorded in the clear cannot be erased by a vault that comes later', async () => {
    const { server, store } = await withoutVault()
    const [target] = await store.append(STREAM, -1, sealTexts(STREAM, [{ personal }]))
    if (target === undefined) throw new Error('nothing was appended')
    const later = await openedAt(server.url(LEDGER), { vault: memoryVault() })
    const erasure = sealTexts(STREAM, [erasureOf(target.eventId)], target)
    await expect(later.append(STREAM, 0, erasure)).rejects.toMatchObject({ code: 'ERASURE_UNSUPPORTED' })
    expect(await logOf(later)).toStrictEqual([target])
  })

  test('what is enciphered is not passed off as erased: the vault is asked for', async () => {
    const { server, append } = await scene()
    await append()
    await append({ personal })
    const without = await openedAt(server.url(LEDGER))
    await expect(logOf(without)).rejects.toMatchObject({ code: 'VAULT_REQUIRED' })
    expect((await Array.fromAsync(without.readFacts())).flat()).toHaveLength(2)
    expect((await Array.fromAsync(without.readLeaves())).flat()).toHaveLength(2)
  })
})

test('a store that cannot be opened closes its vault', async () => {
  const vault = memoryVault()
  await expect(eventStoreDb('esdb://127.0.0.1:1?ledger=jx&tls=false', { vault, timeoutMs: 100 })).rejects.toMatchObject(
    {
      code: 'STORE_UNREACHABLE',
    },
  )
  await expect(vault.find([])).rejects.toMatchObject({ code: 'STORE_CLOSED' })
})

function held(server: EsdbWireStandIn, bytes: string | Uint8Array): boolean {
  const wanted = Buffer.from(bytes as Uint8Array)
  return server.log.events.some(({ data }) => Buffer.from(data).includes(wanted))
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-erasing-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
