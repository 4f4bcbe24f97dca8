import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Fact } from '@procurement-ledger/core'

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface LedgerServed {
  readonly address: string
  /** As SIGTERM ends it; answers the exit code. */
  stop(): Promise<number | null>
}

/** The command line as somebody uses it who keeps the store's URL in the environment. What it says is remembered. */
export class LedgerCommand {
  readonly said: string[] = []
  readonly #folder: string

  /** `folder`: where files of a ledger in a database lie. */
  constructor(folder: string) {
    this.#folder = folder
  }

  run(store: string, args: readonly string[], input = ''): Promise<Ran> {
    return new Promise((resolve) => {
      const options = { maxBuffer: MAX_OUTPUT_BYTES, env: this.#environment(store) }
      const child = execFile(process.execPath, [MAIN, ...args], options, (error, out, err) => {
        this.said.push(out, err)
        resolve({ code: Number(error?.code ?? 0), out, err })
      })
      child.stdin?.end(input)
    })
  }

  record(store: string, projectId: string, { type, occurredAt, actor, data }: Fact): Promise<Ran> {
    const by = actor === undefined ? [] : ['--actor', `${actor.id}:${actor.role}`]
    const args = ['record', projectId, type, '--occurred-at', occurredAt, ...by, '--json']
    return this.run(store, args, JSON.stringify(data))
  }

  async serve(store: string, args: readonly string[]): Promise<LedgerServed> {
    const env = { ...this.#environment(store), LOG_LEVEL: 'debug' }
    const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', ...args], { env, stdio: 'pipe' })
    const exit = once(child, 'exit')
    child.stderr.on('data', (bytes) => this.said.push(String(bytes)))
    const address = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        this.said.push(line)
        const found = /Server listening at (http:\/\/[\d.]+:\d+)/.exec(line)?.[1]
        if (found !== undefined) resolve(found)
      })
      child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${this.said.slice(-3).join('\n')}`)))
    })
    return {
      address,
      async stop() {
        child.kill('SIGTERM')
        const [code] = await exit
        return code
      },
    }
  }

  #environment(store: string): NodeJS.ProcessEnv {
    return { ...process.env, LEDGER_STORE: store, LEDGER_DATA_DIR: this.#folder }
  }
}
