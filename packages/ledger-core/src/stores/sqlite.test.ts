import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SealedEvent } from '../evidence/sealed-event.ts'
import type { Fault, FaultCode } from '../kernel/fault.ts'
import { type EventStore, NO_STREAM, type StoredEvent } from '../ports/event-store.ts'
import { appendContending } from '../testing/contending-writer.ts'
import { faultsOfRacing } from '../testing/racing.ts'
import { sealRun, sealTexts } from '../testing/sealed-events.ts'
import { storeContract } from '../testing/store-contract.ts'
import { openConnections } from './sqlite/connections.ts'
import { SCHEMA_VERSION } from './sqlite/schema.ts'
import { type SqliteOptions, sqlite } from './sqlite.ts'

const STREAM = 'project-JX-2023-001'
const OTHER = 'project-JX-2023-002'
const WRITER_PROCESS = fileURLToPath(new URL('../testing/writing-process.ts', import.meta.url))

storeContract('SQLite', async () => {
  const path = ledgerPath()
  return { store: await sqlite(path), reopen: () => sqlite(path) }
})

describe('opening', () => {
  test('what is not a database is refused and left as it is', async () => {
    for (const content of ['no', 'not a database '.repeat(1_000)]) {
      const path = ledgerPath()
      writeFileSync(path, content)
      await expectFault(sqlite(path), 'STORE_NOT_A_LEDGER')
      await expectFault(sqlite(path, { readOnly: true }), 'STORE_NOT_A_LEDGER')
      expect(readFileSync(path, 'utf8')).toBe(content)
      expect(readdirSync(dirname(path))).toEqual([basename(path)])
    }
  })

  test('another program’s database is refused and left as it is', async () => {
    const path = ledgerPath()
    const foreign = new Database(path)
    foreign.exec('CREATE TABLE notes (text TEXT)')
    foreign.close()
    const before = readFileSync(path)
    await expectFault(sqlite(path), 'STORE_NOT_A_LEDGER')
    expect(readFileSync(path)).toEqual(before)
  })

  test('a folder is refused', async () => {
    await expectFault(sqlite(temporaryFolder()), 'STORE_NOT_A_LEDGER')
  })

  test('a ledger that was cut off is refused, wherever the cut is', async () => {
    const whole = ledgerPath()
    await appendAndClose(whole, sealRun(STREAM, 50))
    const bytes = readFileSync(whole)
    for (const length of [100, 4_095, 4_096, Math.floor(bytes.length / 2), bytes.length - 4_096, bytes.length - 1]) {
      const path = ledgerPath()
      writeFileSync(path, bytes.subarray(0, length))
      await expectFault(sqlite(path), 'STORE_NOT_A_LEDGER')
    }
  })

  test('an empty file is not taken for a ledger unless one may be created', async () => {
    const path = ledgerPath()
    writeFileSync(path, '')
    await expectFault(sqlite(path, { create: false }), 'STORE_NOT_A_LEDGER')
    await expectFault(sqlite(path, { readOnly: true }), 'STORE_NOT_A_LEDGER')
    const store = await opened(path)
    expect(await store.head()).toBe(0n)
  })

  test('a newer ledger is refused', async () => {
    const path = ledgerPath()
    await appendAndClose(path, sealRun(STREAM, 1))
    rawly(path, (db) => db.pragma(`user_version = ${SCHEMA_VERSION + 1}`))
    await expectFault(sqlite(path), 'STORE_NEWER')
    await expectFault(sqlite(path, { readOnly: true }), 'STORE_NEWER')
  })

  test('where there is none, `create: false` and `readOnly` make none', async () => {
    const path = ledgerPath()
    await expectFault(sqlite(path, { create: false }), 'STORE_NOT_FOUND')
    await expectFault(sqlite(path, { readOnly: true }), 'STORE_NOT_FOUND')
    expect(existsSync(path)).toBe(false)
  })

  test('a folder that is missing, or is a file, is named', async () => {
    const file = ledgerPath()
    writeFileSync(file, '')
    await expectFault(sqlite(join(file, 'ledger.db')), 'STORE_NOT_FOUND')
    await expectFault(sqlite(join(temporaryFolder(), 'missing', 'ledger.db')), 'STORE_NOT_FOUND')
    await expectFault(sqlite(':memory:'), 'STORE_NOT_FOUND')
  })

  test('a folder of the system that takes no files is read-only', async ({ skip }) => {
    if (!existsSync('/proc/self')) return skip('this system has no /proc')
    await expectFault(sqlite('/proc/ledger.db'), 'STORE_READ_ONLY')
  })

  test('a folder without write permission is read-only', async ({ skip }) => {
    if (process.platform === 'win32') return skip('this system has other permissions')
    const path = ledgerPath()
    await appendAndClose(path, sealRun(STREAM, 1))
    chmodSync(dirname(path), 0o555)
    onTestFinished(() => chmodSync(dirname(path), 0o700))
    expect(await openedAsOther([join(dirname(path), 'other.db')], [path], [path, { readOnly: true }])).toEqual([
      'STORE_READ_ONLY',
      'STORE_READ_ONLY',
      'STORE_READ_ONLY',
    ])
  })

  test('a file without write permission is read-only', async ({ skip }) => {
    if (process.platform === 'win32') return skip('this system has other permissions')
    const path = ledgerPath()
    await appendAndClose(path, sealRun(STREAM, 1))
    chmodSync(path, 0o444)
    chmodSync(dirname(path), 0o777)
    expect(await openedAsOther([path], [path, { readOnly: true }])).toEqual(['STORE_READ_ONLY', 'opened'])
  })

  test('durability is asked for, not hoped for', async () => {
    const opening = { path: ledgerPath(), create: true, readOnly: false, busyTimeoutMs: 100, maxBytes: undefined }
    const { reader, writer } = await openConnections(opening)
    expect(writer?.pragma('journal_mode', { simple: true })).toBe('wal')
    const full = 2
    expect(writer?.pragma('synchronous', { simple: true })).toBe(full)
    expect(writer?.pragma('secure_delete', { simple: true })).toBe(1)
    expect(writer?.pragma('wal_autocheckpoint', { simple: true })).toBe(0)
    expect(reader.readonly).toBe(true)
    reader.close()
    writer?.close()
  })
})

