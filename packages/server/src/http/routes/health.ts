import type { FastifyInstance } from 'fastify'
import type { RouteContext } from '../context.ts'
import { describe } from '../documents.ts'
import { NoQuery, parse } from '../parameters.ts'

/** Alive, ready, measured. */
export function healthRoutes(app: FastifyInstance, { service, metrics }: RouteContext): void {
  app.get('/v1/health', { schema: describe({ tag: 'Operation', summary: 'Alive' }) }, async (request) => {
    parse(NoQuery, request.query)
    return { status: 'ok' }
  })

  app.get(
    '/v1/ready',
    {
      schema: describe({
        tag: 'Operation',
        summary: "Ready, with each follower's lag in events; 503 while one stalls",
      }),
    },
    async (request, reply) => {
      parse(NoQuery, request.query)
      const followers = service.followers()
      const isReady = followers.every(({ state }) => state !== 'stalled' && state !== 'stopped')
      reply.code(isReady ? 200 : 503)
      return { status: isReady ? 'ready' : 'stalled', followers }
    },
  )

  app.get(
    '/metrics',
    { schema: describe({ tag: 'Operation', summary: 'Prometheus metrics' }) },
    async (_request, reply) => {
      reply.type(metrics.registry.contentType)
      return metrics.registry.metrics()
    },
  )
}
