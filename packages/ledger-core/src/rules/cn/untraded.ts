import { lastDayWithin, type Period } from '../calendar/count-days.ts'
import type { RuleFunction, Verdict } from '../rule.ts'
import { dateWords, silent } from '../words.ts'

const TRADING: ReadonlySet<string> = new Set([
  'SingleSourcePublicised',
  'TenderNoticePublished',
  'InvitationIssued',
  'BidsOpened',
  'OffersReceived',
  'AwardDecided',
])
const ENDED: ReadonlySet<string> = new Set(['TenderFailed', 'ProjectCancelled'])

/**
 * R29: what was accepted is traded in time; if not, it is demanded, and after an unanswered demand ended. Given: `count`
 * and `unit` from the acceptance, `demandDays` from the demand.
 */
export const tradedOrEnded: RuleFunction = (file, subject, given) => {
  const accepted = file.first('RegistrationAccepted')
  if (accepted === undefined) return silent('the registration is not accepted yet')
  const period: Period = { count: given.count as number, unit: given.unit as Period['unit'] }
  const isStopped = file.stopped(['suspension'], subject)
  const tradeOn = lastDayWithin(file.calendar, accepted.day, period, isStopped)
  const demand = file.first('DemandIssued')
  const demanded: Period = { count: given.demandDays as number, unit: 'calendarDays' }
  const dueOn =
    demand === undefined ? tradeOn : Math.max(tradeOn, lastDayWithin(file.calendar, demand.day, demanded, isStopped))
  const events = [accepted.eventId, ...(demand === undefined ? [] : [demand.eventId])]
  const verdict = (state: Verdict['state'], message: string, ...more: string[]): Verdict => ({
    state,
    dueOn,
    events: [...events, ...more],
    message: `${message}, due ${dateWords(dueOn)}`,
  })
  const traded = file.facts.find(({ type }) => TRADING.has(type))
  if (traded !== undefined) {
    const isLate = demand !== undefined && traded.day > dueOn
    return verdict(isLate ? 'violated' : 'pass', `trading began on ${dateWords(traded.day)}`, traded.eventId)
  }
  const ended = file.facts.find(({ type }) => ENDED.has(type))
  if (ended !== undefined) return verdict('pass', `ended on ${dateWords(ended.day)}`, ended.eventId)
  if (file.on <= dueOn) return verdict('pending', 'not traded yet')
  return verdict(
    'violated',
    demand === undefined ? 'not traded, and not demanded' : 'demanded, not traded, and not ended',
  )
}
