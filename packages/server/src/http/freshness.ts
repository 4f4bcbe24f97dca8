import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Service } from '../service.ts'
import { awaitedPosition } from './parameters.ts'
import { serviceProblem } from './problems.ts'

/** How long a read waits for the projection to pass the position that it must see. */
const WAIT_MS = 5_000

const UNREADABLE =
  'the read models of this version and these packs of rules are built beside others, or were replaced; see /v1/ready, and try again'

/** Waits until the read models have passed the asked position, and states where they are. */
export async function freshness(service: Service, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const awaited = awaitedPosition(request)
  if (awaited !== undefined && !(await service.caughtUp(awaited, WAIT_MS)))
    throw serviceProblem('PROJECTION_BEHIND', `the projection has not reached ${awaited}; try again`)
  if (!(await service.isReadable())) throw serviceProblem('PROJECTION_BEHIND', UNREADABLE)
  reply.header('x-position', (await service.models.position()).toString())
}

/** As `freshness`, for what is read from the log itself: there a receipt's position stands at once. */
export async function logFreshness({ ledger: { store } }: Service, request: FastifyRequest): Promise<void> {
  const awaited = awaitedPosition(request)
  if (awaited === undefined) return
  const signal = AbortSignal.timeout(WAIT_MS)
  while ((await store.head()) < awaited) {
    if (signal.aborted) throw serviceProblem('PROJECTION_BEHIND', `the log has not reached ${awaited}; try again`)
    await store.waitBeyond(awaited - 1n, signal)
  }
}