describe('the file', () => {
  const personal = '{"/actor/name":"Example Person (invented)"}'

  /** Four events: the first was erased, the third erased it, the second and the fourth have their personal parts. */
  async function withOneErasure(): Promise<string> {
    const path = ledgerPath()
    const [first, second] = sealTexts(STREAM, [{ personal }, { personal }]) as [SealedEvent, SealedEvent]
    const erasure = erasureOf(first.eventId, second)
    await appendAndClose(path, [first, second, ...erasure, ...sealTexts(STREAM, [{ personal }], erasure[0])])
    return path
  }

  const knownId = '(SELECT event_id FROM events WHERE position = 2)'

  test.each([
    ['an update that changes nothing', 'UPDATE events SET data = data'],
    ['an update', "UPDATE events SET data = '{}' WHERE position = 1"],
    ['a deletion of everything', 'DELETE FROM events'],
    ['a deletion', 'DELETE FROM events WHERE position = 3'],
    ['a gap in a stream', insertOf({ revision: 7 })],
    ['a second event at a revision', insertOf({ revision: 1 })],
    ['a second event under an id', insertOf({ revision: 4, eventId: knownId })],
    ['a second event at a position', insertOf({ revision: 4, position: 2 })],
    // REPLACE deletes without asking a trigger on DELETE.
    ['another event at a revision', replaceOf({ revision: 1 })],
    ['another event under an id', replaceOf({ revision: 4, eventId: knownId })],
    ['another event at a position', replaceOf({ revision: 4, position: 2 })],
    ['an update of a personal part', "UPDATE personal_parts SET personal = '{}'"],
    ['an update of a personal part that was erased', "UPDATE personal_parts SET personal = '{}' WHERE position = 1"],
    ['the return of a salt', "UPDATE personal_parts SET salt = x'00' WHERE position = 1"],
    ['a move of a personal part', 'UPDATE personal_parts SET position = 3 WHERE position = 1'],
    ['the erasure of a personal part that no event names', blankOf(2)],
    ['a deletion of all personal parts', 'DELETE FROM personal_parts'],
    ['a deletion of a personal part that was erased', 'DELETE FROM personal_parts WHERE position = 1'],
    ['the return of a personal part', "INSERT INTO personal_parts VALUES (1, '{}', x'00')"],
    ['another personal part', "INSERT OR REPLACE INTO personal_parts VALUES (4, '{}', x'00')"],
  ])('refuses %s', async (_, statement) => {
    const path = await withOneErasure()
    const before = contentOf(path)
    rawly(path, (db) => expect(() => db.exec(statement)).toThrow(/^(an event follows|the log is|a personal part)/))
    expect(contentOf(path)).toEqual(before)
  })

  test('takes what is right from any hand', async () => {
    const path = await withOneErasure()
    rawly(path, (db) => db.exec(insertOf({ revision: 4 })))
    expect(contentOf(path)[0]).toHaveLength(5)
  })

  test('holds nothing of what was erased: not the text, not its salt', async () => {
    const path = ledgerPath()
    const store = await opened(path)
    // One text in a page with others, one that fills pages of its own.
    const secrets = ['Example Person One (invented)', 'Example Person Two (invented) '.repeat(2_000)]
    const events = sealTexts(STREAM, [...secrets.map((name) => ({ personal: JSON.stringify({ name }) })), { personal }])
    await store.append(STREAM, NO_STREAM, events)
    await store.append(OTHER, NO_STREAM, sealRun(OTHER, 500))
    const [first, second, third] = events as [SealedEvent, SealedEvent, SealedEvent]
    const traces = [first, second]
      .flatMap(({ personalSalt }) => [Buffer.from(personalSalt ?? [])])
      .concat([Buffer.from('Example Person One'), Buffer.from('Example Person Two')])
    for (const trace of traces) expect(filesHold(path, trace)).toBe(true)

    const [erasure] = erasureOf(first.eventId, third)
    await store.append(STREAM, 2, [erasure])
    await store.append(STREAM, 3, [...erasureOf(second.eventId, erasure)])
    // At once: what was acknowledged is gone, whatever happens to the process next.
    for (const trace of traces) expect(filesHold(path, trace)).toBe(false)
    expect(filesHold(path, Buffer.from(third.personalSalt ?? []))).toBe(true)
  })

  test('keeps nothing of what was erased where SQLite moved it in between, whatever the lengths and the order', async () => {
    const path = ledgerPath()
    const store = await opened(path)
    const [count, batch] = [800, 40]
    const random = randomOf(1)
    // With these lengths and this order, deleting instead of overwriting leaves names behind at every second look.
    const personals = Array.from({ length: count }, (_, i) => ({
      personal: `{"${i}":"${'x'.repeat(random() * 1_200)}"}`,
    }))
    const events = sealTexts(STREAM, personals)
    for (let i = 0; i < count; i += batch) await store.append(STREAM, i - 1, events.slice(i, i + batch))
    const order = events.map((event, i) => ({ event, i, by: random() })).toSorted((a, b) => a.by - b.by)
    const kept = new Set(events.keys())
    let end = events.at(-1)
    for (const { event, i } of order) {
      const [erasure] = erasureOf(event.eventId, end)
      await store.append(STREAM, erasure.revision - 1, [erasure])
      end = erasure
      kept.delete(i)
      if (kept.size % batch === 0) expect(new Set(namesIn(path))).toEqual(kept)
    }
    for (const { personalSalt } of events) expect(filesHold(path, Buffer.from(personalSalt ?? []))).toBe(false)
  })

  test('that was tampered with, so that a part is there again, loses it when erasures are finished', async () => {
    const path = await withOneErasure()
    rawly(path, (db) => {
      db.exec('DROP TRIGGER personal_parts_go_by_an_event')
      db.prepare("UPDATE personal_parts SET personal = ?, salt = x'01' WHERE position = 1").run(
        '{"name":"From a backup"}',
      )
    })
    const reader = await opened(path, { readOnly: true })
    expect(await reader.finishErasures()).toBe(0)
    const store = await opened(path)
    expect((await logOf(store))[0]).toMatchObject({ personal: '{"name":"From a backup"}' })
    expect(await store.finishErasures()).toBe(1)
    expect(await store.finishErasures()).toBe(0)
    expect((await logOf(store))[0]).toMatchObject({ personal: undefined, personalSalt: undefined })
    expect(filesHold(path, Buffer.from('From a backup'))).toBe(false)
  })

  test('of the first schema is upgraded, and then erases', async () => {
    const path = ledgerPath()
    const events = sealTexts(STREAM, [{ personal }, { personal }])
    await appendAndClose(path, events)
    rawly(path, (db) => db.exec(DOWNGRADE))
    const before = contentOf(path)
    const store = await opened(path)
    expect(contentOf(path)).toEqual(before)
    await store.append(STREAM, 1, erasureOf(events[0]?.eventId, events[1]))
    expect((await logOf(store)).map((event) => event.personal)).toEqual([undefined, personal, undefined])
    rawly(path, (db) => expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION))
  })

  test('loses the personal part in the very transaction of its PersonalDataErased', async () => {
    const store = await opened(ledgerPath())
    const events = sealTexts(STREAM, [{ personal }])
    await store.append(STREAM, NO_STREAM, [...events, ...erasureOf(events[0]?.eventId, events[0])])
    expect((await logOf(store))[0]).toMatchObject({ personal: undefined, personalSalt: undefined })
  })

  test('warns when another reader keeps what was erased, and the next opening removes it', async () => {
    const path = ledgerPath()
    const warnings: Fault[] = []
    const store = await opened(path, { busyTimeoutMs: 50, onWarning: (warning) => warnings.push(warning) })
    const events = sealTexts(STREAM, [{ personal }])
    await store.append(STREAM, NO_STREAM, events)
    const reader = new Database(path, { readonly: true })
    reader.exec('BEGIN; SELECT * FROM personal_parts')
    await store.append(STREAM, 0, erasureOf(events[0]?.eventId, events[0]))
    await store.erase(events[0]?.eventId ?? '')
    expect(warnings[0]).toMatchObject({ code: 'STORE_BUSY' })
    expect(filesHold(path, Buffer.from('Example Person'))).toBe(true)
    reader.close()
    await opened(path)
    expect(filesHold(path, Buffer.from('Example Person'))).toBe(false)
  })

  test('keeps its write-ahead log small', async () => {
    const path = ledgerPath()
    const store = await opened(path)
    const data = JSON.stringify({ text: 'x'.repeat(1024 * 1024) })
    await appendContending(store, { stream: STREAM, writer: 'writer-1', count: 60, data })
    expect(statSync(`${path}-wal`).size).toBeLessThan(25 * 1024 * 1024)
  })

  test('that was deleted or replaced while open takes no more appends', async () => {
    const path = ledgerPath()
    const store = await opened(path)
    await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
    renameSync(path, `${path}.away`)
    await expectFault(store.append(OTHER, NO_STREAM, sealRun(OTHER, 1)), 'STORE_CLOSED')
    writeFileSync(path, 'another file')
    await expectFault(store.append(OTHER, NO_STREAM, sealRun(OTHER, 1)), 'STORE_CLOSED')
    renameSync(`${path}.away`, path)
    await store.append(OTHER, NO_STREAM, sealRun(OTHER, 1))
    expect(await logOf(store)).toHaveLength(2)
  })
})

