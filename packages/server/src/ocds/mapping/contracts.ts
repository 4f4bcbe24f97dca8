import { type JsonObject, objectsAt, textAt, textsAt } from '../json.ts'
import type { KnownFacts } from '../known-facts.ts'
import { NOT_STATED, Reading } from '../reading.ts'
import { type Candidate, type Change, candidateOf, type OcdsMapping, row, type Snapshot } from '../row.ts'
import { contractIdOf, idOf } from './contract-id.ts'
import { isCompleted } from './implementation.ts'

/** Contracts that were not signed. Source: OCDS 1.1, code list contractStatus: cancelled is "prior to being signed". */
const NOT_SIGNED = ['pending', 'cancelled']

/** Documents whose publication makes the contract public. Source: OCDS 1.1, code list documentType. */
const CONTRACT_DOCUMENTS = ['contractNotice', 'contractSigned']

/** The code and the tag say the same of both ends of a contract. */
const ENDED = 'the source states that it ended, which in OCDS covers completion and early end alike'

const VALUE_READS = [
  'contracts[].value.amount',
  'contracts[].value.amount.$numberLong',
  'contracts[].value.currency',
  'contracts[].period.startDate',
  'contracts[].period.endDate',
]

export const contractSigned = row({
  event: 'ContractSigned',
  path: 'contracts[]',
  instant: 'contracts[].dateSigned, else the date of the release',
  reads: ['contracts[].id', 'contracts[].awardID', 'contracts[].status', 'contracts[].dateSigned', ...VALUE_READS],
  remark: 'not for the statuses pending and cancelled',

  occurrences: ({ merged }) => objectsAt(merged, 'contracts'),
  map(contract, reading) {
    const status = textAt(contract, 'status') ?? ''
    const isSigned = !NOT_SIGNED.includes(status)
    if (!isSigned) reading.flaws.push(`status ${status}: the contract is not signed`)
    return {
      subject: idOf(contract),
      occurredAt: reading.instant('contracts[].dateSigned', textAt(contract, 'dateSigned')),
      data: {
        contractId: contractIdOf(contract, reading),
        awardId: reading.id('contracts[].awardID', textAt(contract, 'awardID')),
        amount: isSigned ? reading.money('contracts[].value', contract.value) : undefined,
        period: reading.period('contracts[].period', contract.period),
      },
      setting: { signatories: [] },
    }
  },
  onChange: amendment,
})

export const contractPublished = row({
  event: 'ContractPublished',
  path: 'contracts[].documents[]',
  instant: 'contracts[].documents[].datePublished',
  reads: [
    'contracts[].id',
    'contracts[].documents[].documentType',
    'contracts[].documents[].datePublished',
    'contracts[].documents[].url',
  ],
  remark: 'documents of the types contractNotice and contractSigned',
  mayUseReleaseDate: false,

  occurrences: ({ merged }) =>
    objectsAt(merged, 'contracts').flatMap((contract) =>
      objectsAt(contract, 'documents')
        .filter((document) => CONTRACT_DOCUMENTS.includes(textAt(document, 'documentType') ?? ''))
        .map((document) => ({ contract, document })),
    ),
  map({ contract, document }, reading) {
    const medium = reading.line('contracts[].documents[].url', textAt(document, 'url'))
    return {
      subject: `${idOf(contract)} ${medium ?? ''}`,
      occurredAt: reading.instant('contracts[].documents[].datePublished', textAt(document, 'datePublished')),
      data: { contractId: contractIdOf(contract, reading), media: medium === undefined ? [] : [medium] },
    }
  },
})

