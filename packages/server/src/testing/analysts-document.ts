import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sqlite } from '@procurement-ledger/core/sqlite'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.ts'
import { openService } from '../service.ts'

/** Where the repository keeps the guide. */
export const ANALYSTS_DOCUMENT = new URL('../../../../docs/analysts.md', import.meta.url)

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

/** A call, and the block right below it that shows its answer. */
const CALLS = /^```(sh|http)\n([\s\S]*?)^```\n\n```(text|json)\n([\s\S]*?)^```$/gm

const run = promisify(execFile)

/** The guide with the answers that its calls get now, on the example county's ledger, made in an empty folder. */
export async function analystsDocument(folder: string): Promise<string> {
  const document = readFileSync(ANALYSTS_DOCUMENT, 'utf8')
  await shell(folder, 'ledger demo --once')
  const store = await sqlite(join(folder, 'demo/ledger.db'), { readOnly: true })
  const service = await openService({ store, modelsPath: join(folder, 'demo/ledger.models.db') })
  await service.catchUp()
  const app = await buildApp({ service })
  const parts: string[] = []
  let from = 0
  for (const { 0: whole, 1: language, 2: call = '', 3: shown, index } of document.matchAll(CALLS)) {
    const answer = language === 'sh' ? await shell(folder, call) : await request(app, call)
    const block = `\`\`\`${language}\n${call}\`\`\`\n\n\`\`\`${shown}\n${answer.replaceAll('\r\n', '\n').trimEnd()}\n\`\`\``
    parts.push(document.slice(from, index), block)
    from = index + whole.length
  }
  await app.close()
  return parts.join('') + document.slice(from)
}

/** As a person would type it, with `ledger` installed. */
async function shell(folder: string, command: string): Promise<string> {
  const ledger = `ledger() { '${process.execPath}' '${MAIN}' "$@"; }`
  const env = { ...process.env, LEDGER_STORE: 'sqlite:demo/ledger.db' }
  const options = { cwd: folder, env, maxBuffer: MAX_OUTPUT_BYTES }
  return (await run('sh', ['-euc', `${ledger}\n${command}`], options)).stdout
}

async function request(app: FastifyInstance, call: string): Promise<string> {
  const [line = '', ...headers] = call.trim().split('\n')
  const answer = await app.inject({
    method: 'GET',
    url: line.replace(/^GET /, ''),
    headers: Object.fromEntries(headers.map((header) => header.split(': ') as [string, string])),
  })
  const isJson = String(answer.headers['content-type']).startsWith('application/json')
  return isJson ? JSON.stringify(answer.json(), null, 2) : answer.body
}
