import type { z } from 'zod'
import { acceptanceRecorded } from './events/acceptance-recorded.ts'
import { awardCancelled } from './events/award-cancelled.ts'
import { awardDecided } from './events/award-decided.ts'
import { awardFinancingGranted } from './events/award-financing-granted.ts'
import { awardNoticeIssued } from './events/award-notice-issued.ts'
import { awardResultPublished } from './events/award-result-published.ts'
import { bidBondLodged } from './events/bid-bond-lodged.ts'
import { bidBondWaived } from './events/bid-bond-waived.ts'
import { bidRejected } from './events/bid-rejected.ts'
import { bidReplaced } from './events/bid-replaced.ts'
import { bidSubmitted } from './events/bid-submitted.ts'
import { bidWithdrawn } from './events/bid-withdrawn.ts'
import { bidsEvaluated } from './events/bids-evaluated.ts'
import { bidsOpened } from './events/bids-opened.ts'
import { bondForfeited } from './events/bond-forfeited.ts'
import { bondReleased } from './events/bond-released.ts'
import { candidatesPublicised } from './events/candidates-publicised.ts'
import { clarificationIssued } from './events/clarification-issued.ts'
import { complaintAccepted } from './events/complaint-accepted.ts'
import { complaintDecided } from './events/complaint-decided.ts'
import { complaintFiled } from './events/complaint-filed.ts'
import { complaintRefused } from './events/complaint-refused.ts'
import { complaintWithdrawn } from './events/complaint-withdrawn.ts'
import { contractAmended } from './events/contract-amended.ts'
import { contractCompleted } from './events/contract-completed.ts'
import { contractFiled } from './events/contract-filed.ts'
import { contractPublished } from './events/contract-published.ts'
import { contractSigned } from './events/contract-signed.ts'
import { contractTerminated } from './events/contract-terminated.ts'
import { creditScored } from './events/credit-scored.ts'
import { deadlineExtended } from './events/deadline-extended.ts'
import { deferredMaterialSupplied } from './events/deferred-material-supplied.ts'
import { demandIssued } from './events/demand-issued.ts'
import { documentsSpotChecked } from './events/documents-spot-checked.ts'
import { enquiryAnswered } from './events/enquiry-answered.ts'
import { enquiryReceived } from './events/enquiry-received.ts'
import { evaluationReportDelivered } from './events/evaluation-report-delivered.ts'
import { evaluationStarted } from './events/evaluation-started.ts'
import { eventAnnulled } from './events/event-annulled.ts'
import { eventCorrected } from './events/event-corrected.ts'
import { expertReplaced } from './events/expert-replaced.ts'
import { expertSanctioned } from './events/expert-sanctioned.ts'
import { expertsDrawn } from './events/experts-drawn.ts'
import { flagRaised } from './events/flag-raised.ts'
import { flagResolved } from './events/flag-resolved.ts'
import { guaranteeClaimed } from './events/guarantee-claimed.ts'
import { hotlineCaseHandled } from './events/hotline-case-handled.ts'
import { invitationIssued } from './events/invitation-issued.ts'
import { milestoneMet } from './events/milestone-met.ts'
import { objectionAnswered } from './events/objection-answered.ts'
import { objectionRaised } from './events/objection-raised.ts'
import { offersReceived } from './events/offers-received.ts'
import { paymentMade } from './events/payment-made.ts'
import { penaltyImposed } from './events/penalty-imposed.ts'
import { performanceBondLodged } from './events/performance-bond-lodged.ts'
import { performanceRated } from './events/performance-rated.ts'
import { personalDataErased } from './events/personal-data-erased.ts'
import { procedureResumed } from './events/procedure-resumed.ts'
import { procedureSuspended } from './events/procedure-suspended.ts'
import { projectArchived } from './events/project-archived.ts'
import { projectCancelled } from './events/project-cancelled.ts'
import { projectClosed } from './events/project-closed.ts'
import { projectImported } from './events/project-imported.ts'
import { projectRegistered } from './events/project-registered.ts'
import { reEvaluationOrdered } from './events/re-evaluation-ordered.ts'
import { registrationAccepted } from './events/registration-accepted.ts'
import { registrationReturned } from './events/registration-returned.ts'
import { singleSourcePublicised } from './events/single-source-publicised.ts'
import { siteInspected } from './events/site-inspected.ts'
import { submissionClosed } from './events/submission-closed.ts'
import { supervisoryOpinionAnswered } from './events/supervisory-opinion-answered.ts'
import { supervisoryOpinionIssued } from './events/supervisory-opinion-issued.ts'
import { tenderDocumentsPublished } from './events/tender-documents-published.ts'
import { tenderFailed } from './events/tender-failed.ts'
import { tenderNoticePublished } from './events/tender-notice-published.ts'
import { tenderPlanPublished } from './events/tender-plan-published.ts'
import { tenderReportSubmitted } from './events/tender-report-submitted.ts'
import { venueReleased } from './events/venue-released.ts'
import { venueReserved } from './events/venue-reserved.ts'
import type { ExpertEventType, PartyEventType, ProjectEventType, StatedEventType } from './lifecycle.ts'
import type { Lawful } from './personal.ts'
import type { AnyStep } from './step.ts'

