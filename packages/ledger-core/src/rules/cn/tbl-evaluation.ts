import type { Rule } from '../rule.ts'
import { tenderEnds } from './scopes.ts'
import { about, base, mandatoryTenders, TBL, TBR, tblTenders } from './tbl-base.ts'

/** From the opening to the candidates. */
export const tblEvaluation: readonly Rule[] = [
  {
    ...base,
    id: 'R08',
    effectiveFrom: TBL,
    scope: tblTenders,
    article: '招标投标法 art. 28; 实施条例 art. 44',
    name: { en: 'no opening with fewer than 3 bidders', zh: '投标人不足三个' },
    binds: 'buyer, agency',
    counted:
      "The bidders of BidsOpened, each once, valid or not. A tender that failed for too few bids without an opening passes. Bids that are found invalid afterwards are the committee's matter.",
    silent: 'Bids are not opened.',
    parts: [{ subject: 'project', check: 'function', name: 'enoughBidders', given: { least: 3 } }],
  },
  {
    ...base,
    id: 'R09',
    effectiveFrom: TBL,
    scope: mandatoryTenders,
    article: '招标投标法 art. 37',
    name: { en: 'committee of 5 or more, odd, two thirds experts', zh: '评标委员会组成' },
    binds: 'buyer, agency',
    counted:
      'Members are the seats of each EvaluationStarted, over all its sites; experts are those drawn before it, since the last order to evaluate anew. A replacement keeps the number.',
    silent:
      'Tendering is not mandatory; seats are not stated. Where no draw is recorded, only the number of members is judged.',
    parts: [{ subject: 'project', check: 'function', name: 'committee', given: { least: 5 } }],
  },
  {
    ...base,
    id: 'R10',
    effectiveFrom: TBR,
    scope: tblTenders,
    article: '招标投标法实施条例 art. 53, 55',
    name: { en: 'ranked candidates, the first wins', zh: '中标候选人与定标' },
    binds: 'buyer',
    counted:
      'The award goes to one of at most 3 candidates, as publicised last before it, else as ranked. Where tendering is mandatory and fundSource names state funds (财政, 国有, 政府, 国资, state funds, state-owned or public funds, none of them negated as in 非国有), every better candidate must have had an award since that list: one that stands, or one that was cancelled. A candidate who gives up or falls out before any award, as the article allows, is left out of a list that is publicised anew, or has its award and the cancellation recorded.',
    silent: 'The award fell, names no bid, or no candidates are stated. Without a fundSource only the list is judged.',
    unverified:
      'Whether state funds prevail (国有资金占控股或者主导地位). No field of the registration states it, so it is taken from words of fundSource, whatever their share: of mixed means look at the project itself.',
    parts: [
      {
        subject: 'award',
        check: 'function',
        name: 'rankedCandidates',
        given: {
          most: 3,
          stateFunds: ['财政', '国有', '政府', '国资', 'state fund', 'state-owned', 'public fund'],
          negations: ['非', '无', '不含', 'non-', 'no ', 'not ', 'without '],
        },
      },
    ],
  },
  {
    ...base,
    id: 'R11',
    effectiveFrom: TBR,
    scope: mandatoryTenders,
    article: '招标投标法实施条例 art. 54',
    name: { en: 'candidates publicised', zh: '中标候选人公示' },
    binds: 'buyer, agency',
    counted:
      'Within 3 calendar days of the delivery of each report (where none is recorded, of BidsEvaluated); days of suspension do not count. The publicity lasts 3 calendar days or more after its first day, which is not before the day of publication.',
    silent: 'The tender failed, was cancelled, or is evaluated anew before the period is over.',
    parts: [
      {
        subject: 'project',
        check: 'within',
        from: { named: 'reportReceived' },
        act: { event: 'CandidatesPublicised' },
        period: { count: 3, unit: 'calendarDays' },
        stops: ['suspension'],
        endedBy: [...tenderEnds, { event: 'ReEvaluationOrdered' }],
        each: true,
      },
      {
        subject: 'project',
        check: 'atLeast',
        from: { named: 'candidatesPublicFrom' },
        until: { event: 'CandidatesPublicised', at: 'publicUntil' },
        period: { count: 3, unit: 'calendarDays' },
      },
    ],
  },
  {
    ...base,
    id: 'R12',
    effectiveFrom: TBR,
    scope: mandatoryTenders,
    article: '招标投标法实施条例 art. 54',
    name: { en: 'objections to the evaluation', zh: '对评标结果的异议' },
    binds: 'bidder (raising); buyer, agency (answering, suspending)',
    counted:
      'Raised while candidates are publicised, the last day included; answered within 3 calendar days; suspended meanwhile, as in R05.',
    silent: 'Tendering is not mandatory; an objection about something else.',
    parts: [
      { subject: 'objection', check: 'function', name: 'withinPublicity' },
      {
        subject: 'objection',
        check: 'within',
        from: about('evaluation'),
        act: { event: 'ObjectionAnswered' },
        period: { count: 3, unit: 'calendarDays' },
      },
      { subject: 'objection', check: 'function', name: 'suspendedUntilAnswered', given: { about: 'evaluation' } },
    ],
  },
]
