import {
  consistencyProof,
  type IndexedLeaf,
  inclusionProof,
  leafText,
  type Notary,
  receiptText,
} from '@procurement-ledger/core/notary'
import { encodeBase64, parseTilePath, tileAt } from '@procurement-ledger/core/verify'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { RouteContext } from '../context.ts'
import { ConsistencyAnswer, describe, InclusionAnswer, Text } from '../documents.ts'
import { NoQuery, parse, TreeSize } from '../parameters.ts'
import { invalidProblem, serviceProblem } from '../problems.ts'
import { runningNotary } from '../running-notary.ts'

/** A tile never changes: hashes of what was signed. */
const FOR_EVER = 'public, max-age=31536000, immutable'
/** A checkpoint is replaced within a second of an append. */
const FRESH = 'no-cache'

const EventId = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'an event id is a uuid, as a receipt gave it')
  .transform((id) => id.toLowerCase())

const TileParams = z.strictObject({ '*': z.string() })
const ReceiptParams = z.strictObject({ eventId: EventId })
const InclusionQuery = z.strictObject({
  eventId: EventId.optional(),
  index: TreeSize.optional(),
  size: TreeSize.optional(),
})
const ConsistencyQuery = z.strictObject({ from: TreeSize, to: TreeSize })

/** What an auditor or a bidder takes away: checkpoint, tiles, proofs, receipts. */
export function evidenceRoutes(app: FastifyInstance, { service, notaryMs }: RouteContext): void {
  const { ledger } = service

  async function signed(): Promise<{ readonly notary: Notary; readonly note: string }> {
    const notary = runningNotary(service)
    // The first checkpoint of a ledger comes soon after its first event.
    if (notary.checkpoint() === undefined && notary.status().state !== 'stalled') await notary.waitFor(1n, notaryMs)
    const note = notary.checkpoint()
    if (note === undefined) throw behind(notary)
    return { notary, note }
  }

  async function leafOf(notary: Notary, eventId: string): Promise<IndexedLeaf> {
    const leaf = await notary.find(eventId, notaryMs)
    if (leaf === 'unknown') throw serviceProblem('EVENT_UNKNOWN', `the log has no event ${eventId}`)
    if (leaf === 'late') throw behind(notary)
    return leaf
  }

  app.get(
    '/v1/checkpoint',
    {
      schema: describe({
        tag: 'Evidence',
        summary: 'The last checkpoint: a C2SP signed note of origin, size and root',
        answers: { 200: { as: { 'text/plain': Text } } },
      }),
    },
    async (request, reply) => {
      parse(NoQuery, request.query)
      const { note } = await signed()
      return reply.header('cache-control', FRESH).type('text/plain; charset=utf-8').send(note)
    },
  )

  app.get(
    '/v1/tile/*',
    {
      schema: describe({
        tag: 'Evidence',
        summary: 'A tile of hashes, as C2SP tlog-tiles has it: <L>/<N>, or <L>/<N>.p/<W> for a partial one',
        params: TileParams,
        answers: { 200: { as: { 'application/octet-stream': { type: 'string', format: 'binary' } } } },
      }),
    },
    async (request, reply) => {
      parse(NoQuery, request.query)
      const path = `tile/${parse(TileParams, request.params)['*']}`
      const { notary } = await signed()
      const tile = parseTilePath(path)
      // Only what is under the checkpoint: beyond it a crash may have left what is written again.
      if (tile === undefined || (tileAt(notary.size(), tile.level, tile.index)?.width ?? 0) < tile.width)
        throw serviceProblem('TILE_UNKNOWN', `the tree of ${notary.size()} leaves has no ${path}`)
      const bytes = notary.readTile(tile)
      return reply.header('cache-control', FOR_EVER).type('application/octet-stream').send(Buffer.from(bytes))
    },
  )

  app.get(
    '/v1/proof/inclusion',
    {
      schema: describe({
        tag: 'Evidence',
        summary:
          'That an event is in the tree: by its id, or by its index; in the tree of the checkpoint, or an older one',
        query: InclusionQuery,
        answers: { 200: InclusionAnswer },
      }),
    },
    async (request) => {
      const query = parse(InclusionQuery, request.query)
      if ((query.eventId === undefined) === (query.index === undefined))
        throw invalidProblem([{ path: '/eventId', message: 'name either an eventId or an index' }])
      const { notary } = await signed()
      const found = query.eventId === undefined ? undefined : await leafOf(notary, query.eventId)
      // Looked at after the waiting, and together.
      const [note, most] = [notary.checkpoint(), notary.size()]
      const { size = most } = query
      const index = found?.leafIndex ?? (query.index as number)
      assertUnder('size', size, most)
      const leaf = found ?? notary.leafAt(index)
      if (leaf === undefined || index >= size)
        throw invalidProblem([{ path: '/index', message: `a tree of ${size} leaves has no index ${index}` }])
      const path = inclusionProof(notary, index, size).map(encodeBase64)
      const { eventId, leafHash } = leaf
      const text = await leafText(ledger.store, leaf)
      return { eventId, index, size, leaf: text, leafHash: encodeBase64(leafHash), path, checkpoint: note }
    },
  )

  app.get(
    '/v1/proof/consistency',
    {
      schema: describe({
        tag: 'Evidence',
        summary: 'That the tree of one size begins with the tree of a smaller one',
        query: ConsistencyQuery,
        answers: { 200: ConsistencyAnswer },
      }),
    },
    async (request) => {
      const { from, to } = parse(ConsistencyQuery, request.query)
      const { notary } = await signed()
      assertUnder('to', to, notary.size())
      assertUnder('from', from, to)
      return { from, to, path: consistencyProof(notary, from, to).map(encodeBase64) }
    },
  )

  app.get(
    '/v1/receipts/:eventId',
    {
      schema: describe({
        tag: 'Evidence',
        summary:
          'A receipt to keep: a C2SP tlog-proof, checked offline with the verifier key; waits until it is signed',
        params: ReceiptParams,
        answers: { 200: { as: { 'text/plain': Text } } },
      }),
    },
    async (request, reply) => {
      parse(NoQuery, request.query)
      const { eventId } = parse(ReceiptParams, request.params)
      const notary = runningNotary(service)
      const leaf = await leafOf(notary, eventId)
      const text = await receiptText(notary, ledger.store, leaf)
      return reply.header('cache-control', FRESH).type('text/plain; charset=utf-8').send(text)
    },
  )
}

// Sizes come from the caller: nothing is computed with them before they are judged.
function assertUnder(name: string, size: number, most: number): void {
  if (size > most) throw invalidProblem([{ path: `/${name}`, message: `${size} is beyond ${most}` }])
}

function behind(notary: Notary) {
  const { error, size } = notary.status()
  const why = error === undefined ? 'try again' : `${error.code}: ${error.message}`
  return serviceProblem('NOTARY_BEHIND', `${size} events are under a checkpoint, and this is not among them; ${why}`)
}
