import { type JsonObject, objectsAt, textAt } from '../json.ts'
import { NOT_STATED, partiesOf, type Reading } from '../reading.ts'
import { row, type Snapshot } from '../row.ts'
import { criteriaOf } from './tender.ts'

/** Awards that were never made. Source: OCDS 1.1, code list awardStatus. */
const NOT_MADE = ['pending', 'unsuccessful']

const awardIdOf = (award: JsonObject, reading: Reading) => reading.id('awards[].id', textAt(award, 'id'))

export const awardDecided = row({
  event: 'AwardDecided',
  path: 'awards[]',
  instant: 'awards[].date, else the date of the release',
  reads: [
    'awards[].id',
    'awards[].status',
    'awards[].date',
    'awards[].description',
    'awards[].title',
    'awards[].relatedBid',
    'awards[].suppliers[].id',
    'awards[].suppliers[].name',
    'awards[].suppliers[].identifier.scheme',
    'awards[].suppliers[].identifier.id',
    'awards[].suppliers[].identifier.legalName',
    'awards[].value.amount',
    'awards[].value.amount.$numberLong',
    'awards[].value.currency',
    'tender.awardCriteria',
    'tender.awardCriteriaDetails',
  ],
  remark: 'not for the statuses pending and unsuccessful; the first supplier only',

  occurrences: ({ merged }) => objectsAt(merged, 'awards').map((award) => ({ award, merged })),
  map({ award, merged }, reading) {
    const status = textAt(award, 'status') ?? ''
    if (NOT_MADE.includes(status)) reading.flaws.push(`status ${status}: the award is not made`)
    const amount = reading.money('awards[].value', award.value)
    if (amount === undefined && reading.flaws.length === 0) reading.flaws.push('not stated: awards[].value.amount')
    return {
      subject: textAt(award, 'id') ?? '',
      occurredAt: reading.instant('awards[].date', textAt(award, 'date')),
      data: {
        awardId: awardIdOf(award, reading),
        bidId: reading.id('awards[].relatedBid', textAt(award, 'relatedBid')),
        supplier: supplierOf(award, merged, reading),
        amount: NOT_MADE.includes(status) ? undefined : amount,
      },
      setting: { basis: basisOf(award, merged, reading) },
    }
  },
})

/** OCDS keeps the date of the notice of award as the date of the award; it tells no number of the notice. */
export const awardNoticeIssued = row({
  event: 'AwardNoticeIssued',
  path: 'awards[].date',
  instant: 'awards[].date',
  reads: ['awards[].id', 'awards[].status', 'awards[].date'],
  remark: 'for awards that were made and state their date',
  mayUseReleaseDate: false,

  occurrences: ({ merged }, known) =>
    objectsAt(merged, 'awards').filter(
      (award) =>
        !NOT_MADE.includes(textAt(award, 'status') ?? '') &&
        (textAt(award, 'date') ?? '') !== '' &&
        known.get('AwardDecided', textAt(award, 'id') ?? '') !== undefined,
    ),
  map: (award, reading) => ({
    subject: textAt(award, 'id') ?? '',
    occurredAt: reading.instant('awards[].date', textAt(award, 'date')),
    data: { awardId: awardIdOf(award, reading) },
  }),
})

export const awardCancelled = row({
  event: 'AwardCancelled',
  path: 'awards[].status',
  instant: 'date of the release',
  reads: ['awards[].id', 'awards[].status'],
  remark: 'status cancelled, a release tagged awardCancellation, or unsuccessful after it was decided',

  occurrences: (snapshot, known) =>
    objectsAt(snapshot.merged, 'awards').filter((award) => {
      const status = textAt(award, 'status')
      const isDecided = known.get('AwardDecided', textAt(award, 'id') ?? '') !== undefined
      return status === 'cancelled' || isTaggedCancelled(award, snapshot) || (status === 'unsuccessful' && isDecided)
    }),
  map: (award, reading) => ({
    subject: textAt(award, 'id') ?? '',
    data: { awardId: awardIdOf(award, reading) },
    setting: { reason: 'other' },
  }),
})

export const awardResultPublished = row({
  event: 'AwardResultPublished',
  path: 'awards[].documents[]',
  instant: 'awards[].documents[].datePublished',
  reads: [
    'awards[].id',
    'awards[].documents[].documentType',
    'awards[].documents[].datePublished',
    'awards[].documents[].url',
  ],
  remark: 'documents of the type awardNotice',
  mayUseReleaseDate: false,

  occurrences: ({ merged }) =>
    objectsAt(merged, 'awards').flatMap((award) =>
      objectsAt(award, 'documents')
        .filter((document) => textAt(document, 'documentType') === 'awardNotice')
        .map((document) => ({ award, document })),
    ),
  map({ award, document }, reading) {
    const medium = reading.line('awards[].documents[].url', textAt(document, 'url'))
    return {
      subject: `${textAt(award, 'id')} ${medium ?? ''}`,
      occurredAt: reading.instant('awards[].documents[].datePublished', textAt(document, 'datePublished')),
      data: { awardId: awardIdOf(award, reading), media: medium === undefined ? [] : [medium] },
    }
  },
})

const isTaggedCancelled = (award: JsonObject, { release }: Snapshot): boolean =>
  release.tags.includes('awardCancellation') &&
  objectsAt(release.tree, 'awards').some((own) => textAt(own, 'id') === textAt(award, 'id'))

/** The catalogue knows one supplier an award: the first; that there are more is noted. */
function supplierOf(award: JsonObject, merged: JsonObject, reading: Reading) {
  const suppliers = objectsAt(award, 'suppliers')
  if (suppliers.length > 1)
    reading.note('awards[].suppliers[1..]', 'more than one supplier; only the first is recorded')
  return reading.party('awards[].suppliers[]', suppliers[0], partiesOf(merged))
}

/** On what the award rests: the criteria of the tender, else what is said of the award. */
const basisOf = (award: JsonObject, merged: JsonObject, reading: Reading): string =>
  criteriaOf(merged, reading) ??
  reading.line('awards[].description', textAt(award, 'description') ?? textAt(award, 'title')) ??
  NOT_STATED
