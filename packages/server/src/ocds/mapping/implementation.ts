import { at, type JsonObject, objectsAt, textAt } from '../json.ts'
import { NOT_STATED, partiesOf, Reading } from '../reading.ts'
import { row } from '../row.ts'
import { contractIdOf, idOf } from './contract-id.ts'

export const paymentMade = row({
  event: 'PaymentMade',
  path: 'contracts[].implementation.transactions[]',
  instant: 'contracts[].implementation.transactions[].date, else the date of the release',
  reads: [
    'id',
    'date',
    'value.amount',
    'value.amount.$numberLong',
    'value.currency',
    'amount.amount',
    'amount.currency',
    'payee.id',
    'payee.name',
    'receiverOrganization.id',
    'receiverOrganization.scheme',
    'receiverOrganization.legalName',
  ].map((field) => `contracts[].implementation.transactions[].${field}`),

  occurrences: ({ merged }) =>
    objectsAt(merged, 'contracts').flatMap((contract) =>
      objectsAt(contract, 'implementation', 'transactions').map((payment) => ({ contract, payment, merged })),
    ),
  map({ contract, payment, merged }, reading) {
    const path = 'contracts[].implementation.transactions[]'
    const id = textAt(payment, 'id')
    // OCDS 1.0 has `amount` and, as an identifier, `receiverOrganization`.
    const receiver = at(payment, 'receiverOrganization')
    const payee = at(payment, 'payee') ?? (receiver === undefined ? undefined : { identifier: receiver })
    return {
      subject: `${idOf(contract)} ${id}`,
      occurredAt: reading.instant(`${path}.date`, textAt(payment, 'date')),
      data: {
        contractId: contractIdOf(contract, reading),
        paymentId: reading.id(`${path}.id`, id),
        payee: reading.party(`${path}.payee`, payee, partiesOf(merged)),
        amount: reading.money(`${path}.value`, payment.value ?? payment.amount),
      },
    }
  },
})

export const milestoneMet = row({
  event: 'MilestoneMet',
  path: 'contracts[].milestones[]',
  instant: 'dateMet',
  reads: ['contracts[].milestones[]', 'contracts[].implementation.milestones[]'].flatMap((path) =>
    ['id', 'title', 'description', 'status', 'dateMet'].map((field) => `${path}.${field}`),
  ),
  remark: 'also contracts[].implementation.milestones[]; status met',
  mayUseReleaseDate: false,

  occurrences: ({ merged }) =>
    objectsAt(merged, 'contracts').flatMap((contract) =>
      [...objectsAt(contract, 'milestones'), ...objectsAt(contract, 'implementation', 'milestones')]
        .filter((milestone) => textAt(milestone, 'status') === 'met')
        .map((milestone) => ({ contract, milestone })),
    ),
  map({ contract, milestone }, reading) {
    const id = textAt(milestone, 'id')
    const title = textAt(milestone, 'title') ?? textAt(milestone, 'description')
    const dateMet = textAt(milestone, 'dateMet')
    return {
      subject: `${idOf(contract)} ${id}`,
      occurredAt: reading.instant('contracts[].milestones[].dateMet', dateMet),
      data: {
        contractId: contractIdOf(contract, reading),
        milestoneId: reading.id('contracts[].milestones[].id', id),
        metOn: new Reading(reading.zone).date('contracts[].milestones[].dateMet', dateMet),
      },
      setting: { title: reading.line('contracts[].milestones[].title', title) ?? NOT_STATED },
    }
  },
})

const COMPLETION_READS = [
  'contracts[].implementation.endDate',
  'contracts[].implementation.finalValue.amount',
  'contracts[].implementation.finalValue.currency',
]

export const contractCompleted = row({
  event: 'ContractCompleted',
  path: 'contracts[].implementation',
  instant: 'contracts[].implementation.endDate, else the date of the release',
  reads: ['contracts[].id', ...COMPLETION_READS],
  remark: 'endDate and finalValue of the contract completion extension',

  occurrences: ({ merged }) => objectsAt(merged, 'contracts').filter(isCompleted),
  map: (contract, reading) => ({
    subject: idOf(contract),
    occurredAt: reading.instant('contracts[].implementation.endDate', textAt(contract, 'implementation', 'endDate')),
    data: {
      contractId: contractIdOf(contract, reading),
      finalAmount: reading.money('contracts[].implementation.finalValue', at(contract, 'implementation', 'finalValue')),
    },
  }),
})

/** Whether the completion extension says that it ended; its status then adds nothing. */
export const isCompleted = (contract: JsonObject): boolean =>
  textAt(contract, 'implementation', 'endDate') !== undefined ||
  textAt(contract, 'implementation', 'finalValue', 'amount') !== undefined
