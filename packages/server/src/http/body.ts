import type { IncomingMessage } from 'node:http'
import { parseJson } from '@procurement-ledger/core'
import type { FastifyInstance } from 'fastify'
import { decodeUtf8 } from '../utf8.ts'
import { invalidProblem } from './problems.ts'

/** Bodies go through the ledger's one JSON parser. */
export function parseBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => {
    const text = decodeUtf8(body)
    if (text === undefined) throw invalidProblem([{ path: '', message: 'the body is not UTF-8; encode it so' }])
    const parsed = parseJson(text)
    if (!parsed.ok) throw invalidProblem([{ path: parsed.issue.path, message: parsed.issue.message }])
    return parsed.value
  })
}

/** Read and thrown away of a body that is too large, at most. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024
const MAX_DISCARDING_MS = 5_000

/**
 * Reads the rest of a body that is refused. A client that still sends when the connection is closed sees a broken pipe,
 * not the answer. Whoever sends without end is cut off.
 */
export async function discardRest(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return
  const { promise: discarded, resolve } = Promise.withResolvers<void>()
  let bytes = 0
  const timer = setTimeout(resolve, MAX_DISCARDING_MS)
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > MAX_DISCARDED_BYTES) resolve()
  })
  for (const event of ['end', 'close', 'error']) request.once(event, resolve)
  request.resume()
  await discarded
  clearTimeout(timer)
}
