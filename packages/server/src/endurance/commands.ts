import { createHash } from 'node:crypto'
import type { Fact, Role } from '@procurement-ledger/core'

/** Commands of the endurance tests: made from numbers, so that parent and child make the same ones. All invented. */

export interface NumberedCommand {
  readonly projectId: string
  readonly facts: readonly Fact[]
  readonly commandId: string
}

const fact = (role: Role, type: string, data: object, hour = 9): Fact => ({
  type,
  occurredAt: `2023-03-01T${String(hour).padStart(2, '0')}:00:00+08:00`,
  data,
  actor: { id: `${role}-office`, role },
})

/** A uuid of the name: the same on both sides of a process boundary. */
export function commandIdOf(name: string): string {
  const digits = createHash('sha256').update(name).digest('hex')
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}

const DEADLINE = '2023-03-31T09:00:00+08:00'

/** Opens a project for tendering: three facts, all or none. */
export const tenderingProject = (projectId: string): NumberedCommand => ({
  projectId,
  commandId: commandIdOf(projectId),
  facts: [
    fact('agency', 'ProjectRegistered', {
      title: `${projectId} (invented)`,
      buyer: { id: 'buyer', name: 'Example buyer (invented)' },
      category: 'works',
      regime: 'TBL',
      method: 'open',
      mandatory: true,
      venue: { id: 'venue', name: 'Example venue (invented)', zone: 'Asia/Shanghai' },
    }),
    fact('centre', 'RegistrationAccepted', { greenChannel: false, deferred: [] }, 10),
    fact(
      'agency',
      'TenderNoticePublished',
      {
        media: [],
        documentsFrom: '2023-03-01',
        documentsUntil: '2023-03-08',
        bidDeadlineAt: DEADLINE,
        openingAt: DEADLINE,
        bond: { required: false, forms: [] },
        evaluationMethod: 'price',
        consortiumAllowed: false,
      },
      11,
    ),
  ],
})

export const enquiry = (projectId: string, enquiryId: string): NumberedCommand => ({
  projectId,
  commandId: commandIdOf(`${projectId}/${enquiryId}`),
  facts: [fact('bidder', 'EnquiryReceived', { enquiryId, text: `what about ${enquiryId}?` }, 12)],
})

export const answer = (projectId: string, enquiryId: string): NumberedCommand => ({
  projectId,
  commandId: commandIdOf(`${projectId}/${enquiryId}/answer`),
  facts: [fact('agency', 'EnquiryAnswered', { enquiryId, text: 'as the documents say' }, 13)],
})

/** What the two racing processes do: so many enquiries each on one project, so many by each writer over many. */
export const SHARED = 'race'
export const ON_ONE_PROJECT = 100
export const WRITERS = 64
export const PROJECTS = 16
export const EACH = 5

/** Stands in a text that is to be erased, and nowhere else. */
export const SECRET = 'SecretName'

export const secretEnquiry = (enquiryId: string): Fact =>
  fact('bidder', 'EnquiryReceived', { enquiryId, text: `asks ${SECRET} ${enquiryId}.` }, 12)

export const erasure = (target: string): Fact =>
  fact('centre', 'PersonalDataErased', {
    target,
    legalBasis: 'request of the person',
    approvedBy: { id: 'supervisor-3', role: 'supervisor' },
  })
