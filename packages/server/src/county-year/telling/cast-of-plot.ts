import type { Actor } from '@procurement-ledger/core'
import type { PartyName } from '../cast.ts'
import { kindOf } from '../kinds.ts'
import { minuteOf, moment } from '../moment.ts'
import type { Plot } from '../plots.ts'
import { seeded } from '../random.ts'
import { asAgency, asBuyer } from './chronicle.ts'

/** The agency, or the buyer where it organises the tender itself. */
export const organiser = ({ agency, buyer }: Plot): Actor => (agency === undefined ? asBuyer(buyer) : asAgency(agency))

/** The moment at which bidding ends and bids are opened; the same for all sections of a tender. */
export function deadlineOf({ outline, days }: Plot, which: 'first' | 'last' = 'last'): number {
  const { deadline, firstDeadline } = days
  const day = which === 'first' ? firstDeadline : deadline
  if (day === undefined) throw new RangeError(`${outline.projectId} has no deadline`)
  const random = seeded(`hour/${outline.programme ?? outline.projectId}`)
  return moment(day, minuteOf(random.pick(['9:00', '9:30', '10:00'])))
}

/** One bid of a plot, under the ids that it has in the ledger. */
export interface Bid {
  readonly bidId: string
  readonly bondId: string
  readonly bidder: PartyName
  readonly index: number
}

export const bidsOf = ({ bidding }: Plot): readonly Bid[] =>
  bidding.bidders.map((bidder, index) => {
    const number = String(index + 1).padStart(3, '0')
    return { bidId: `bid-${number}`, bondId: `bond-${number}`, bidder, index }
  })

/** Who bids to the end, who withdraws, who is out, and in which order the others are ranked. */
export interface Field {
  readonly withdrawn: readonly Bid[]
  readonly staying: readonly Bid[]
  /** Not valid at the opening. */
  readonly invalid: readonly Bid[]
  /** Rejected by the committee. */
  readonly rejected: readonly Bid[]
  readonly ranked: readonly Bid[]
  /** The ranking that a complaint overturned: there the first two stood the other way round. */
  readonly rankedAtFirst: readonly Bid[]
}

/** Fewer than three may not compete: TBL 28, GPL 36. */
const LEAST_BIDS = 3
/** Withdrawals and rejections are told where a crowd bids. */
const CROWD = 12

export function fieldOf(plot: Plot): Field {
  const known = fields.get(plot)
  if (known !== undefined) return known
  const field = fieldFrom(plot)
  fields.set(plot, field)
  return field
}

const fields = new WeakMap<Plot, Field>()

function fieldFrom(plot: Plot): Field {
  const { outline, seats } = plot
  const random = seeded(`field/${outline.projectId}`)
  const bids = bidsOf(plot)
  if (outline.ending === 'failed')
    return { withdrawn: [], staying: bids, invalid: [], rejected: bids, ranked: [], rankedAtFirst: [] }

  const isCrowd = bids.length >= CROWD
  const withdrawn = isCrowd && random.chance(0.3) ? bids.slice(-1) : []
  const staying = bids.filter((bid) => !withdrawn.includes(bid))
  const spare = Math.max(0, staying.length - LEAST_BIDS - 1)
  const wanted = isCrowd ? random.int(0, 4) : Number(random.chance(0.25))
  const out = seats === 0 ? [] : staying.slice(staying.length - Math.min(spare, wanted))
  const isOpened = kindOf(outline.kind).method === 'open'
  const invalid = isOpened && random.chance(0.2) ? out.slice(0, 1) : []
  const ranked = random.shuffle(staying.filter((bid) => !out.includes(bid)))
  const [first, second, ...others] = ranked
  const rankedAtFirst = first === undefined || second === undefined ? ranked : [second, first, ...others]
  return { withdrawn, staying, invalid, rejected: out.slice(invalid.length), ranked, rankedAtFirst }
}

/** A bid that was awarded, and for how much in fen. */
export interface AwardedBid {
  readonly bid: Bid
  readonly amount: bigint
}

/** The bids that win in the end. */
export function winningBids(plot: Plot): readonly AwardedBid[] {
  const { ranked } = fieldOf(plot)
  const { price, outline, days } = plot
  if (outline.kind === 'framework') {
    const third = (price.award / 3n / 100n) * 100n
    return ranked.slice(0, 3).map((bid, i) => ({ bid, amount: i === 0 ? price.award - 2n * third : third }))
  }
  // Where a first award was lost, the second candidate wins.
  const bid = ranked[days.lost === undefined ? 0 : 1]
  return bid === undefined ? [] : [{ bid, amount: price.award }]
}

/** The bid that was awarded first, and whose bidder did not sign; a little lower than the one that wins. */
export function lostBids(plot: Plot): readonly AwardedBid[] {
  const [bid] = fieldOf(plot).ranked
  if (plot.days.lost === undefined || bid === undefined) return []
  return [{ bid, amount: (plot.price.award * 99n) / 100n }]
}
