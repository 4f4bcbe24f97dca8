import { dateOfDay, dayNumber } from '../../kernel/calendar-date.ts'
import { endOfDayMs } from '../../kernel/zone.ts'
import type { RuleFunction, Verdict } from '../rule.ts'
import { isCovered } from '../suspensions.ts'
import { dateWords, silent } from '../words.ts'

/** R12: an objection to the evaluation comes while candidates are publicised. */
export const withinPublicity: RuleFunction = (file, subject) => {
  const [raised] = file.ofSubject('ObjectionRaised', subject)
  if (raised?.data.about !== 'evaluation') return
  const publicities = file.of('CandidatesPublicised').map(({ eventId, day, data }) => ({
    eventId,
    from: Math.min(day, dayNumber(data.publicFrom)),
    until: dayNumber(data.publicUntil),
  }))
  const open = publicities.find(({ from, until }) => raised.day >= from && raised.day <= until)
  const nearest = open ?? publicities.findLast(({ from }) => from <= raised.day)
  if (nearest === undefined) return silent('no candidates are publicised yet', [raised.eventId])
  return {
    state: open === undefined ? 'violated' : 'pass',
    dueOn: nearest.until,
    events: [nearest.eventId, raised.eventId],
    message: `raised on ${dateWords(raised.day)}, publicised until ${dateWords(nearest.until)}`,
  }
}

/**
 * R05, R12: until an objection is answered the procedure rests: a suspension begins on its day at the latest, and lasts
 * until the answer. One that is answered on its own day needs none. Given: `about`.
 */
export const suspendedUntilAnswered: RuleFunction = (file, subject, { about }) => {
  const [raised] = file.ofSubject('ObjectionRaised', subject)
  if (raised === undefined || raised.data.about !== about) return
  const [answered] = file.ofSubject('ObjectionAnswered', subject)
  const ended = file.facts.find(
    ({ type, ms }) => (type === 'TenderFailed' || type === 'ProjectCancelled') && ms >= raised.ms,
  )
  const restsFromMs = endOfDayMs(file.zone, dateOfDay(raised.day))
  // Until the end of that day nothing tells whether it rests; later it does, or it does not.
  const openMs = file.isOver(raised.day) ? Number.POSITIVE_INFINITY : restsFromMs
  const restsUntilMs = Math.min(answered?.ms ?? openMs, ended?.ms ?? openMs)
  const events = answered === undefined ? [raised.eventId] : [raised.eventId, answered.eventId]
  const stretch = file.suspensions.find(
    ({ from, until }) => from.ms <= restsFromMs && (until?.ms ?? restsUntilMs) >= raised.ms,
  )
  const named = stretch === undefined ? events : [...events, stretch.from.eventId]
  const verdict = (state: Verdict['state'], message: string): Verdict => ({ state, events: named, message })
  if (restsUntilMs > restsFromMs && !isCovered(file.suspensions, restsFromMs, restsUntilMs))
    return verdict('violated', 'the procedure went on before the objection was answered')
  if (answered === undefined && ended === undefined) return verdict('pending', 'the procedure rests until the answer')
  return verdict('pass', 'the procedure did not go on before the answer')
}
