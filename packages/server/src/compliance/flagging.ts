import { type CalendarDate, type Ledger, utcMillis } from '@procurement-ledger/core'
import { type Leader, type LedFollower, type Worked, workWhereLeading } from '@procurement-ledger/core/follower'
import type { RuleSetting } from '@procurement-ledger/core/rules'
import { flagsToState, type ReadModels } from '@procurement-ledger/projections'
import { raiseFlag, resolveFlag } from './state-flag.ts'

/** Codes with which flagging stands still. */
export const FLAGGING_ERRORS = {
  FLAGGING_FAILED: 'flags could not be stated; the message says why; it is tried again',
} as const
export type FlaggingCode = keyof typeof FLAGGING_ERRORS

export interface FlaggingOptions {
  readonly ledger: Ledger
  readonly models: ReadModels
  readonly rules: RuleSetting
  readonly now: () => number
  readonly leader: Leader
  readonly since?: CalendarDate
}

export type Flagging = LedFollower<FlaggingCode>

/** Flags of each kind that are stated in one turn, so that an old ledger is not flooded before others have theirs. */
const MOST_A_TURN = 50

/** States flags: one of each violation that the read models hold today, and its end once nothing is violated any more. */
export const openFlagging = (options: FlaggingOptions): Flagging =>
  workWhereLeading({
    leader: options.leader,
    work: (signal) => stateFlags(options, signal),
    failed: 'FLAGGING_FAILED',
  })

/** One turn; answers whether there may be more. */
export async function stateFlags(
  { ledger, models, rules, now, since }: Omit<FlaggingOptions, 'leader'>,
  signal: AbortSignal,
): Promise<Worked<FlaggingCode>> {
  const nowMs = now()
  const asked = { nowMs, most: MOST_A_TURN, ...(since !== undefined && { since }) }
  const { position, raise, resolve } = await models.snapshot(async (at) => ({
    position: await at.position(),
    ...(await flagsToState(at, asked)),
  }))
  const world = { ledger, rules, position, occurredAt: utcMillis(nowMs) }
  const works = [
    ...raise.map((flag) => () => raiseFlag(world, flag)),
    ...resolve.map((flag) => () => resolveFlag(world, flag)),
  ]
  let stated = 0
  const failures: unknown[] = []
  for (const work of works) {
    if (signal.aborted) return {}
    try {
      if (await work()) stated += 1
    } catch (failure) {
      // One project keeps no other from its flags.
      failures.push(failure)
    }
  }
  if (failures.length > 0) throw failures[0]
  return { isMore: stated > 0 }
}