describe('appending', () => {
  test('an event id is used once in the whole log, and whoever tries fails alone', async () => {
    const store = await opened(ledgerPath())
    await store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
    const copies = sealRun(STREAM, 1).map((event) => ({ ...event, stream: OTHER }))
    const neighbours = ['project-a', 'project-b'].map((stream) => store.append(stream, NO_STREAM, sealRun(stream, 2)))
    await expectFault(store.append(OTHER, NO_STREAM, copies), 'APPEND_INVALID')
    await Promise.all(neighbours)
    expect(await logOf(store)).toHaveLength(5)
  })

  test('a full ledger takes nothing, still reads, and goes on where there is room', async () => {
    const path = ledgerPath()
    const store = await opened(path, { maxBytes: 400 * 1024 })
    const data = JSON.stringify({ text: 'x'.repeat(10_000) })
    const acknowledged: string[] = []
    const filling = appendContending(store, {
      stream: STREAM,
      writer: 'writer-1',
      count: 1_000,
      data,
      onStored: ({ eventId }) => acknowledged.push(eventId),
    })
    await expectFault(filling, 'STORE_FULL')
    await expectFault(store.append(OTHER, NO_STREAM, sealTexts(OTHER, [{ data }])), 'STORE_FULL')
    expect(idsOf(await logOf(store))).toEqual(acknowledged)
    expect(acknowledged.length).toBeGreaterThan(20)
    await store.close()

    const roomy = await opened(path)
    await roomy.append(OTHER, NO_STREAM, sealTexts(OTHER, [{ data }]))
    expect(await logOf(roomy)).toHaveLength(acknowledged.length + 1)
  })

  test('while another process holds the lock the event loop turns; then STORE_BUSY, then on again', async () => {
    const path = ledgerPath()
    const store = await opened(path, { busyTimeoutMs: 300 })
    const other = new Database(path)
    other.exec('BEGIN IMMEDIATE')
    let turns = 0
    const counting = setInterval(() => turns++, 5)
    await expectFault(store.append(STREAM, NO_STREAM, sealRun(STREAM, 1)), 'STORE_BUSY')
    clearInterval(counting)
    expect(turns).toBeGreaterThan(5)
    const waiting = store.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
    setTimeout(() => other.close(), 50)
    expect(await waiting).toHaveLength(1)
  })

  test('a store that only reads takes no appends', async () => {
    const path = ledgerPath()
    await appendAndClose(path, sealRun(STREAM, 2))
    const store = await opened(path, { readOnly: true })
    expect(await logOf(store)).toHaveLength(2)
    await expectFault(store.append(OTHER, NO_STREAM, sealRun(OTHER, 1)), 'STORE_READ_ONLY')
    await expectFault(store.erase('00000000-0000-4000-8000-000000000000'), 'STORE_READ_ONLY')
  })
})

