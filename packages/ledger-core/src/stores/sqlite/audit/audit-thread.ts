import { parentPort, workerData } from 'node:worker_threads'
import { openAudited } from './audited-file.ts'
import { buffersOf, checkRun } from './checked-run.ts'
import type { RunAnswer, RunAsked } from './run-pool.ts'

/** One core of an audit: reads and checks the runs that it is asked for, through a connection of its own. */

const file = openAudited(workerData as string)

parentPort?.on('message', ({ from, to }: RunAsked) => {
  const answered = answer(from, to)
  parentPort?.postMessage(answered, 'run' in answered ? buffersOf(answered.run) : [])
})

/** An error of ours loses its kind on the way between threads; a fault keeps its code. */
function answer(from: number, to: number): RunAnswer {
  try {
    return { run: checkRun(file, from, to) }
  } catch (error) {
    const { message, code } = error as { message: string; code?: unknown }
    return { message, code: typeof code === 'string' ? code : undefined }
  }
}
