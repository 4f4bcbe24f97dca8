import { type JsonObject, objectsAt, textAt } from '../json.ts'
import { NOT_STATED, partiesOf, Reading } from '../reading.ts'
import { type Candidate, type Change, candidateOf, type OcdsMapping, row, type Snapshot } from '../row.ts'

/** Statuses of a tender that is only planned. Source: OCDS 1.1, code list tenderStatus. */
const PLANNED = ['planning', 'planned']

/**
 * Methods in which nobody may tender who was not asked to, so that whoever tendered was invited.
 * Source: OCDS 1.1, code list method: "Only qualified suppliers are invited to submit a tender", "The procuring entity
 * contacts a number of suppliers of its choice", "awarded to a single supplier without competition".
 */
const BY_INVITATION = ['selective', 'limited', 'direct']

const isPlanned = ({ merged, release }: Snapshot): boolean =>
  PLANNED.includes(textAt(merged, 'tender', 'status') ?? '') ||
  (release.tags[0] === 'planning' && release.tags.length === 1)

const isByInvitation = (merged: JsonObject): boolean =>
  BY_INVITATION.includes(textAt(merged, 'tender', 'procurementMethod') ?? '')

const hasTenderPeriod = (merged: JsonObject): boolean =>
  ['startDate', 'endDate'].some((key) => textAt(merged, 'tender', 'tenderPeriod', key) !== undefined)

const AMENDMENT_READS = [
  'tender.amendments[].id',
  'tender.amendments[].date',
  'tender.amendments[].rationale',
  'tender.amendments[].description',
]

export const tenderPlanPublished = row({
  event: 'TenderPlanPublished',
  path: 'tender.tenderPeriod',
  instant: 'date of the release',
  reads: ['tender.status', 'tender.tenderPeriod.startDate'],
  remark: 'while the tender is only planned',

  occurrences: (snapshot) => (isPlanned(snapshot) && hasTenderPeriod(snapshot.merged) ? [snapshot.merged] : []),
  map: (merged, reading) => ({
    subject: '',
    data: {
      expectedOn: reading.date('tender.tenderPeriod.startDate', textAt(merged, 'tender', 'tenderPeriod', 'startDate')),
    },
    setting: { media: [] },
  }),
})

export const tenderNoticePublished = row({
  event: 'TenderNoticePublished',
  path: 'tender',
  instant: 'tender.tenderPeriod.startDate, else the date of the release',
  reads: [
    'tender.tenderPeriod.startDate',
    'tender.tenderPeriod.endDate',
    'tender.bidOpening.date',
    'tender.awardCriteria',
    'tender.awardCriteriaDetails',
  ],
  remark: 'for the method open, or where no method is stated',

  occurrences: (snapshot) =>
    !isPlanned(snapshot) && !isByInvitation(snapshot.merged) && hasTenderPeriod(snapshot.merged)
      ? [snapshot.merged]
      : [],
  map: (merged, reading) => ({
    subject: '',
    occurredAt: startOf(merged, reading),
    data: { bidDeadlineAt: deadlineOf(merged, reading), openingAt: openingOf(merged, reading) },
    setting: { media: [], evaluationMethod: criteriaOf(merged, reading) ?? NOT_STATED },
  }),
  onChange: extension,
})

