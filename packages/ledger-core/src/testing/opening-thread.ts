import { parentPort, workerData } from 'node:worker_threads'
import { openFileFolder } from '../notary/files/file-folder.ts'
import { sqlite } from '../stores/sqlite.ts'

/** What is made by several at once. */
const OPENINGS = {
  ledger: async (path: string) => (await sqlite(`${path}.db`)).close(),
  evidence: async (path: string) => openFileFolder(path).close(),
}

/**
 * One of several threads that make the same new ledgers or evidence folders, each at the same moment: what only a race
 * shows. It posts the message of each fault, and ends.
 */
const { folder, what, rounds, threads, arrivals } = workerData as {
  readonly folder: string
  readonly what: keyof typeof OPENINGS
  readonly rounds: number
  readonly threads: number
  /** One counter, shared. */
  readonly arrivals: Int32Array
}

for (let i = 1; i <= rounds; i++) {
  Atomics.add(arrivals, 0, 1)
  // No pause: a thread that was woken would come late.
  while (Atomics.load(arrivals, 0) < threads * i);
  try {
    await OPENINGS[what](`${folder}/${i}`)
  } catch (fault) {
    parentPort?.postMessage(String(fault))
  }
}
