import type { FastifyInstance } from 'fastify'
import type { RouteContext } from '../context.ts'
import { describe, ReadyAnswer, Text } from '../documents.ts'
import { NoQuery, parse } from '../parameters.ts'

const ALIVE = { type: 'object', properties: { status: { const: 'ok' } }, required: ['status'] }

/** Alive, ready, measured. */
export function healthRoutes(app: FastifyInstance, { service, metrics }: RouteContext): void {
  app.get(
    '/v1/health',
    { schema: describe({ tag: 'Operation', summary: 'Alive', answers: { 200: ALIVE } }) },
    async (request) => {
      parse(NoQuery, request.query)
      return { status: 'ok' }
    },
  )

  app.get(
    '/v1/ready',
    {
      schema: describe({
        tag: 'Operation',
        summary: "Ready, with each follower's lag in events; 503 while one stalls",
        answers: { 200: ReadyAnswer, 503: ReadyAnswer },
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
    {
      schema: describe({
        tag: 'Operation',
        summary: 'Prometheus metrics',
        answers: { 200: { as: { 'text/plain': Text } } },
      }),
    },
    async (_request, reply) => {
      reply.type(metrics.registry.contentType)
      return metrics.registry.metrics()
    },
  )
}
