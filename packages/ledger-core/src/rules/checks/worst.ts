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
  // What is pending and has no day yet is not due on the day of what is done.
  const dated = sorted.find(
    ({ state, dueOn }) => dueOn !== undefined && (state === worst.state || worst.state !== 'pending'),
  )
  const dueOn = worst.dueOn ?? dated?.dueOn
  const message = sorted.filter(({ state }) => state === worst.state).map((verdict) => verdict.message)
  return {
    state: worst.state,
    ...(dueOn !== undefined && { dueOn }),
    events: [...new Set(verdicts.flatMap(({ events }) => events))],
    message: [...new Set(message)].join('; '),
    ...('fault' in worst && { fault: worst.fault }),
  }
}
