import type { Period } from '../calendar/count-days.ts'
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
  const lastDay = (from: number, within: Period) => file.lastDayWithin(from, within, ['suspension'], subject)
  const tradeOn = lastDay(accepted.day, period)
  const demand = file.first('DemandIssued')
  const demanded: Period = { count: given.demandDays as number, unit: 'calendarDays' }
  const endOn = demand === undefined ? tradeOn : lastDay(demand.day, demanded)
  const dueOn = tradeOn === undefined || endOn === undefined ? undefined : Math.max(tradeOn, endOn)
  const events = [accepted.eventId, ...(demand === undefined ? [] : [demand.eventId])]
  const verdict = (state: Verdict['state'], message: string, ...more: string[]): Verdict => ({
    state,
    ...(dueOn !== undefined && { dueOn }),
    events: [...events, ...more],
    message: `${message}, ${dueOn === undefined ? 'its period stands still' : `due ${dateWords(dueOn)}`}`,
  })
  const traded = file.facts.find(({ type }) => TRADING.has(type))
  if (traded !== undefined) {
    const isLate = demand !== undefined && dueOn !== undefined && traded.day > dueOn
    return verdict(isLate ? 'violated' : 'pass', `trading began on ${dateWords(traded.day)}`, traded.eventId)
  }
  const ended = file.facts.find(({ type }) => ENDED.has(type))
  if (ended !== undefined) return verdict('pass', `ended on ${dateWords(ended.day)}`, ended.eventId)
  if (dueOn === undefined || !file.isOver(dueOn)) return verdict('pending', 'not traded yet')
  return verdict(
    'violated',
    demand === undefined ? 'not traded, and not demanded' : 'demanded, not traded, and not ended',
  )
}
