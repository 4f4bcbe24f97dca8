import { STATES, type State, type Verdict } from '../rule.ts'

const rank = (state: State): number => STATES.indexOf(state)

/** The verdict of several: the worst, of equals the one that is due first, with the events of all. */
export function worstOf(verdicts: readonly Verdict[]): Verdict | undefined {
  const [only] = verdicts
  if (verdicts.length <= 1) return only
  const sorted = verdicts.toSorted(
    (a, b) => rank(b.state) - rank(a.state) || (a.dueOn ?? Infinity) - (b.dueOn ?? Infinity),
  )
  const [worst] = sorted as [Verdict, ...Verdict[]]
  const dueOn = worst.dueOn ?? sorted.find((verdict) => verdict.dueOn !== undefined)?.dueOn
  const message = sorted.filter(({ state }) => state === worst.state).map((verdict) => verdict.message)
  return {
    state: worst.state,
    ...(dueOn !== undefined && { dueOn }),
    events: [...new Set(verdicts.flatMap(({ events }) => events))],
    message: [...new Set(message)].join('; '),
    ...('fault' in worst && { fault: worst.fault }),
  }
}
