import type { LogCut, Needs, Snapshots } from '@procurement-ledger/projections'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Service } from '../service.ts'
import { freshness, logFreshness } from './freshness.ts'

/** How long an answer waits for a cut to be folded: less than a request may take, so that the answer has a code. */
const CUT_WAIT_MS = 20_000

/** Reads what is known now, or what was known as of a cut; states where that is in the log. */
export async function readKnown<T>(
  service: Service,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { cut, needs }: { readonly cut: LogCut | undefined; readonly needs: Needs },
  read: (models: Snapshots) => Promise<T>,
): Promise<T> {
  if (cut === undefined) {
    await freshness(service, request, reply)
    return read(service.models)
  }
  await logFreshness(service, request)
  return service.cuts.read({ cut, needs, waitMs: CUT_WAIT_MS }, (models) =>
    models.snapshot(async (at) => {
      reply.header('x-position', (await at.position()).toString())
      return read(models)
    }),
  )
}
