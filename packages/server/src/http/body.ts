import { parseJson } from '@procurement-ledger/core'
import type { FastifyInstance } from 'fastify'
import { invalidProblem } from './problems.ts'

/** Bytes that are not UTF-8 are refused, not repaired: what was sent is what is recorded. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bodies go through the ledger's one JSON parser. */
export function parseBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => {
    const parsed = parseJson(decode(body))
    if (!parsed.ok) throw invalidProblem([{ path: parsed.issue.path, message: parsed.issue.message }])
    return parsed.value
  })
}

function decode(body: Buffer): string {
  try {
    return decoder.decode(body)
  } catch {
    throw invalidProblem([{ path: '', message: 'the body is not UTF-8; encode it so' }])
  }
}
