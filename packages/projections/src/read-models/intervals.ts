import { dayNumber, endOfDayMs } from '@procurement-ledger/core'
import { firstLiveNotice, isVoid, liveAwards, type ProjectHistory, zoneOf } from './project-history.ts'
import { base, projectTable } from './project-table.ts'
import type { IntervalRow } from './rows.ts'
import { keepFirst, type Stamp } from './stamp.ts'
import { suspendedDays, suspensionSpans } from './suspension.ts'

/**
 * The intervals that statistics of time are made of, or only those of some measures. A row is there as soon as one of its ends is known, so that what
 * is open and what ended without a start can be counted. A void award has no row, and its notices start and end nothing.
 */
export const intervalsOf = (isWanted: (measure: string) => boolean) =>
  projectTable<IntervalRow>({
    name: 'intervals',
    columns: {
      measure: 'text',
      subject: 'text',
      startEvent: 'text',
      startMs: 'integer',
      startOn: 'integer',
      endEvent: 'text',
      endMs: 'integer',
      endOn: 'integer',
      suspendedDays: 'integer',
      droppedOn: 'integer',
    },
    nullable: ['startEvent', 'startMs', 'startOn', 'endEvent', 'endMs', 'endOn', 'droppedOn'],
    // Holds all that a figure by category reads, so that the wide rows are not touched.
    indexes: [['measure', 'endOn', 'startOn', 'suspendedDays', 'droppedOn', 'category']],
    changedBy: [
      'RegistrationAccepted',
      'TenderNoticePublished',
      'InvitationIssued',
      'DeadlineExtended',
      'TenderDocumentsPublished',
      'BidsOpened',
      'OffersReceived',
      'CandidatesPublicised',
      'ReEvaluationOrdered',
      'ProcedureSuspended',
      'ProcedureResumed',
      'AwardDecided',
      'AwardCancelled',
      'AwardNoticeIssued',
      'ContractSigned',
      'ContractPublished',
      'TenderFailed',
      'ProjectCancelled',
    ],

    rows(history) {
      const spans = suspensionSpans(history.suspensions)
      const rows: IntervalRow[] = []
      for (const { measure, subject, start, end, dropped } of measured(history)) {
        if ((start === undefined && end === undefined) || !isWanted(measure)) continue
        const isWhole = start !== undefined && end !== undefined
        rows.push({
          ...base(history, `${measure}/${subject}`),
          measure,
          subject,
          startEvent: start?.eventId ?? null,
          startMs: start?.occurredMs ?? null,
          startOn: start?.occurredOn ?? null,
          endEvent: end?.eventId ?? null,
          endMs: end?.occurredMs ?? null,
          endOn: end?.occurredOn ?? null,
          suspendedDays: isWhole ? suspendedDays(spans, start.occurredOn, end.occurredOn) : 0,
          droppedOn: dropped?.occurredOn ?? null,
        })
      }
      return rows
    },
  })

export const intervals = intervalsOf(() => true)

interface Interval {
  readonly measure: string
  readonly subject: string
  readonly start: Stamp | undefined
  readonly end: Stamp | undefined
  readonly dropped: Stamp | undefined
}

const measured = (history: ProjectHistory): Interval[] => [
  ...ofProject(history),
  ...ofContracts(history),
  ...ofAwards(history),
]

function ofProject(history: ProjectHistory): Interval[] {
  const { accepted, notice, documents, opening, deadline, dropped } = history
  const registered = registrationOf(history)
  const awardNotice = firstLiveNotice(history)
  const interval = (measure: string, start: Stamp | undefined, end: Stamp | undefined): Interval => ({
    measure,
    subject: '',
    start,
    end,
    dropped,
  })
  return [
    interval('cycle-time/registered-to-award-notice', registered, awardNotice),
    interval('cycle-time/accepted-to-award-notice', accepted, awardNotice),
    interval('cycle-time/notice-to-award-notice', notice, awardNotice),
    interval('cycle-time/documents-to-publicity-end', documents, publicityEnd(history)),
    interval('cycle-time/opening-to-award-notice', opening, awardNotice),
    interval('registration-time/registered-to-accepted', registered, accepted),
    interval('ocp-U059/tender-start-to-end', notice, deadline),
    interval('ocp-U060/tender-end-to-award', deadline, awardNotice),
    // What was never closed cannot wait for an award.
    ...(deadline === undefined ? [] : [interval('ocp-U049/tender-end-to-any-award', deadline, liveAwards(history)[0])]),
  ]
}

function ofContracts(history: ProjectHistory): Interval[] {
  const { contracts, publications, notices, dropped } = history
  return [...contracts].flatMap(([subject, contract]) => {
    const end = publications.get(subject)
    const notice = isVoid(history, contract.awardId) ? undefined : notices.get(contract.awardId)
    return [
      { measure: 'contract-publication-time/signed-to-publication', subject, start: contract, end, dropped },
      { measure: 'contract-publication-time/award-notice-to-publication', subject, start: notice, end, dropped },
    ]
  })
}

function ofAwards(history: ProjectHistory): Interval[] {
  const { contracts, notices, dropped } = history
  const signed = new Map<string, Stamp>()
  const started = new Map<string, Stamp>()
  for (const contract of contracts.values()) {
    keepFirst<Stamp>(signed, contract.awardId, contract)
    if (contract.start !== undefined) keepFirst(started, contract.awardId, contract.start)
  }
  const subjects = new Set([...notices.keys(), ...signed.keys()])
  return [...subjects]
    .filter((subject) => !isVoid(history, subject))
    .flatMap((subject) => {
      const start = notices.get(subject)
      return [
        {
          measure: 'award-to-contract-time/award-notice-to-contract',
          subject,
          start,
          end: signed.get(subject),
          dropped,
        },
        { measure: 'ocp-U061/award-to-contract-start', subject, start, end: started.get(subject), dropped },
      ]
    })
}

/** An import is not a registration: when an imported project was registered its source does not say. */
const registrationOf = ({ registration }: ProjectHistory): Stamp | undefined =>
  registration?.origin === 'registered' ? registration.stamp : undefined

/** Publicity lasts until the end of its last day in the venue's zone. */
function publicityEnd(history: ProjectHistory): Stamp | undefined {
  if (history.publicity === undefined) return undefined
  const { eventId, until } = history.publicity
  return { eventId, occurredMs: endOfDayMs(zoneOf(history), until), occurredOn: dayNumber(until) }
}
