import type { Biddable, BondDraft } from './bond-draft.ts'
import { type PartyName, someOf } from './cast.ts'
import { LAST_DAY } from './days.ts'
import { type KindName, kindOf } from './kinds.ts'
import { meetCount, meetGuarantees, meetSum } from './meet-targets.ts'
import type { Outline } from './outlines.ts'
import { type Random, seeded } from './random.ts'
import { type Security, secureAll } from './securities.ts'
import { targets } from './targets.ts'
import { dayOf } from './working-days.ts'

/** Who bids for a project, and what secures the bids. Amounts in fen. */
export interface Bidding {
  readonly bidders: readonly PartyName[]
  readonly bond: BidBond | undefined
  /** What all bidders together need not lodge (免收投标担保). */
  readonly waived: bigint | undefined
}

export interface BidBond {
  readonly amount: bigint
  /** One for each bidder, in order. */
  readonly forms: readonly BondForm[]
}

export type BondForm = 'cash' | 'transfer' | 'guarantee' | 'insurance' | 'annual'

export const isGuaranteed = (form: BondForm): boolean => form === 'guarantee' || form === 'insurance'

const TEN_THOUSAND_YUAN = 10_000_00n
const THOUSAND_YUAN = 1_000_00n

/** TBR 26, GPR 33: at most two percent of the estimate, or of the budget. */
const MOST_PERCENT = 2n
/** A deposit for a sale (竞买保证金) is no bid bond of those laws. In percent of the reserve. */
const DEPOSIT_PERCENT: { readonly [K in KindName]?: bigint } = { land: 20n, property: 10n }

/** Where nothing was published. */
const GUARANTEED_SHARE = 0.6

/** The last working days before the deadline on which bidders lodge bonds. */
export const BIDDING_DAYS = 6

/** Bidders, bonds and waivers of all projects; those of 2023 add up to the year's targets. */
export function inviteAll(seed: string, projects: readonly Biddable[]): ReadonlyMap<string, Bidding> {
  const securities = secureAll(seed, projects)
  const drafts = projects.map((project) => draftOf(seed, project, securities.get(project.outline.projectId) ?? 'none'))
  const { bonds } = targets[2023]
  if (bonds !== undefined) {
    const lodged = drafts.filter((draft) => draft.security === 'bond' && isLodgedIn2023(draft))
    const waived = drafts.filter(({ security, outline }) => security === 'waived' && outline.year === 2023)
    meetCount(lodged, bonds.instruments, seeded(`${seed}/counts`))
    meetSum(lodged, bonds.sum)
    meetSum(waived, bonds.waivedSum)
    meetGuarantees(lodged, bonds)
  }
  return new Map(drafts.map((draft) => [draft.outline.projectId, biddingOf(seed, draft)]))
}

/** Bidders come in the last days before the deadline, never on both sides of New Year. */
const isLodgedIn2023 = ({ days: { deadline } }: Biddable): boolean =>
  deadline !== undefined && deadline >= dayOf('2023-01-04') && deadline <= LAST_DAY

function draftOf(seed: string, project: Biddable, security: Security): BondDraft {
  const { outline, price } = project
  const random = seeded(`${seed}/bidding/${outline.projectId}`)
  const deposit = DEPOSIT_PERCENT[outline.kind]
  const most = (price.baseline * (deposit ?? MOST_PERCENT)) / 100n
  const usual = deposit === undefined ? (most * BigInt(random.int(30, 70))) / 100n : most
  const grain = usual < 5n * TEN_THOUSAND_YUAN ? THOUSAND_YUAN : TEN_THOUSAND_YUAN
  const count = bidCount(outline, random)
  return {
    ...project,
    security,
    isDeposit: deposit !== undefined,
    count,
    most,
    amount: (usual / grain) * grain,
    guaranteed: deposit === undefined ? Math.floor(count * GUARANTEED_SHARE) : 0,
  }
}

/** A first tender fails because fewer than three bid, or because all who did are rejected. */
function bidCount({ kind, ending, story }: Outline, random: Random): number {
  if (ending === 'cancelled' || ending === 'demanded') return 0
  if (ending === 'failed') return kindOf(kind).course === 'sale' ? 0 : random.pick([1, 2, 2, 3])
  const [least, most] = kindOf(kind).bids
  return random.int(story === 'secondCandidate' ? Math.max(least, 4) : least, most)
}

function biddingOf(seed: string, { outline, security, isDeposit, count, amount, guaranteed }: BondDraft): Bidding {
  const random = seeded(`${seed}/bidders/${outline.projectId}`)
  const bidders = someOf(kindOf(outline.kind).crowd, count, random)
  if (security === 'none') return { bidders, bond: undefined, waived: undefined }
  if (security === 'waived') return { bidders, bond: undefined, waived: amount * BigInt(count) }

  const forms = Array.from({ length: count }, (_, i): BondForm => {
    if (i < guaranteed) return random.chance(0.78) ? 'guarantee' : 'insurance'
    return isDeposit ? 'transfer' : random.pick(['transfer', 'transfer', 'transfer', 'cash', 'annual'])
  })
  return { bidders, bond: { amount, forms: random.shuffle(forms) }, waived: undefined }
}
