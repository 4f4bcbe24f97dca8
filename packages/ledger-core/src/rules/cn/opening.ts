import type { CaseFile } from '../case-file.ts'
import type { RuleFunction, Verdict } from '../rule.ts'
import { dateWords, silent } from '../words.ts'
import { bidDeadline } from './moments.ts'

const MINUTE_MS = 60_000
const minuteOf = (ms: number): number => Math.floor(ms / MINUTE_MS)

/** R06: bids are opened in the minute of the deadline, as it stood then. */
export const openingAtDeadline: RuleFunction = (file) => {
  const opening = file.first('BidsOpened')
  const deadline = bidDeadline(file, opening?.ms)
  if (deadline === undefined) return silent('no bid deadline is stated')
  const dueOn = deadline.day
  const events = opening === undefined ? [deadline.eventId] : [deadline.eventId, opening.eventId]
  const due = `the bid deadline is ${new Date(deadline.ms).toISOString()}`
  if (opening !== undefined) {
    const isSame = minuteOf(opening.ms) === minuteOf(deadline.ms)
    const message = `bids opened ${new Date(opening.ms).toISOString()}, ${due}`
    return { state: isSame ? 'pass' : 'violated', dueOn, events, message }
  }
  const end = file.facts.find(({ type }) => type === 'TenderFailed' || type === 'ProjectCancelled')
  if (end !== undefined) return silent('the tender ended before bids were opened', [...events, end.eventId], dueOn)
  if (!file.isOver(dueOn)) return { state: 'pending', dueOn, events, message: `not opened yet, ${due}` }
  if (file.suspensions.some(({ from, until }) => from.ms <= deadline.ms && (until?.ms ?? Infinity) > deadline.ms))
    return silent('the procedure was suspended over its deadline, which must be extended', events, dueOn)
  return { state: 'violated', dueOn, events, message: `not opened on ${dateWords(dueOn)}, ${due}` }
}

/** R08 of TBL: no opening with fewer bidders. Given: `least`. */
export const enoughBidders: RuleFunction = (file, _subject, { least }) => {
  const opening = file.first('BidsOpened')
  const failed = file.first('TenderFailed')
  if (opening !== undefined) {
    const bidders = new Set(opening.data.bids.map(({ bidder }) => bidder.id)).size
    const message = `opened with ${bidders} bidders, at least ${least} are needed`
    return { state: bidders >= (least as number) ? 'pass' : 'violated', events: [opening.eventId], message }
  }
  if (failed?.data.reason === 'tooFewBids')
    return { state: 'pass', events: [failed.eventId], message: 'too few bids, not opened' }
  return silent('bids are not opened')
}

/** R08 of GPL: no award with fewer suppliers that qualify and respond. Given: `least`. */
export const enoughSuppliers: RuleFunction = (file, _subject, { least }) => {
  const failed = file.first('TenderFailed')
  const award = file.of('AwardDecided').find(({ data }) => !file.voidings.has(data.awardId))
  const evaluation = file.of('BidsEvaluated').findLast(({ ms }) => ms <= (award?.ms ?? Number.POSITIVE_INFINITY))
  if (evaluation === undefined) return silent('bids are not evaluated')
  const suppliers = suppliersOf(
    file,
    evaluation.data.scores.map(({ bidId }) => bidId),
  )
  const message = `${suppliers} suppliers qualify and respond, at least ${least} are needed`
  const judged = (state: Verdict['state'], ...events: string[]): Verdict => ({
    state,
    events: [evaluation.eventId, ...events],
    message,
  })
  if (suppliers >= (least as number)) return judged('pass')
  if (award !== undefined) return judged('violated', award.eventId)
  return failed === undefined
    ? silent(`${message}; no award is decided`, [evaluation.eventId])
    : judged('pass', failed.eventId)
}

/** Who stands behind these bids; a bid whose bidder is not known stands for one of its own. */
function suppliersOf(file: CaseFile, bidIds: readonly string[]): number {
  const bidders = new Map(file.of('BidSubmitted').map(({ data }) => [data.bidId, data.bidder.id]))
  for (const { data } of file.of('BidsOpened')) for (const { bidId, bidder } of data.bids) bidders.set(bidId, bidder.id)
  return new Set(bidIds.map((bidId) => bidders.get(bidId) ?? bidId)).size
}
