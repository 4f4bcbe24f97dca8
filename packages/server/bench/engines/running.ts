import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Measure, Places, Result, Size } from './contender.ts'
import type { Engine, Name } from './contenders.ts'

const CONTENDING = fileURLToPath(new URL('./contending.ts', import.meta.url))

/** A contender in its process, with its log filled. */
export interface Running {
  readonly name: Name
  readonly can: (measure: Measure) => boolean
  readonly measure: (measure: Measure) => Promise<Result>
  readonly stop: () => Promise<void>
}

export async function run(engine: Engine, name: Name, { main, second }: Places, size: Size): Promise<Running> {
  const child = fork(CONTENDING, [engine, name, main, second, JSON.stringify(size)])
  const gone = once(child, 'exit')
  const next = async (): Promise<unknown> => {
    const isGone = gone.then(([code]) => {
      throw new Error(`${name} on ${engine} ended with ${code}`)
    })
    const [message] = await Promise.race([once(child, 'message'), isGone])
    return message
  }
  const measures = (await next()) as readonly Measure[]
  return {
    name,
    can: (measure) => measures.includes(measure),
    measure(measure) {
      child.send(measure)
      return next() as Promise<Result>
    },
    async stop() {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}
