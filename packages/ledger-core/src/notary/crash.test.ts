import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { sha256 } from '../evidence/digest.ts'
import { hashesOfTile, startCompactRange, tilesOf, verifyConsistency } from '../evidence/verify.ts'
import { openLedger } from '../ledger.ts'
import { sqlite } from '../stores/sqlite.ts'
import { signerOf } from '../testing/node-ed25519.ts'
import { opened, TEST_ORIGIN, trustIn } from '../testing/notarized.ts'
import { CHECKPOINT_FILE, openFileFolder } from './files/file-folder.ts'
import { openNotary } from './notary.ts'
import { consistencyProof } from './prove.ts'

const CHILD = fileURLToPath(new URL('../testing/notarizing-child.ts', import.meta.url))
const RANDOM_KILLS = 50
const LANES = 2
/** Steps before which the notary dies by itself, each at its first and its fourth time. */
const STEPS = ['tiles', 'half', 'index', 'checkpoint', 'answer']
const TIMES = [1, 4]
const MAX_DELAY_MS = 60
const WAIT_MS = 10_000

const root = mkdtempSync(join(tmpdir(), 'ledger-notary-crash-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const signer = signerOf(TEST_ORIGIN)
const trust = trustIn(signer)

/** A small generator, so that a printed seed gives the same moments. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

interface Life {
  readonly name: string
  /** Before which step it ends itself; otherwise it is killed so long after its first checkpoint, or opening. */
  readonly step?: string
  readonly times?: number
  readonly delayMs?: number
}

/** One life of the notary, and the checkpoints that it put in place. */
async function liveAndDie(place: string, { name, step = '', times = 1, delayMs = 0 }: Life): Promise<string[]> {
  const args = [CHILD, join(place, 'ledger.db'), join(place, 'evidence'), name, step, String(times)]
  const env = { ...process.env, NODE_COMPILE_CACHE: join(root, 'compiled') }
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const notes: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.endsWith('"')) notes.push(JSON.parse(line))
    if (notes.length === 1 && step === '') setTimeout(() => child.kill('SIGKILL'), delayMs)
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  assert.equal(child.signalCode, 'SIGKILL', `the process ended by itself: ${errors}`)
  return notes
}

/** A ledger that dies again and again: every checkpoint that anybody could have seen. */
async function liveManyLives(place: string, lives: readonly Life[]): Promise<Set<string>> {
  const notes = new Set<string>()
  for (const life of lives) {
    for (const note of await liveAndDie(place, life)) notes.add(note)
    // Put in place, and killed before it could say so.
    notes.add(readFileSync(join(place, 'evidence', CHECKPOINT_FILE), 'utf8'))
  }
  return notes
}

/** After the last crash: every checkpoint is one of this log, index and tiles are those of the log. */
async function assertSound(place: string, notes: ReadonlySet<string>): Promise<number> {
  await using ledger = await openLedger({ store: await sqlite(join(place, 'ledger.db')) })
  const notary = await openNotary({
    ledger,
    folder: openFileFolder(join(place, 'evidence')),
    signers: [signer],
    pauseMs: 0,
  })
  assert.ok(await notary.waitFor(await ledger.store.head(), WAIT_MS), notary.status().error?.message)

  const log = (await Array.fromAsync(ledger.store.readLog())).flat()
  const newest = opened(notary.checkpoint(), trust)
  assert.equal(newest.size, log.length)
  const checkpoints = [...notes].map((note) => opened(note, trust)).toSorted((a, b) => a.size - b.size)

  // Two checkpoints that agree with one log agree with each other; the proofs say so without the log.
  const range = startCompactRange(sha256)
  const roots = [range.root()]
  for (const { leafHash } of log) {
    range.append(leafHash)
    roots.push(range.root())
  }
  for (const [i, { size, root }] of checkpoints.entries()) {
    expect(root).toEqual(roots[size])
    const to = checkpoints[i + 1] ?? newest
    const path = consistencyProof(notary, size, to.size)
    assert.ok(verifyConsistency(sha256, { from: size, fromRoot: root, to: to.size, toRoot: to.root, path }))
  }
  for (const [index, { eventId }] of log.entries()) assert.equal(notary.indexOf(eventId), index)
  const leaves = [...tilesOf(newest.size)].filter(({ level }) => level === 0)
  for (const tile of leaves) {
    const hashes = hashesOfTile(tile, notary.readTile(tile))
    assert.ok(hashes.ok)
    const from = tile.index * 256
    expect(hashes.value).toEqual(log.slice(from, from + tile.width).map(({ leafHash }) => leafHash))
  }
  await notary.stop()
  return checkpoints.length
}

test(`after ${RANDOM_KILLS} kills at random, and one before each step, no two checkpoints disagree`, {
  timeout: 180_000,
}, async () => {
  const seed = Date.now() % 2 ** 32
  const random = randomFrom(seed)
  const killed = Array.from({ length: RANDOM_KILLS }, (_none, n) => ({
    name: `k${n}`,
    delayMs: random() * MAX_DELAY_MS,
  }))
  const injected = STEPS.flatMap((step) => TIMES.map((times) => ({ name: `${step}${times}`, step, times })))
  // An injected crash of the very first start has no checkpoint to read yet: a kill comes before.
  const lives: Life[] = [...killed.slice(0, LANES), ...injected, ...killed.slice(LANES)]
  const counts = await Promise.all(
    Array.from({ length: LANES }, async (_none, lane) => {
      const place = mkdtempSync(join(root, `lane-${lane}-`))
      const notes = await liveManyLives(
        place,
        lives.filter((_life, n) => n % LANES === lane),
      )
      return assertSound(place, notes)
    }),
  )
  const signed = counts.reduce((sum, count) => sum + count, 0)
  assert.ok(signed > lives.length, `seed ${seed}: ${signed} checkpoints`)
})
