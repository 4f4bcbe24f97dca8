import type { Service } from '../service.ts'
import type { Metrics } from './metrics.ts'

/** What every group of routes is given. */
export interface RouteContext {
  readonly service: Service
  readonly metrics: Metrics
  /** Aborts when the service begins to shut down: live feeds end. */
  readonly stopping: AbortSignal
}
