import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

const OPENING_THREAD = new URL('./opening-thread.ts', import.meta.url)
const ROUNDS = 200

/** Two threads make as many new ledgers, or evidence folders, each pair at the same moment: what faults they met. */
export async function faultsOfRacing(what: 'ledger' | 'evidence', folder: string): Promise<readonly string[]> {
  const [threads, arrivals] = [2, new Int32Array(new SharedArrayBuffer(4))]
  const workerData = { folder, what, rounds: ROUNDS, threads, arrivals }
  const faults: string[] = []
  const opening = Array.from({ length: threads }, async () => {
    const thread = new Worker(OPENING_THREAD, { workerData })
    thread.on('message', (fault) => faults.push(fault))
    const [code] = await once(thread, 'exit')
    if (code !== 0) faults.push(`a thread ended with ${code}`)
  })
  await Promise.all(opening)
  return faults
}
