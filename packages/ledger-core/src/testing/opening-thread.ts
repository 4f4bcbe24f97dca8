import { parentPort, workerData } from 'node:worker_threads'
import { sqlite } from '../stores/sqlite.ts'

/**
 * One of several threads that make the same new ledgers, each at the same moment: what only a race shows. It posts the
 * message of each fault, and ends.
 */
const { folder, ledgers, threads, arrivals } = workerData as {
  readonly folder: string
  readonly ledgers: number
  readonly threads: number
  /** One counter, shared. */
  readonly arrivals: Int32Array
}

for (let i = 1; i <= ledgers; i++) {
  Atomics.add(arrivals, 0, 1)
  // No pause: a thread that was woken would come late.
  while (Atomics.load(arrivals, 0) < threads * i);
  try {
    const store = await sqlite(`${folder}/${i}.db`)
    await store.close()
  } catch (fault) {
    parentPort?.postMessage(String(fault))
  }
}