export const invitationIssued = row({
  event: 'InvitationIssued',
  path: 'tender.tenderers[]',
  instant: 'tender.tenderPeriod.startDate, else the date of the release',
  reads: [
    'tender.tenderers[].id',
    'tender.tenderers[].name',
    'tender.tenderers[].identifier.scheme',
    'tender.tenderers[].identifier.id',
    'tender.tenderers[].identifier.legalName',
    'tender.tenderPeriod.startDate',
    'tender.tenderPeriod.endDate',
  ],
  remark: 'for the methods selective, limited and direct: whoever tendered was invited',

  occurrences: (snapshot) => {
    const { merged } = snapshot
    const isStated = hasTenderPeriod(merged) || objectsAt(merged, 'tender', 'tenderers').length > 0
    return !isPlanned(snapshot) && isByInvitation(merged) && isStated ? [merged] : []
  },
  map(merged, reading) {
    const parties = objectsAt(merged, 'tender', 'tenderers').flatMap(
      (tenderer) => reading.party('tender.tenderers[]', tenderer, partiesOf(merged)) ?? [],
    )
    const invited = [...new Map(parties.map((party) => [party.id, party])).values()]
    return {
      subject: '',
      occurredAt: startOf(merged, reading),
      data: { invited: invited.length === 0 ? undefined : invited, bidDeadlineAt: deadlineOf(merged, reading) },
    }
  },
  onChange: extension,
})

export const deadlineExtended = {
  event: 'DeadlineExtended',
  path: 'tender.tenderPeriod.endDate',
  instant: 'tender.amendments[].date of the newest amendment, else the date of the release',
  reads: [...AMENDMENT_READS, 'tender.tenderPeriod.endDate', 'tender.bidOpening.date'],
  remark: 'where a later release states another deadline',
} as const satisfies OcdsMapping

export const clarificationIssued = row({
  event: 'ClarificationIssued',
  path: 'tender.amendments[]',
  instant: 'tender.amendments[].date, else the date of the release',
  reads: AMENDMENT_READS,
  remark: 'an amendment that moves the deadline is DeadlineExtended',

  occurrences: ({ merged }, known) =>
    objectsAt(merged, 'tender', 'amendments').filter(
      (amendment) => known.get('DeadlineExtended', textAt(amendment, 'id') ?? '') === undefined,
    ),
  map(amendment, reading) {
    const id = textAt(amendment, 'id')
    const change = textAt(amendment, 'description') ?? textAt(amendment, 'rationale')
    if (id === undefined) return undefined
    return {
      subject: id,
      occurredAt: reading.instant('tender.amendments[].date', textAt(amendment, 'date')),
      data: { changes: change === undefined ? [] : [reading.prose('tender.amendments[].description', change)] },
    }
  },
})

const startOf = (merged: JsonObject, reading: Reading) =>
  reading.instant('tender.tenderPeriod.startDate', textAt(merged, 'tender', 'tenderPeriod', 'startDate'))

const deadlineOf = (merged: JsonObject, reading: Reading) =>
  reading.instant('tender.tenderPeriod.endDate', textAt(merged, 'tender', 'tenderPeriod', 'endDate'))

const openingOf = (merged: JsonObject, reading: Reading) =>
  reading.instant('tender.bidOpening.date', textAt(merged, 'tender', 'bidOpening', 'date'))

export const criteriaOf = (merged: JsonObject, reading: Reading): string | undefined =>
  reading.line(
    'tender.awardCriteria',
    textAt(merged, 'tender', 'awardCriteriaDetails') ?? textAt(merged, 'tender', 'awardCriteria'),
  )

/** A later release that states another deadline: the newest amendment that is not recorded says when and why. */
function extension({ fields, stated, snapshot: { merged, release }, known, zone }: Change): Candidate | undefined {
  if (!fields.includes('bidDeadlineAt')) return undefined
  const reading = new Reading(zone)
  const amendment = objectsAt(merged, 'tender', 'amendments').findLast(
    (one) => known.get('ClarificationIssued', textAt(one, 'id') ?? '') === undefined,
  )
  const rationale = textAt(amendment, 'rationale') ?? textAt(amendment, 'description')
  const mapped = {
    subject: textAt(amendment, 'id') ?? `release ${release.id}`,
    occurredAt: reading.instant('tender.amendments[].date', textAt(amendment, 'date')),
    data: { bidDeadlineAt: stated.data.bidDeadlineAt, openingAt: openingOf(merged, reading) },
    setting: { reason: reading.line('tender.amendments[].rationale', rationale) ?? NOT_STATED },
  }
  return candidateOf(deadlineExtended, mapped, reading)
}
