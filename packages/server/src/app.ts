import type { Server } from 'node:http'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { MAX_BUNDLE_EVENTS } from '@procurement-ledger/core/verify'
import fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, LogController } from 'fastify'
import { pino } from 'pino'
import { discardRest, parseBodies } from './http/body.ts'
import { addDocumentSchemas } from './http/documents.ts'
import { meter } from './http/metrics.ts'
import { NoQuery, parse } from './http/parameters.ts'
import { sendProblem, serviceProblem } from './http/problems.ts'
import { bundleRoutes } from './http/routes/bundles.ts'
import { complianceRoutes } from './http/routes/compliance.ts'
import { differenceRoutes } from './http/routes/differences.ts'
import { eventRoutes } from './http/routes/events.ts'
import { evidenceRoutes } from './http/routes/evidence.ts'
import { healthRoutes } from './http/routes/health.ts'
import { listRoutes } from './http/routes/lists.ts'
import { projectRoutes } from './http/routes/projects.ts'
import { statisticRoutes } from './http/routes/statistics.ts'
import { streamRoutes } from './http/routes/streams.ts'
import { answerUnreadable } from './http/unreadable.ts'
import type { Service } from './service.ts'

/** Limits of the service; each can be set. */
export interface Limits {
  readonly bodyBytes: number
  /** Events of a project that a bundle may hold. */
  readonly bundleEvents: number
  readonly requestMs: number
  /** What is still open so long after a shutdown began is cut off; more than a read waits for the projection. */
  readonly shutdownMs: number
  /** How long a receipt waits until its event is under a checkpoint. */
  readonly notaryMs: number
}

/** A path is no longer than Node takes a request's head to be, so the route's own schema judges every id. */
const MAX_PARAM_CHARS = 16 * 1024

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 256 * 1024,
  bundleEvents: MAX_BUNDLE_EVENTS,
  requestMs: 30_000,
  shutdownMs: 6_000,
  notaryMs: 5_000,
}

export interface AppOptions {
  /** The app closes it. */
  readonly service: Service
  /** Left out: no log. */
  readonly logger?: FastifyBaseLogger
  readonly limits?: Partial<Limits>
}

/** The HTTP service on a ledger: routes, documents, metrics. Nothing of the law is decided here. */
export async function buildApp({ service, logger, limits }: AppOptions): Promise<FastifyInstance> {
  const { bodyBytes, bundleEvents, requestMs, shutdownMs, notaryMs } = { ...DEFAULT_LIMITS, ...limits }
  const app = fastify({
    bodyLimit: bodyBytes,
    requestTimeout: requestMs,
    handlerTimeout: requestMs,
    // A quiet keep-alive connection must not hold a shutdown.
    forceCloseConnections: 'idle',
    // Refused below, with a code.
    return503OnClosing: false,
    frameworkErrors: sendProblem,
    clientErrorHandler: answerUnreadable,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: MAX_PARAM_CHARS, querystringParser: (text) => parseQueryString(text) },
    loggerInstance: logger ?? pino({ level: 'silent' }),
  })
  const stopping = new AbortController()

  // Shapes are judged by the ledger and by the routes' own schemas, which name every issue; Fastify adds nothing.
  app.setValidatorCompiler(() => (value) => ({ value }))
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    if (error.statusCode === 413) await discardRest(request.raw)
    return sendProblem(error, request, reply)
  })
  app.setNotFoundHandler((request) => {
    throw serviceProblem('ROUTE_UNKNOWN', `${request.method} ${pathOf(request.url)} is no route; see /docs`)
  })
  app.addHook('onRequest', async () => {
    if (stopping.signal.aborted) throw serviceProblem('SHUTTING_DOWN')
  })
  parseBodies(app)
  logRequests(app)

  addDocumentSchemas(app)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Procurement ledger',
        description: 'Record facts of public procurement, replay them, query figures and drill down to the events.',
        version: '1',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `schema-${i}`) },
  })
  await app.register(swaggerUi, { routePrefix: '/docs' })

  const metrics = meter(app, service)
  const context = { service, metrics, notaryMs, bundleEvents, stopping: stopping.signal }
  await app.register(async (routes) => {
    streamRoutes(routes, context)
    projectRoutes(routes, context)
    bundleRoutes(routes, context)
    complianceRoutes(routes, context)
    eventRoutes(routes, context)
    statisticRoutes(routes, context)
    differenceRoutes(routes, context)
    listRoutes(routes, context)
    evidenceRoutes(routes, context)
    healthRoutes(routes, context)
    routes.get('/v1/openapi.json', { schema: { hide: true } }, async (request) => {
      parse(NoQuery, request.query)
      return app.swagger()
    })
  })

  // Live feeds end first, then what was accepted is finished, then the ledger closes.
  app.addHook('preClose', async () => {
    stopping.abort()
    endConnections(app.server, shutdownMs)
  })
  app.addHook('onClose', async () => service.close())
  return app
}

const IDLE_LOOK_MS = 50

/**
 * A connection that falls idle after its last answer would wait for its client, and one whose client neither reads nor
 * sends would wait for ever: Node closes only what is idle when the shutdown begins.
 */
function endConnections(server: Server, withinMs: number): void {
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS).unref()
  const rest = setTimeout(() => server.closeAllConnections(), withinMs).unref()
  server.once('close', () => {
    clearInterval(idle)
    clearTimeout(rest)
  })
}

/**
 * A parameter that stands twice is two statements; the schemas refuse the list it becomes. It must not throw: the router
 * calls it where nothing catches. An object without prototype holds `__proto__` as it holds any other unknown name.
 */
function parseQueryString(text: string): Record<string, unknown> {
  const query: Record<string, unknown> = Object.create(null)
  for (const [key, value] of new URLSearchParams(text)) query[key] = key in query ? [query[key], value].flat() : value
  return query
}

/** One line a request: no body, no query, no header, so no personal data. */
function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, id } = request
    const { statusCode, elapsedTime } = reply
    const route = request.routeOptions.url ?? 'unknown'
    request.log.info({ requestId: id, method, route, statusCode, ms: Math.round(elapsedTime * 10) / 10 }, 'request')
  })
}

const pathOf = (url: string): string => url.split('?', 1)[0] ?? url