describe('reading', () => {
  test('a page of long texts is short', async () => {
    const store = await opened(ledgerPath())
    const data = JSON.stringify({ text: 'x'.repeat(64 * 1024) })
    await store.append(STREAM, NO_STREAM, sealTexts(STREAM, new Array(400).fill({ data })))
    for await (const page of store.readFacts()) expect(page.length).toBeLessThan(200)
    expect(await logOf(store)).toHaveLength(400)
  })

  test('a wait is ended by the append of another store on the same file, also where it only reads', async () => {
    const path = ledgerPath()
    const writer = await opened(path)
    const reader = await opened(path, { readOnly: true })
    const woken = reader.waitBeyond(0n, AbortSignal.timeout(10_000))
    await writer.append(STREAM, NO_STREAM, sealRun(STREAM, 1))
    const startedAt = performance.now()
    await woken
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(await reader.head()).toBe(1n)
  })
})

describe('several processes', () => {
  test('that make one new ledger at the same moment all open it', async () => {
    expect(await faultsOfRacing('ledger', temporaryFolder())).toEqual([])
  })

  test('that write the same streams of a new ledger lose nothing', async () => {
    const path = ledgerPath()
    const [streams, events] = [4, 100]
    const processes = ['writer-1', 'writer-2'].map((writer) => outputOf(startWriter([path, writer, streams, events])))
    const outputs = await Promise.all(processes)
    const acknowledged = outputs.flatMap(storedIn)
    const store = await opened(path)
    const log = await logOf(store)
    expect(acknowledged).toHaveLength(2 * streams * events)
    expect(new Set(idsOf(log))).toEqual(new Set(acknowledged))
    expect(log.map(({ position }) => position)).toEqual(log.map((_, i) => BigInt(i + 1)))
    for (let i = 0; i < streams; i++) {
      const revisions = log.filter(({ stream }) => stream === `project-shared-${i}`).map(({ revision }) => revision)
      expect(revisions).toEqual(Array.from({ length: 2 * events }, (_, revision) => revision))
    }
  })

  test('a follower sees what another process appends, each event once and in order', async () => {
    const path = ledgerPath()
    const store = await opened(path)
    const writing = outputOf(startWriter([path, 'writer-1', 4, 50]))
    const seen: string[] = []
    for (let after = 0n; seen.length < 200; ) {
      await store.waitBeyond(after, AbortSignal.timeout(30_000))
      for await (const page of store.readFacts({ after })) {
        seen.push(...idsOf(page))
        after = page.at(-1)?.position ?? after
      }
    }
    await writing
    expect(seen).toEqual(idsOf(await logOf(store)))
  })

  test('one that waits for others stays alive, and one that waits no more may end', async () => {
    // The signal alone keeps no process alive.
    const script = `import { sqlite } from ${JSON.stringify(new URL('./sqlite.ts', import.meta.url))}
      const store = await sqlite(${JSON.stringify(ledgerPath())})
      await store.waitBeyond(0n, AbortSignal.timeout(200))`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000 })
    const [exitCode] = await once(child, 'exit')
    expect(exitCode).toBe(0)
  })

  test('one that is killed loses nothing that it had acknowledged', async () => {
    const path = ledgerPath()
    const child = startWriter([path, 'writer-1', 8, 1_000_000])
    const output = outputOf(child)
    await whenHolds(path, 500)
    child.kill('SIGKILL')
    const acknowledged = storedIn(await output)
    const store = await opened(path)
    const log = await logOf(store)
    expect(acknowledged.length).toBeGreaterThan(100)
    // Acknowledged in the order of commits, without a gap. What lies beyond was in flight, or its line was in the pipe.
    expect(idsOf(log).slice(0, acknowledged.length)).toEqual(acknowledged)
  })

  test.for([
    ['at a commit', { blocks: 4_096, events: 1_000, characters: 20_000 }, 'APPEND_UNKNOWN'],
    ['before a commit', { blocks: 4_096, events: 1, characters: 40_000_000 }, 'APPEND_UNKNOWN'],
    ['at a checkpoint', { blocks: 40_000, events: 1_000, characters: 200_000 }, 'STORE_CLOSED'],
  ] as const)(
    'after an error of the disk %s nothing is appended, and all that was acknowledged is there',
    async ([, size, code], { skip }) => {
      if (process.platform === 'win32') return skip('this system has no limit on the size of files')
      const path = ledgerPath()
      // A write beyond the limit fails as on a failing disk: not with "no space left".
      const args = [WRITER_PROCESS, path, 'writer-1', '1', String(size.events), String(size.characters)]
      const script = `ulimit -f ${size.blocks} && exec "$0" "$@"`
      const output = await outputOf(
        spawn('sh', ['-c', script, process.execPath, ...args], { stdio: ['ignore', 'pipe', 'ignore'] }),
      )
      const faults = output.filter((line) => line.startsWith('fault'))
      expect(faults).toEqual([`fault ${code}`, 'fault STORE_CLOSED'])

      const acknowledged = storedIn(output)
      const store = await opened(path)
      const ids = idsOf(await logOf(store))
      expect(ids.slice(0, acknowledged.length)).toEqual(acknowledged)
      expect(ids.length).toBeLessThanOrEqual(acknowledged.length + 1)
      await store.append(OTHER, NO_STREAM, sealRun(OTHER, 1))
    },
  )
})

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const ledgerPath = (): string => join(temporaryFolder(), 'ledger.db')

