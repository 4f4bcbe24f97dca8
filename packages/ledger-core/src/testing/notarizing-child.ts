import { writeSync } from 'node:fs'
import { openIdentity } from '../ledger/identity.ts'
import { keyStatements } from '../ledger/key-statements.ts'
import type { EvidenceFolder } from '../notary/evidence-folder.ts'
import { openFileFolder } from '../notary/files/file-folder.ts'
import { openNotary } from '../notary/notary.ts'
import { systemSources } from '../ports/sources.ts'
import { sqlite } from '../stores/sqlite.ts'
import { signerOf } from './node-ed25519.ts'
import { appendRun, TEST_ORIGIN } from './notarized.ts'

/**
 * Appends and signs until it is killed, for the test of crashes. It tells of each checkpoint that was put in its place.
 * Its arguments are the store, the evidence folder, a name of its own, the step before which it kills itself, and at
 * which time.
 */
const [, , db = '', evidence = '', name = '', step = '', times = '1'] = process.argv

const STDOUT = 1
const STREAMS = 4
const MOST_AT_ONCE = 90

let left = Number(times)
function crashBefore(reached: string): void {
  if (reached === step && --left === 0) process.kill(process.pid, 'SIGKILL')
}

const folder = openFileFolder(evidence)
const watched: EvidenceFolder = {
  ...folder,
  checkpoints: {
    read: folder.checkpoints.read,
    async swap(previous, next) {
      crashBefore('checkpoint')
      const isSwapped = await folder.checkpoints.swap(previous, next)
      if (isSwapped) writeSync(STDOUT, `${JSON.stringify(next)}\n`)
      crashBefore('answer')
      return isSwapped
    },
  },
  async writeTiles(tiles) {
    crashBefore('tiles')
    // Half of them: a crash falls between two files as well.
    if (step === 'half') await folder.writeTiles(tiles.slice(0, Math.ceil(tiles.length / 2)))
    crashBefore('half')
    await folder.writeTiles(tiles)
    crashBefore('index')
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
    for (let count = 1; ; count = (count * 7 + n) % MOST_AT_ONCE || 1)
      await appendRun(ledger, `project-${name}-${n}`, count)
  }),
)
