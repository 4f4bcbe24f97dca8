/**
 * Every code with which the ledger says no, and what it means. The codes are for ever: users script against them.
 * The HTTP number of each stands in the server's problem table.
 */
export const REFUSALS = {
  INVALID: 'the shape is wrong; every issue is listed with its path',
  COMMAND_REUSED: 'this commandId was used in this stream for other content; take a new one',
  REVISION_MISMATCH: 'the stream is not at the expected revision; read it again and decide anew',
  PROJECT_UNKNOWN: 'no such project; a project begins with ProjectRegistered',
  PROJECT_EXISTS: 'the project is registered already',
  OUT_OF_SEQUENCE: 'this event cannot follow the phase the project is in',
  PROJECT_ARCHIVED: 'the project is archived; nothing of the procedure can follow',
  SUSPENDED: 'the procedure is suspended; resume it first',
  NOT_SUSPENDED: 'the procedure is not suspended',
  ROLE_NOT_ALLOWED: 'this role may not state this event',
  OCCURRED_IN_FUTURE: 'occurredAt lies more than five minutes after the clock of the ledger',
  DEADLINE_PASSED: 'the bid deadline has passed',
  DEADLINE_NOT_REACHED: 'the bid deadline has not been reached',
  DEADLINE_NOT_LATER: 'an extension must move the deadline to a later instant',
  SUBMISSION_CLOSED: 'submission was closed; extend the deadline first',
  COMMITMENT_REQUIRED: 'a sealed bid of this method carries the sha256 of its envelope',
  OFFERS_NOT_ALLOWED: 'offers are for the methods limited and direct and for sales; open bids instead',
  MATERIAL_UNKNOWN: 'this material was not deferred, or was supplied already',
  RESERVATION_EXISTS: 'this reservationId is taken in this project',
  RESERVATION_UNKNOWN: 'no such reservation, or it was released',
  VERSION_EXISTS: 'the version of the tender documents must be greater than the last',
  ENQUIRY_EXISTS: 'this enquiryId is taken in this project',
  ENQUIRY_UNKNOWN: 'no such enquiry',
  ENQUIRY_ANSWERED: 'the enquiry is answered already',
  BID_EXISTS: 'this bidId is taken in this project',
  BID_UNKNOWN: 'no such bid',
  BID_WITHDRAWN: 'the bid was withdrawn',
  BID_NOT_VALID: 'the bid was found invalid, or was rejected',
  BID_NOT_RANKED: 'the bid is not in the ranking of the evaluation',
  BIDDER_MISMATCH: 'the bid belongs to another bidder',
  DRAW_EXISTS: 'this drawId is taken in this project',
  DRAW_UNKNOWN: 'no such draw',
  EXPERT_UNKNOWN: 'this expert was not drawn',
  SESSION_EXISTS: 'this sessionId is taken in this project',
  OBJECTION_EXISTS: 'this objectionId is taken in this project',
  OBJECTION_UNKNOWN: 'no such objection',
  OBJECTION_ANSWERED: 'the objection is answered already',
  COMPLAINT_EXISTS: 'this complaintId is taken in this project',
  COMPLAINT_UNKNOWN: 'no such complaint',
  COMPLAINT_ACCEPTED: 'the complaint is accepted already; decide it, or let it be withdrawn',
  COMPLAINT_CLOSED: 'the complaint was refused, decided or withdrawn',
  COMPLAINT_OPEN: 'a complaint is open; decide it first',
  AWARD_EXISTS: 'this awardId is taken, or the bid has a live award',
  AWARD_UNKNOWN: 'no such award',
  AWARD_NOT_LIVE: 'the award was cancelled or voided',
  CONTRACT_EXISTS: 'this contractId is taken in this project',
  CONTRACT_UNKNOWN: 'no such contract',
  CONTRACT_ENDED: 'the contract was completed or terminated',
  MILESTONE_EXISTS: 'this milestoneId is taken in this project',
  PAYMENT_EXISTS: 'this paymentId is taken in this project',
  BOND_EXISTS: 'this bondId is taken in this project',
  BOND_NOT_HELD: 'no such bond, or nothing of it is held any more',
  BOND_EXCEEDED: 'more than is held of the bond',
  BONDS_HELD: 'a bond is still held; release it first',
  OPINION_EXISTS: 'this opinionId is taken in this project',
  OPINION_UNKNOWN: 'no such opinion',
  OPINION_ANSWERED: 'the opinion is answered already',
  FLAG_EXISTS: 'this flagId is taken in this project',
  FLAG_UNKNOWN: 'no such flag',
  FLAG_RESOLVED: 'the flag is resolved already',
  CASE_EXISTS: 'this case was handled already',
  PENALTY_EXISTS: 'this decision imposed such a penalty already',
  CURRENCY_MISMATCH: 'the amount is in another currency than what it belongs to',
  TARGET_UNKNOWN: 'no such event in this stream',
  TARGET_ANNULLED: 'the event was annulled',
  TARGET_NOT_CORRECTABLE: 'only facts are corrected; annul a correction, or correct its target once more',
  TARGET_NOT_ANNULLABLE: 'the beginning of a project, an annulment or an erasure cannot be annulled',
  NOTHING_CORRECTED: 'data and occurredAt stand like this already',
  CORRECTION_CONTRADICTS: 'a fact that stands would be refused; the message names it and its refusal',
  RULE_VIOLATED: 'a rule that this ledger sets to block is violated; state an override with who decides so and why',
  NOTHING_PERSONAL: 'the event was recorded without personal data',
  ALREADY_ERASED: 'the personal data of the event were erased already',
  SAME_PERSON: 'two persons are needed; who approves is another than who acts',
} as const

export type RefusalCode = keyof typeof REFUSALS

/** One thing that is wrong with a shape. `path` is a JSON pointer (RFC 6901) into what was sent. */
export interface Issue {
  readonly path: string
  readonly message: string
}

/** The procedure says no. A value, expected, part of the API; never thrown. */
export interface Refusal {
  readonly code: RefusalCode
  readonly message: string
  /** For INVALID: everything that is wrong at once. */
  readonly issues?: readonly Issue[]
}

export const refuse = (code: RefusalCode, message: string): Refusal => ({ code, message })

export const invalid = (issues: readonly Issue[]): Refusal => ({
  code: 'INVALID',
  message: issues.map(({ path, message }) => `${path || '/'}: ${message}`).join('; '),
  issues,
})