async function opened(path: string, options?: SqliteOptions): Promise<EventStore> {
  const store = await sqlite(path, options)
  onTestFinished(() => store.close())
  return store
}

/** Opens as somebody whom permissions bind, which they do not do for root; answers the code of each fault. */
async function openedAsOther(...openings: readonly (readonly [path: string, options?: SqliteOptions])[]) {
  const script = `import { sqlite } from ${JSON.stringify(new URL('./sqlite.ts', import.meta.url))}
    if (process.getuid() === 0) process.setgid(65534), process.setuid(65534)
    const outcomes = []
    for (const opening of ${JSON.stringify(openings)})
      outcomes.push(await sqlite(...opening).then((store) => store.close().then(() => 'opened'), ({ code }) => code))
    console.log(JSON.stringify(outcomes))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  return JSON.parse((await outputOf(child)).join(''))
}

async function appendAndClose(path: string, events: readonly SealedEvent[]): Promise<void> {
  const store = await sqlite(path)
  await store.append(STREAM, NO_STREAM, events)
  await store.close()
}

function erasureOf(target = '', after: SealedEvent | undefined): readonly [SealedEvent] {
  const erasures = sealTexts(STREAM, [{ type: 'PersonalDataErased', data: JSON.stringify({ target }) }], after)
  return erasures as readonly SealedEvent[] as readonly [SealedEvent]
}

/** Erases by hand, as the store does it. */
function blankOf(position: number): string {
  const blanks = "replace(hex(zeroblob(octet_length(personal))), '00', ' ')"
  return `UPDATE personal_parts SET personal = ${blanks}, salt = zeroblob(32) WHERE position = ${position}`
}

/** Makes a ledger what the first version made: what was erased was deleted. */
const DOWNGRADE = `
DROP INDEX erasures;
DROP TRIGGER personal_parts_are_never_deleted;
DROP TRIGGER personal_parts_go_by_an_event;
CREATE TRIGGER personal_parts_are_never_changed BEFORE UPDATE ON personal_parts
BEGIN SELECT RAISE(ABORT, 'a personal part is never changed'); END;
CREATE TRIGGER personal_parts_go_by_an_event BEFORE DELETE ON personal_parts
BEGIN SELECT RAISE(ABORT, 'not here'); END;
PRAGMA user_version = 1;
`

/** Numbers from 0 to 1, the same at every run. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
}

/** As somebody with a SQLite shell. */
function rawly(path: string, work: (db: Database.Database) => void): void {
  const db = new Database(path)
  try {
    work(db)
  } finally {
    db.close()
  }
}

function contentOf(path: string): readonly (readonly unknown[])[] {
  const db = new Database(path, { readonly: true })
  try {
    return ['SELECT * FROM events', 'SELECT * FROM personal_parts'].map((query) => db.prepare(query).all())
  } finally {
    db.close()
  }
}

/** An event of STREAM in SQL, right but for what is overridden. */
function insertOf({
  revision,
  eventId = "'new'",
  position,
}: {
  revision: number
  eventId?: string
  position?: number
}): string {
  const columns = 'position, event_id, stream, revision, type, schema_version, occurred_ms, recorded_ms'
  return `INSERT INTO events (${columns}, data, data_salt, meta, meta_salt, leaf, leaf_hash)
    VALUES (${position ?? 'NULL'}, ${eventId}, '${STREAM}', ${revision}, 'ContractSigned', 1, 0, 0, '{}', x'00', '{}', x'00', '', x'00')`
}

const replaceOf = (event: { revision: number; eventId?: string; position?: number }): string =>
  insertOf(event).replace('INSERT', 'INSERT OR REPLACE')

const filesHold = (path: string, bytes: Buffer): boolean =>
  ['', '-wal'].some((suffix) => existsSync(path + suffix) && readFileSync(path + suffix).includes(bytes))

/** The numbers that stand as names in the personal parts of the files, each as often as it does. */
const namesIn = (path: string): readonly number[] =>
  ['', '-wal']
    .filter((suffix) => existsSync(path + suffix))
    .flatMap((suffix) => [...readFileSync(path + suffix, 'latin1').matchAll(/\{"(\d+)":"/g)])
    .map(([, name]) => Number(name))

const startWriter = (args: readonly (string | number)[]): ChildProcess =>
  spawn(process.execPath, [WRITER_PROCESS, ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] })

/** Its whole lines: the last one of a process that was killed may be cut off. */
async function outputOf({ stdout }: ChildProcess): Promise<readonly string[]> {
  return stdout === null ? [] : (await text(stdout)).split('\n').slice(0, -1)
}

const storedIn = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => line.startsWith('stored ')).map((line) => line.slice('stored '.length))

/** Resolves when another process has written so many events. */
async function whenHolds(path: string, events: number): Promise<void> {
  for (;;) {
    const store = await sqlite(path, { readOnly: true }).catch(() => undefined)
    const head = await store?.head()
    await store?.close()
    if (head !== undefined && head >= events) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function logOf(store: EventStore): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = []
  for await (const page of store.readLog()) events.push(...page)
  return events
}

const idsOf = (events: readonly { readonly eventId: string }[]): readonly string[] =>
  events.map(({ eventId }) => eventId)

async function expectFault(failing: Promise<unknown>, code: FaultCode): Promise<void> {
  await expect(failing).rejects.toMatchObject({ code })
}
