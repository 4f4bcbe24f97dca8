import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

/** A `ledger serve` process that listens; ended with the test. */
export interface Serving {
  readonly address: string
  readonly process: ChildProcess
  /** As a loss of power would end it: nothing of its own runs. */
  kill(): Promise<void>
}

/** How the service's part of that name stands: `none` where it has none. */
export async function stateOf({ address }: Serving, follower: string): Promise<string> {
  const answer = await fetch(`${address}/v1/ready`)
  const { followers } = (await answer.json()) as { followers: { name: string; state: string }[] }
  return followers.find(({ name }) => name === follower)?.state ?? 'none'
}

export async function serving(args: readonly string[]): Promise<Serving> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })
  const address = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const found = /Server listening at (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`ledger serve ended with ${code} before it listened`)))
  })
  return {
    address,
    process: child,
    async kill() {
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    },
  }
}
