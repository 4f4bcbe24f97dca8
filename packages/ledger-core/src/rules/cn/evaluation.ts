import type { CaseFile, StampOf } from '../case-file.ts'
import { worstOf } from '../checks/worst.ts'
import type { Given, RuleFunction, Verdict } from '../rule.ts'
import { silent } from '../words.ts'

/** R09: who evaluates. Given: `least` members. Members are the seats of a session, experts those that were drawn. */
export const committee: RuleFunction = (file, _subject, { least }) => {
  const sessions = file.of('EvaluationStarted')
  if (sessions.length === 0) return silent('no evaluation has started')
  return worstOf(sessions.map((session) => judgeSession(file, session, least as number)))
}

function judgeSession(file: CaseFile, session: StampOf<'EvaluationStarted'>, least: number): Verdict {
  const members = session.data.sites.reduce((sum, { seats }) => sum + seats, 0)
  if (members === 0) return silent('how many evaluate is not stated', [session.eventId])
  const { experts, events } = expertsOf(file, session.ms)
  const flaws = [
    members < least && `at least ${least} are needed`,
    members % 2 === 0 && 'an odd number is needed',
    events.length > 0 && experts * 3 < members * 2 && 'two thirds must be experts',
  ].filter((flaw) => flaw !== false)
  const message = [`${members} members, ${events.length === 0 ? 'experts not stated' : `${experts} experts`}`, ...flaws]
  return {
    state: flaws.length === 0 ? 'pass' : 'violated',
    events: [...events, session.eventId],
    message: message.join(', '),
  }
}

/** Those drawn for a session: since the last order to evaluate anew, else at all. A replacement keeps the number. */
function expertsOf(file: CaseFile, untilMs: number): { readonly experts: number; readonly events: readonly string[] } {
  const draws = file.of('ExpertsDrawn').filter(({ ms }) => ms <= untilMs)
  const anewMs = file.of('ReEvaluationOrdered').findLast(({ ms }) => ms <= untilMs)?.ms ?? 0
  const anew = draws.filter(({ ms }) => ms >= anewMs)
  const counted = anew.length > 0 ? anew : draws
  const experts = new Set(counted.flatMap(({ data }) => data.experts.map(({ pseudonym }) => pseudonym)))
  return { experts: experts.size, events: counted.map(({ eventId }) => eventId) }
}

/**
 * R10: an award goes to a candidate, of at most `most`; where state funds prevail to the first that was not set aside
 * by an award that fell. Given: `most`; `stateFunds`, words of a `fundSource` that tell such funds; `negations`, what
 * before such a word says that there are none.
 */
export const rankedCandidates: RuleFunction = (file, subject, given) => {
  const [award] = file.ofSubject('AwardDecided', subject)
  if (award === undefined) return
  if (file.voidings.has(subject.id)) return silent('the award was cancelled or set aside', [award.eventId])
  const list = candidatesAt(file, award.ms)
  if (list === undefined) return silent('no candidates are stated', [award.eventId])
  const events = [list.eventId, award.eventId]
  const violated = (message: string): Verdict => ({ state: 'violated', events, message })
  if (list.candidates.length > (given.most as number))
    return violated(`${list.candidates.length} candidates, at most ${given.most} are lawful`)
  const own = list.candidates.find(({ bidId }) => bidId === award.data.bidId)
  if (award.data.bidId === undefined) return silent('the award names no bid', events)
  if (own === undefined) return violated(`${award.data.bidId} is not among the candidates`)
  const passed = passedOver(file, list, own.rank, award.ms)
  if (passed !== undefined && isStateFunded(file, given))
    return violated(
      `${passed} ranks before ${award.data.bidId}, and never had the award; "${file.registration?.fundSource}" is taken for state funds`,
    )
  return { state: 'pass', events, message: `${award.data.bidId} is candidate ${own.rank} of ${list.candidates.length}` }
}

interface CandidateList {
  readonly eventId: string
  readonly ms: number
  readonly candidates: readonly { readonly bidId: string; readonly rank: number }[]
}

/** As publicised; where nothing was, the ranking's first three. */
function candidatesAt(file: CaseFile, ms: number): CandidateList | undefined {
  const publicity = file.of('CandidatesPublicised').findLast((fact) => fact.ms <= ms)
  if (publicity !== undefined) return { ...publicity, candidates: publicity.data.candidates }
  const evaluation = file.of('BidsEvaluated').findLast((fact) => fact.ms <= ms)
  if (evaluation === undefined) return undefined
  return { ...evaluation, candidates: evaluation.data.scores.filter(({ rank }) => rank <= 3) }
}

/** A better candidate to whom nothing was awarded since the list. */
function passedOver(file: CaseFile, list: CandidateList, rank: number, untilMs: number): string | undefined {
  const awarded = new Set(
    file.of('AwardDecided').flatMap(({ ms, data }) => (ms >= list.ms && ms <= untilMs ? [data.bidId] : [])),
  )
  return list.candidates.find((candidate) => candidate.rank < rank && !awarded.has(candidate.bidId))?.bidId
}

/** 国有资金占控股或者主导地位的依法必须进行招标的项目, as far as the registration tells. */
function isStateFunded({ registration }: CaseFile, { stateFunds, negations }: Given): boolean {
  const source = registration?.fundSource?.toLowerCase()
  if (registration?.mandatory !== true || source === undefined) return false
  return (stateFunds as readonly string[]).some((word) => isNamed(source, word, negations as readonly string[]))
}

/** Whether a text has a word somewhere without a negation before it. */
const isNamed = (text: string, word: string, negations: readonly string[]): boolean =>
  text
    .split(word)
    .slice(0, -1)
    .some((before) => !negations.some((negation) => before.endsWith(negation)))
