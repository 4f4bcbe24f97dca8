import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Service } from '../service.ts'

export interface Metrics {
  readonly registry: Registry
  readonly recorded: (type: string) => void
  readonly refused: (code: string) => void
}

/** Prometheus metrics of one service: requests, facts, refusals, and how far each follower is behind. */
export function meter(app: FastifyInstance, service: Service): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Histogram({
    name: 'ledger_http_request_duration_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers,
  })
  const recorded = new Counter({
    name: 'ledger_events_recorded_total',
    help: 'Facts recorded by this process, by type.',
    labelNames: ['type'],
    registers,
  })
  const refused = new Counter({
    name: 'ledger_commands_refused_total',
    help: 'Commands refused by this process, by code.',
    labelNames: ['code'],
    registers,
  })
  new Gauge({
    name: 'ledger_follower_lag_events',
    help: 'Events that a follower has still to fold.',
    labelNames: ['follower'],
    registers,
    collect() {
      for (const { name, lag } of service.followers()) this.set({ follower: name }, lag)
    },
  })
  new Gauge({
    name: 'ledger_follower_stalled',
    help: '1 while a follower stands still because something is wrong.',
    labelNames: ['follower'],
    registers,
    collect() {
      for (const { name, state } of service.followers())
        this.set({ follower: name }, state === 'stalled' || state === 'stopped' ? 1 : 0)
    },
  })
  new Gauge({
    name: 'ledger_checkpoint_size_leaves',
    help: 'Leaves under the last signed checkpoint; absent where no notary runs.',
    registers,
    collect() {
      if (service.notary === undefined) this.reset()
      else this.set(service.notary.size())
    },
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  return {
    registry,
    recorded: (type) => recorded.inc({ type }),
    refused: (code) => refused.inc({ code }),
  }
}