export const contractAmended = row({
  event: 'ContractAmended',
  path: 'contracts[].amendments[]',
  instant: 'contracts[].amendments[].date, else the date of the release',
  reads: [
    'contracts[].id',
    'contracts[].amendments[].id',
    'contracts[].amendments[].date',
    'contracts[].amendments[].rationale',
    'contracts[].amendments[].description',
    'contracts[].amendment.date',
    'contracts[].amendment.rationale',
    ...VALUE_READS,
  ],
  remark: 'an amendment that is stated, or another amount or period in a later release',

  occurrences: ({ merged }, known) =>
    objectsAt(merged, 'contracts')
      .filter((contract) => isSigned(contract, known))
      .flatMap((contract) => amendmentsOf(contract).map((stated) => ({ contract, stated }))),
  map: ({ contract, stated }, reading) => ({
    subject: amendmentSubject(contract, stated),
    occurredAt: reading.instant('contracts[].amendments[].date', stated.date),
    data: { contractId: contractIdOf(contract, reading) },
    setting: { rationale: reading.line('contracts[].amendments[].rationale', stated.rationale) ?? NOT_STATED },
  }),
})

export const contractTerminated = row({
  event: 'ContractTerminated',
  path: 'contracts[].status',
  instant: 'date of the release',
  reads: ['contracts[].id', 'contracts[].status', 'contracts[].statusDetails'],
  remark: 'status terminated, cancelled after it was signed, or a release tagged contractTermination',

  occurrences: (snapshot, known) =>
    objectsAt(snapshot.merged, 'contracts').filter(
      (contract) => !isCompleted(contract) && isEnded(contract, snapshot, known),
    ),
  map: (contract, reading) => ({
    subject: idOf(contract),
    data: { contractId: contractIdOf(contract, reading) },
    setting: { reason: reading.line('contracts[].statusDetails', textAt(contract, 'statusDetails')) ?? ENDED },
  }),
})

const isSigned = (contract: JsonObject, known: KnownFacts): boolean =>
  known.get('ContractSigned', idOf(contract)) !== undefined

function isEnded(contract: JsonObject, { release }: Snapshot, known: KnownFacts): boolean {
  const status = textAt(contract, 'status')
  if (status === 'terminated') return true
  if (status === 'cancelled' && isSigned(contract, known)) return true
  return (
    release.tags.includes('contractTermination') &&
    objectsAt(release.tree, 'contracts').some((own) => idOf(own) === idOf(contract))
  )
}

interface Amendment {
  readonly id: string | undefined
  readonly date: string | undefined
  readonly rationale: string | undefined
}

/** OCDS 1.1 has a list; OCDS 1.0 has one, without an id. */
function amendmentsOf(contract: JsonObject): readonly Amendment[] {
  const listed = objectsAt(contract, 'amendments').map((one) => ({
    id: textAt(one, 'id'),
    date: textAt(one, 'date'),
    rationale: textAt(one, 'rationale') ?? textAt(one, 'description'),
  }))
  const [date] = textsAt(contract, 'amendment', 'date')
  if (listed.length > 0 || date === undefined) return listed
  return [{ id: undefined, date, rationale: textAt(contract, 'amendment', 'rationale') }]
}

const amendmentSubject = (contract: JsonObject, { id, date }: Amendment): string => `${idOf(contract)} ${id ?? date}`

/** Another amount or period in a later release: the newest amendment that is not recorded says when and why. */
function amendment({ fields, stated, snapshot: { merged, release }, known, zone }: Change): Candidate | undefined {
  const contract = objectsAt(merged, 'contracts').find((one) => idOf(one) === stated.subject)
  if (contract === undefined || !fields.every((field) => field === 'amount' || field === 'period')) return undefined
  const reading = new Reading(zone)
  const fresh = amendmentsOf(contract).findLast(
    (one) => known.get('ContractAmended', amendmentSubject(contract, one)) === undefined,
  )
  const changed = Object.fromEntries(fields.map((field) => [field, stated.data[field]]))
  return candidateOf(
    contractAmended as OcdsMapping,
    {
      subject: fresh === undefined ? `${stated.subject} release ${release.id}` : amendmentSubject(contract, fresh),
      occurredAt: reading.instant('contracts[].amendments[].date', fresh?.date),
      data: { contractId: stated.data.contractId, ...changed },
      setting: {
        rationale: reading.line('contracts[].amendments[].rationale', fresh?.rationale) ?? NOT_STATED,
      },
    },
    reading,
  )
}
