import type { Service } from '../service.ts'
import type { Metrics } from './metrics.ts'

/** What every group of routes is given. */
export interface RouteContext {
  readonly service: Service
  readonly metrics: Metrics
  /** How long an answer waits for the notary. */
  readonly notaryMs: number
  /** Events of a project that a bundle may hold. */
  readonly bundleEvents: number
  /** Aborts when the service begins to shut down: live feeds end. */
  readonly stopping: AbortSignal
}
