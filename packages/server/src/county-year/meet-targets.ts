import type { BondDraft } from './bond-draft.ts'
import type { Random } from './random.ts'
import { split } from './split.ts'
import type { BondTargets } from './targets.ts'

/** Moves the numbers of single projects, as little as possible, until the county's add up. */

/** The fewest and the most who bid for works; the others stay as they are. */
const CROWD_SIGMA = 0.45
const FEWEST_BIDDERS = 9

/** In fen, the larger first: bonds are round amounts. */
const STEPS = [10_000_00n, 1_000_00n] as const

/** The large tenders of works take all bidders that are left. */
export function meetCount(drafts: readonly BondDraft[], total: number, random: Random): void {
  const crowded = drafts.filter(({ outline }) => outline.kind === 'works' && outline.ending === 'contract')
  const others = drafts.filter((draft) => !crowded.includes(draft)).reduce((sum, { count }) => sum + count, 0)
  const left = total - others - crowded.length * FEWEST_BIDDERS
  const shares = split(
    BigInt(left),
    crowded.map(() => random.spread(CROWD_SIGMA)),
  )
  for (const [i, draft] of crowded.entries()) draft.count = FEWEST_BIDDERS + Number(shares[i])
}

/** Bonds of all bidders add up to `total`, as nearly as round amounts allow: in proportion first, then single steps. */
export function meetSum(drafts: readonly BondDraft[], total: bigint): void {
  const movable = drafts.filter((draft) => draft.count > 0 && !draft.isDeposit)
  const fixed = sumOf(drafts) - sumOf(movable)
  const natural = sumOf(movable)
  const [grain, fineGrain] = STEPS
  for (const draft of movable) {
    const scaled = (draft.amount * (total - fixed)) / natural
    draft.amount = least(scaled - (scaled % (scaled < 5n * grain ? fineGrain : grain)), draft.most)
  }

  const byCount = movable.toSorted((a, b) => b.count - a.count)
  for (const step of STEPS) {
    for (const draft of byCount) {
      const missing = total - sumOf(drafts)
      const steps = missing / (step * BigInt(draft.count))
      const room = (draft.most - draft.amount) / step
      draft.amount += step * least(steps, room)
    }
  }
}

/** So many bonds are guarantees, and together they come as near to their sum as whole bonds can. */
export function meetGuarantees(drafts: readonly BondDraft[], { guaranteed, guaranteedSum }: BondTargets): void {
  const choosable = drafts.filter(({ isDeposit }) => !isDeposit)
  for (const draft of choosable) draft.guaranteed = Math.floor((draft.count * guaranteed) / sumCounts(choosable))
  let left = guaranteed - choosable.reduce((sum, draft) => sum + draft.guaranteed, 0)
  for (const draft of choosable) {
    if (left === 0) break
    if (draft.guaranteed === draft.count) continue
    draft.guaranteed += 1
    left -= 1
  }
  for (;;) {
    const missing = guaranteedSum - choosable.reduce((sum, draft) => sum + draft.amount * BigInt(draft.guaranteed), 0n)
    const swap = bestSwap(choosable, missing)
    if (swap === undefined) return
    swap.more.guaranteed += 1
    swap.less.guaranteed -= 1
  }
}

interface Swap {
  readonly more: BondDraft
  readonly less: BondDraft
}

/** One guarantee more here and one less there, whatever brings the sum nearest; undefined if nothing does. */
function bestSwap(drafts: readonly BondDraft[], missing: bigint): Swap | undefined {
  let best: Swap | undefined
  let nearest = distance(missing)
  for (const more of drafts) {
    if (more.guaranteed === more.count) continue
    for (const less of drafts) {
      if (less.guaranteed === 0) continue
      const left = distance(missing - (more.amount - less.amount))
      if (left < nearest) {
        best = { more, less }
        nearest = left
      }
    }
  }
  return best
}

const sumOf = (drafts: readonly BondDraft[]): bigint =>
  drafts.reduce((sum, { amount, count }) => sum + amount * BigInt(count), 0n)

const sumCounts = (drafts: readonly BondDraft[]): number => drafts.reduce((sum, { count }) => sum + count, 0)

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const distance = (amount: bigint): bigint => (amount < 0n ? -amount : amount)
