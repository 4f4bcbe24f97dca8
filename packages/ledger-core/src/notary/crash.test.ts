import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256 } from '../evidence/digest.ts'
import { hashesOfTile, startCompactRange, tilesOf, verifyConsistency } from '../evidence/verify.ts'
import { openLedger } from '../ledger.ts'
import { sqlite } from '../stores/sqlite.ts'
import { signerOf } from '../testing/node-ed25519.ts'
import { opened, TEST_ORIGIN, trustIn } from '../testing/notarized.ts'
import { CHECKPOINT_FILE, openFileFolder } from './files/file-folder.ts'
import { openNotary } from './notary.ts'
import { consistencyProof } from './prove.ts'

const RANDOM_KILLS = 50
const LANES = 2
/** What the notary tells before it does it, in this order. */
const STEPS = ['tiles', 'half', 'index', 'checkpoint', 'answer']
/** It dies by itself before each step, at its first and at its fourth time. */
const TIMES = [1, 4]
/** Steps after which it is killed: what was appended is not signed yet; what was written is not under a checkpoint yet. */
const KILLED_AFTER = ['answer', 'tiles']
/** Of a kill, after its step: about as long as it takes to a checkpoint or two. */
const MAX_DELAY_MS = 60
const WAIT_MS = 10_000

const root = mkdtempSync(join(tmpdir(), 'ledger-notary-crash-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const CHILD = join(root, 'child.mjs')
beforeAll(async () => {
  // In one file, since most of a short life would be the loading of modules.
  const source = fileURLToPath(new URL('../testing/notarizing-child.ts', import.meta.url))
  const external = ['better-sqlite3']
  await build({ entryPoints: [source], outfile: CHILD, bundle: true, platform: 'node', format: 'esm', external })
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(root, 'node_modules'), 'junction')
})

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
  /** Before which step it ends itself, and at which time. */
  readonly crash?: { readonly step: string; readonly times: number }
  /** How long after a step, behind its first checkpoint, it is killed. */
  readonly kill?: { readonly step: string; readonly delayMs: number }
}

interface Lived {
  /** The checkpoints that were put in place. */
  readonly notes: readonly string[]
  /** What it told last. */
  readonly step: string
}

async function liveAndDie(place: string, { name, crash, kill }: Life): Promise<Lived> {
  const { step = '', times = 1 } = crash ?? {}
  const args = [CHILD, join(place, 'ledger.db'), join(place, 'evidence'), name, step, String(times)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const notes: string[] = []
  let last = ''
  let isDoomed = false
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('"')) {
      notes.push(JSON.parse(line))
      continue
    }
    last = line
    if (line !== kill?.step || notes.length === 0 || isDoomed) continue
    isDoomed = true
    setTimeout(() => child.kill('SIGKILL'), kill.delayMs)
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  assert.equal(child.signalCode, 'SIGKILL', `the process ended by itself: ${errors}`)
  return { notes, step: last }
}

/** A ledger that dies again and again: every checkpoint that anybody could have seen, and where the killed ones were. */
async function liveManyLives(place: string, lives: readonly Life[]) {
  const notes = new Set<string>()
  const killedAt: string[] = []
  for (const life of lives) {
    const lived = await liveAndDie(place, life)
    for (const note of lived.notes) notes.add(note)
    // Put in place, and killed before it could say so.
    notes.add(readFileSync(join(place, 'evidence', CHECKPOINT_FILE), 'utf8'))
    if (life.kill !== undefined) killedAt.push(lived.step)
  }
  return { notes, killedAt }
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
  const killed = Array.from({ length: RANDOM_KILLS }, (_none, n): Life => {
    // Both in every lane.
    const step = KILLED_AFTER[Math.floor(n / LANES) % KILLED_AFTER.length] as string
    return { name: `k${n}`, kill: { step, delayMs: random() * MAX_DELAY_MS } }
  })
  const injected = STEPS.flatMap((step) =>
    TIMES.map((times): Life => ({ name: `${step}${times}`, crash: { step, times } })),
  )
  // An injected crash of the very first start has no checkpoint to read yet: a kill comes before.
  const lives: Life[] = [...killed.slice(0, LANES), ...injected, ...killed.slice(LANES)]
  const lanes = await Promise.all(
    Array.from({ length: LANES }, async (_none, lane) => {
      const place = mkdtempSync(join(root, `lane-${lane}-`))
      const { notes, killedAt } = await liveManyLives(
        place,
        lives.filter((_life, n) => n % LANES === lane),
      )
      return { signed: await assertSound(place, notes), killedAt }
    }),
  )
  const signed = lanes.reduce((sum, lane) => sum + lane.signed, 0)
  assert.ok(signed > lives.length, `seed ${seed}: ${signed} checkpoints`)
  // They were killed on both sides of a signature, not always on one.
  const killedAt = lanes.flatMap((lane) => lane.killedAt)
  const unsigned = killedAt.filter((step) => step === 'answer').length
  assert.ok(unsigned > 0 && unsigned < RANDOM_KILLS, `seed ${seed}: killed at ${killedAt}`)
})
