import { kindOf } from '../kinds.ts'
import { cny } from '../money.ts'
import type { Plot } from '../plots.ts'
import { deadlineOf, fieldOf, lostBids, organiser, winningBids } from './cast-of-plot.ts'
import { type Chronicle, centre, itself } from './chronicle.ts'

const MINUTE_MS = 60_000

/** 投标截止 and 开标, or 流标 where fewer than three came. */
export function tellOpening(chronicle: Chronicle, plot: Plot): void {
  const { outline, seats } = plot
  const { method, course } = kindOf(outline.kind)
  const deadlineMs = deadlineOf(plot)
  const { staying } = fieldOf(plot)
  chronicle.tell('SubmissionClosed', deadlineMs, itself, { bidCount: staying.length })
  if (outline.ending === 'failed' && seats === 0) {
    chronicle.tell('TenderFailed', deadlineMs + chronicle.random.int(30, 60) * MINUTE_MS, organiser(plot), {
      reason: 'tooFewBids',
      ...(outline.retenderAs && { retenderAs: outline.retenderAs }),
    })
    return
  }
  if (method === 'open' && course !== 'sale') tellBids(chronicle, plot, deadlineMs)
  else tellOffers(chronicle, plot, deadlineMs)
}

function tellBids(chronicle: Chronicle, plot: Plot, deadlineMs: number): void {
  const { outline, bidding } = plot
  const { staying, invalid } = fieldOf(plot)
  const isWorks = kindOf(outline.kind).category === 'works'
  const prices = pricesOf(plot)
  const days = chronicle.random.int(60, 540)
  chronicle.tell('BidsOpened', deadlineMs, centre, {
    host: '示例开标主持人 (invented)',
    room: 'opening room 开标室',
    online: true,
    bids: staying.map((bid) => {
      const { bidId, bidder } = bid
      return {
        bidId,
        bidder,
        price: cny(prices.get(bidId) ?? 0n),
        ...(isWorks && { duration: days }),
        ...(invalid.includes(bid) ? { valid: false, reason: 'cannot be decrypted 未成功解密' } : { valid: true }),
      }
    }),
  })
  if (bidding.waived === undefined) return
  chronicle.tell('BidBondWaived', deadlineMs + 20 * MINUTE_MS, centre, {
    basis: 'no bid bond is asked of anybody 全部投标人免收投标担保',
    amountWaived: cny(bidding.waived),
  })
}

function tellOffers(chronicle: Chronicle, plot: Plot, deadlineMs: number): void {
  const prices = pricesOf(plot)
  chronicle.tell('OffersReceived', deadlineMs, centre, {
    offers: fieldOf(plot).staying.map(({ bidId, bidder }) => ({
      bidId,
      bidder,
      price: cny(prices.get(bidId) ?? 0n),
      round: 1,
    })),
  })
}

/** What each bid asks or offers, in fen: the winner's is the award; nobody exceeds the ceiling, or undercuts the reserve. */
function pricesOf(plot: Plot): ReadonlyMap<string, bigint> {
  const { staying, ranked } = fieldOf(plot)
  const winners = new Map([...winningBids(plot), ...lostBids(plot)].map(({ bid, amount }) => [bid.bidId, amount]))
  const [low, high] = rangeOf(plot)
  const order = new Map(ranked.map(({ bidId }, rank) => [bidId, rank]))
  return new Map(
    staying.map(({ bidId, index }) => {
      const place = BigInt(((order.get(bidId) ?? index) * 37) % 100)
      const between = low + ((high - low) * place) / 100n
      return [bidId, winners.get(bidId) ?? between - (between % 100n)]
    }),
  )
}

function rangeOf({ price, outline }: Plot): readonly [low: bigint, high: bigint] {
  const { course, committee } = kindOf(outline.kind)
  const best = price.award > 0n ? price.award : (price.baseline * 95n) / 100n
  if (outline.kind === 'rural') return [best / 2n, best]
  if (course === 'sale') return [price.baseline, best]
  // Where the lowest price wins, nobody asks for less; otherwise points decide.
  return [committee === 3 ? best : (best * 97n) / 100n, price.baseline]
}
