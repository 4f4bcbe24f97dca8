import { type Instant, instantMs, type LoggedFact, parsePosition } from '@procurement-ledger/core'
import { CutError } from './cut-error.ts'

/**
 * What was known: the facts up to a place of the log, or those that were recorded up to a moment. `recordedAt` never
 * falls inside a stream, so either is a prefix of every stream. Across streams it may: every process has its own clock.
 */
export type LogCut = { readonly atPosition: bigint } | { readonly asOfMs: number }

/** Whatever was and will be recorded. */
export const EVERYTHING: LogCut = { asOfMs: Number.POSITIVE_INFINITY }

/** The parameters of a query that name a cut; undefined where it asks for what is known now. */
export function cutOf({ asOf, atPosition }: CutParameters): LogCut | undefined {
  if (atPosition !== undefined) return { atPosition: parsePosition(atPosition) }
  return asOf === undefined ? undefined : { asOfMs: instantMs(asOf) }
}

/** As `asOf` and `atPosition` stand in a query that was parsed: one of them at most. */
export interface CutParameters {
  readonly asOf?: Instant | undefined
  readonly atPosition?: string | undefined
}

/** Whether a cut holds a fact. */
export const holdsFact = (
  cut: LogCut,
  { position, recordedMs }: Pick<LoggedFact, 'position' | 'recordedMs'>,
): boolean => ('atPosition' in cut ? position <= cut.atPosition : recordedMs <= cut.asOfMs)

/** Equal for cuts that are the same. */
export const keyOfCut = (cut: LogCut): string =>
  'atPosition' in cut ? `position ${cut.atPosition}` : `known by ${cut.asOfMs}`

/** @throws CutError POSITION_AHEAD where the log ends before the cut does */
export function assertReached(cut: LogCut, head: bigint): void {
  if ('atPosition' in cut && cut.atPosition > head)
    throw new CutError('POSITION_AHEAD', `the log ends at ${head}; ${cut.atPosition} is not there yet`)
}
