import { Worker } from 'node:worker_threads'
import { BrokenInvariant, FAULTS, Fault, type FaultCode } from '../../../kernel/fault.ts'
import type { CheckedRun } from './checked-run.ts'

export interface RunAsked {
  readonly from: number
  readonly to: number
}

export type RunAnswer = { readonly run: CheckedRun } | { readonly message: string; readonly code: string | undefined }

/** Threads that check runs, each the ones that it is given, in order. */
export interface RunPool {
  check(asked: RunAsked): Promise<CheckedRun>
  close(): Promise<void>
}

export function openRunPool(path: string, threads: number): RunPool {
  const workers = Array.from({ length: threads }, () => startWorker(path))
  let turn = 0
  return {
    check(asked) {
      const worker = workers[turn++ % workers.length]
      if (!worker) throw new BrokenInvariant('a pool has a thread')
      return worker.check(asked)
    },
    async close() {
      await Promise.all(workers.map(({ close }) => close()))
    },
  }
}

// Built, the thread is a .js file beside this one.
const THREAD = new URL(import.meta.url.endsWith('.ts') ? './audit-thread.ts' : './audit-thread.js', import.meta.url)

/** All that a thread makes of an event is soon gone: with room for it, little of it is ever moved. */
const YOUNG_MIB = 64

function startWorker(path: string) {
  const worker = new Worker(THREAD, { workerData: path, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB } })
  const waiting: PromiseWithResolvers<CheckedRun>[] = []
  let broken: Error | undefined
  worker.on('message', (answer: RunAnswer) => {
    const next = waiting.shift()
    if ('run' in answer) next?.resolve(answer.run)
    else next?.reject(errorOf(answer))
  })
  worker.on('error', (error: Error & { code?: string }) => {
    broken = errorOf(error)
    for (const { reject } of waiting.splice(0)) reject(broken)
  })
  return {
    check({ from, to }: RunAsked): Promise<CheckedRun> {
      if (broken) return Promise.reject(broken)
      const answered = Promise.withResolvers<CheckedRun>()
      waiting.push(answered)
      worker.postMessage({ from, to } satisfies RunAsked)
      return answered.promise
    },
    async close() {
      await worker.terminate()
    },
  }
}

/** A thread that ran out of memory met a file that no ledger is; what else ends one is a defect of ours. */
function errorOf({ message, code }: { readonly message: string; readonly code?: string | undefined }): Error {
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new Fault('STORE_FAILED', `a row needs more memory than there is: ${message}`)
  return code !== undefined && code in FAULTS ? new Fault(code as FaultCode, message) : new BrokenInvariant(message)
}
