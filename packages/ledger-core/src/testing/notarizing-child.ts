import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openIdentity } from '../ledger/identity.ts'
import { keyStatements } from '../ledger/key-statements.ts'
import type { EvidenceFolder } from '../notary/evidence-folder.ts'
import { openFileFolder } from '../notary/files/file-folder.ts'
import { openNotary } from '../notary/notary.ts'
import { NO_STREAM, type StoredEvent } from '../ports/event-store.ts'
import { systemSources } from '../ports/sources.ts'
import { sqlite } from '../stores/sqlite.ts'
import { signerOf } from './node-ed25519.ts'
import { TEST_ORIGIN } from './notarized.ts'
import { sealRun } from './sealed-events.ts'

/**
 * Appends and signs until it is killed, for the test of crashes. It tells of each step before it takes it, and of each
 * checkpoint that was put in its place. Its arguments are the store, the evidence folder, a name of its own, the step
 * before which it kills itself, and at which time.
 */
const [, , db = '', evidence = '', name = '', step = '', times = '1'] = process.argv

const STDOUT = 1
const STREAMS = 4
const MOST_AT_ONCE = 90
/** Between two appends of a stream. Without it the writers would take the loop, and a checkpoint most of a second. */
const REST_MS = 10

const tell = (line: string) => writeSync(STDOUT, `${line}\n`)

let left = Number(times)
function reach(reached: string): void {
  tell(reached)
  if (reached === step && --left === 0) process.kill(process.pid, 'SIGKILL')
}

const folder = openFileFolder(evidence)
const watched: EvidenceFolder = {
  ...folder,
  checkpoints: {
    read: folder.checkpoints.read,
    async swap(previous, next) {
      reach('checkpoint')
      const isSwapped = await folder.checkpoints.swap(previous, next)
      if (isSwapped) tell(JSON.stringify(next))
      reach('answer')
      return isSwapped
    },
  },
  async writeTiles(tiles) {
    reach('tiles')
    // Half of them: a crash falls between two files as well.
    if (step === 'half') await folder.writeTiles(tiles.slice(0, Math.ceil(tiles.length / 2)))
    reach('half')
    await folder.writeTiles(tiles)
    reach('index')
  },
}

// What of a ledger the notary needs, without the law: the process is there sooner.
const store = await sqlite(db)
const sources = systemSources()
const ledger = {
  identity: await openIdentity(store, sources, TEST_ORIGIN),
  store,
  keys: keyStatements(store, sources),
}
const notary = await openNotary({ ledger, folder: watched, signers: [signerOf(TEST_ORIGIN)], pauseMs: 1 })
const { error } = notary.status()
if (error !== undefined) throw new Error(`${error.code}: ${error.message}`)

await Promise.all(
  Array.from({ length: STREAMS }, async (_none, n) => {
    const stream = `project-${name}-${n}`
    let last: StoredEvent | undefined
    for (let count = 1; ; count = (count * 7 + n) % MOST_AT_ONCE || 1) {
      const stored = await store.append(stream, last?.revision ?? NO_STREAM, sealRun(stream, count, last))
      last = stored.at(-1)
      await sleep(REST_MS)
    }
  }),
)