/** The step of every row of the table, in the order of the table. */
export const projectSteps = {
  // Registration
  ProjectRegistered: projectRegistered,
  RegistrationReturned: registrationReturned,
  RegistrationAccepted: registrationAccepted,
  DeferredMaterialSupplied: deferredMaterialSupplied,
  DemandIssued: demandIssued,
  VenueReserved: venueReserved,
  VenueReleased: venueReleased,

  // Invitation
  TenderPlanPublished: tenderPlanPublished,
  SingleSourcePublicised: singleSourcePublicised,
  TenderNoticePublished: tenderNoticePublished,
  InvitationIssued: invitationIssued,
  TenderDocumentsPublished: tenderDocumentsPublished,
  EnquiryReceived: enquiryReceived,
  EnquiryAnswered: enquiryAnswered,
  ClarificationIssued: clarificationIssued,
  DeadlineExtended: deadlineExtended,

  // Bids and bid bonds
  BidBondLodged: bidBondLodged,
  BidBondWaived: bidBondWaived,
  BidSubmitted: bidSubmitted,
  BidReplaced: bidReplaced,
  BidWithdrawn: bidWithdrawn,
  SubmissionClosed: submissionClosed,
  BidsOpened: bidsOpened,
  OffersReceived: offersReceived,

  // Evaluation
  ExpertsDrawn: expertsDrawn,
  ExpertReplaced: expertReplaced,
  EvaluationStarted: evaluationStarted,
  BidRejected: bidRejected,
  BidsEvaluated: bidsEvaluated,
  EvaluationReportDelivered: evaluationReportDelivered,
  CandidatesPublicised: candidatesPublicised,
  ReEvaluationOrdered: reEvaluationOrdered,

  // Objections, complaints, suspension
  ObjectionRaised: objectionRaised,
  ObjectionAnswered: objectionAnswered,
  ComplaintFiled: complaintFiled,
  ComplaintAccepted: complaintAccepted,
  ComplaintRefused: complaintRefused,
  ComplaintDecided: complaintDecided,
  ComplaintWithdrawn: complaintWithdrawn,
  ProcedureSuspended: procedureSuspended,
  ProcedureResumed: procedureResumed,

  // Award
  AwardDecided: awardDecided,
  AwardCancelled: awardCancelled,
  AwardResultPublished: awardResultPublished,
  AwardNoticeIssued: awardNoticeIssued,
  TenderReportSubmitted: tenderReportSubmitted,
  AwardFinancingGranted: awardFinancingGranted,
  PerformanceBondLodged: performanceBondLodged,

  // Contract
  ContractSigned: contractSigned,
  ContractPublished: contractPublished,
  ContractFiled: contractFiled,
  ContractAmended: contractAmended,
  MilestoneMet: milestoneMet,
  PaymentMade: paymentMade,
  AcceptanceRecorded: acceptanceRecorded,
  PerformanceRated: performanceRated,
  ContractCompleted: contractCompleted,
  ContractTerminated: contractTerminated,
  ProjectClosed: projectClosed,

  // Bonds back, ends
  BondReleased: bondReleased,
  BondForfeited: bondForfeited,
  GuaranteeClaimed: guaranteeClaimed,
  TenderFailed: tenderFailed,
  ProjectCancelled: projectCancelled,
  ProjectArchived: projectArchived,

  // Supervision, credit, correction
  DocumentsSpotChecked: documentsSpotChecked,
  SupervisoryOpinionIssued: supervisoryOpinionIssued,
  SupervisoryOpinionAnswered: supervisoryOpinionAnswered,
  SiteInspected: siteInspected,
  FlagRaised: flagRaised,
  FlagResolved: flagResolved,
  HotlineCaseHandled: hotlineCaseHandled,
  EventCorrected: eventCorrected,
  EventAnnulled: eventAnnulled,
  PersonalDataErased: personalDataErased,

  // Imported histories: what the table or a step would refuse is recorded with its finding instead
  ProjectImported: projectImported,
} as const satisfies { readonly [T in ProjectEventType]: AnyStep<T> }

export const partySteps = {
  CreditScored: creditScored,
  PenaltyImposed: penaltyImposed,
  HotlineCaseHandled: hotlineCaseHandled,
  EventCorrected: eventCorrected,
  EventAnnulled: eventAnnulled,
  PersonalDataErased: personalDataErased,
} as const satisfies { readonly [T in PartyEventType]: AnyStep<T> }

export const expertSteps = {
  ExpertSanctioned: expertSanctioned,
  PenaltyImposed: penaltyImposed,
  EventCorrected: eventCorrected,
  EventAnnulled: eventAnnulled,
  PersonalDataErased: personalDataErased,
} as const satisfies { readonly [T in ExpertEventType]: AnyStep<T> }

/** Whatever it is stated of, an event type has one step. */
const steps = { ...projectSteps, ...partySteps, ...expertSteps } as const

type Steps = typeof steps

export const stepOf = <T extends StatedEventType>(type: T): AnyStep<T> => steps[type] as unknown as AnyStep<T>

/** `data` of an event type as it is recorded, personal fields included. */
export type DataOf<T extends StatedEventType> = z.output<Steps[T]['data']>

/** `data` of an event type as a caller may send it. */
export type AskOf<T extends StatedEventType> = z.input<Steps[T]['data']>

/** `data` of an event type as the law sees it: without personal fields, as asked for or as imported. */
export type LawfulOf<T extends StatedEventType> = Lawful<DataOf<T> | z.output<NonNullable<Steps[T]['imported']>>>

/** The shape of an event's data on an imported project. */
export function importedShape(type: StatedEventType): z.ZodType {
  const { data, imported } = stepOf(type)
  return imported ?? data
}
