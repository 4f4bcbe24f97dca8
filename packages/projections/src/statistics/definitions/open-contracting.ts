import { count, type Definition, DIMENSIONS, is, PERIODS, ratio } from '../definition.ts'
import { INTERVAL_EVENTS, interval, intervalsOf } from './interval.ts'

/**
 * Indicators of the Open Contracting Partnership, under its own numbers.
 * Source: Open Contracting Partnership, "Indicators to diagnose the performance of a procurement market" (U_id).
 *
 * In its words of OCDS: tenderPeriod begins with the first TenderNoticePublished or InvitationIssued and ends with the
 * last bid deadline; an award has the date of its first AwardNoticeIssued, a contract starts with its period.
 */

/** Over so many days a tender has been closed for long, and an award is old. */
const LONG_DAYS = 30

/** Those that are not done, of those that have waited for long by the end of `to`. */
const waiting = {
  version: 1,
  unit: 'number',
  options: [],
  groupBy: [...DIMENSIONS, ...PERIODS],
  population: 'n',
} as const satisfies Partial<Definition>

const isLong = [is('long', 1), is('failed', 0)] as const
const isMissing = is('done', 0)

/** Intervals by their start. */
const waitingOf = (measure: string): Pick<Definition, 'facts' | 'figure' | 'excluded'> => ({
  facts: {
    begun: {
      table: 'intervals',
      placed: { on: 'startOn' },
      where: [is('measure', measure)],
      computed: {
        long: { aged: { since: 'startOn', days: LONG_DAYS } },
        done: { come: 'endOn' },
        failed: { come: 'droppedOn' },
      },
      item: { subject: 'subject', ...INTERVAL_EVENTS },
    },
  },
  figure: {
    n: count('begun', ...isLong, isMissing),
    of: count('begun', ...isLong),
    share: ratio('begun', isMissing, ...isLong),
  },
  excluded: {
    recent: count('begun', is('long', 0)),
    failed: count('begun', is('long', 1), is('failed', 1)),
  },
})

export const openContracting: readonly Definition[] = [
  {
    ...interval,
    id: 'ocp-U059',
    version: 1,
    title: 'Tender period (OCP U059)',
    term: '投标期限',
    description:
      'Days from the start of the tender period to its end, per project: the first TenderNoticePublished or InvitationIssued to the last bid deadline. Placed by the deadline.',
    facts: intervalsOf('ocp-U059/tender-start-to-end'),
  },
  {
    ...interval,
    id: 'ocp-U060',
    version: 1,
    title: 'Tender end to award (OCP U060)',
    term: '截标至中标时长',
    description:
      'Days from the end of the tender period to the award, per project: the last bid deadline to the first AwardNoticeIssued of a live award. Placed by the award.',
    facts: intervalsOf('ocp-U060/tender-end-to-award'),
  },
  {
    ...interval,
    id: 'ocp-U061',
    version: 1,
    title: 'Award to contract start (OCP U061)',
    term: '中标至合同开始时长',
    description:
      "Days from the award to the start of its contract, per award: the award's first AwardNoticeIssued to the first day of a contract's period. Contracts that state no period leave it open. Placed by the start.",
    facts: intervalsOf('ocp-U061/award-to-contract-start'),
  },
  {
    ...interval,
    id: 'ocp-U062',
    version: 1,
    title: 'Tender start to award (OCP U062)',
    term: '招标至中标时长',
    description:
      'Days from the start of the tender period to the award, per project: the first TenderNoticePublished or InvitationIssued to the first AwardNoticeIssued of a live award. Placed by the award.',
    facts: intervalsOf('cycle-time/notice-to-award-notice'),
  },
  {
    ...waiting,
    ...waitingOf('ocp-U049/tender-end-to-any-award'),
    id: 'ocp-U049',
    title: 'Closed tenders without an award (OCP U049)',
    term: '截标逾30日未定标',
    description:
      'Of the tenders whose last bid deadline lies in the period and more than 30 days before the end of to: those without a live award by the end of to. Tenders that had failed or were cancelled by then, and those closed 30 days or less, are excluded and counted; without to, no day is there to judge by, and all are recent.',
  },
  {
    ...waiting,
    ...waitingOf('award-to-contract-time/award-notice-to-contract'),
    id: 'ocp-U050',
    title: 'Awards without a contract (OCP U050)',
    term: '中标逾30日未签约',
    description:
      'Of the live awards whose first AwardNoticeIssued lies in the period and more than 30 days before the end of to: those without a ContractSigned by the end of to. Awards of projects that had failed or were cancelled by then, and those of 30 days or less, are excluded and counted; without to, no day is there to judge by, and all are recent.',
  },
]
