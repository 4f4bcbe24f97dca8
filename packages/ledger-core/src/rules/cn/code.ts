import type { ProjectEventType } from '../../procurement/lifecycle.ts'
import type { PackCode } from '../pack.ts'
import { cnFunctions } from './functions.ts'
import { cnMoments } from './moments.ts'

/** What functions and moments ask a case file for; a property holds it against all that they could ask for. */
const READS: readonly ProjectEventType[] = [
  'AwardDecided',
  'AwardNoticeIssued',
  'AwardResultPublished',
  'BidBondLodged',
  'BidSubmitted',
  'BidWithdrawn',
  'BidsEvaluated',
  'BidsOpened',
  'BondForfeited',
  'BondReleased',
  'CandidatesPublicised',
  'ClarificationIssued',
  'ComplaintAccepted',
  'ComplaintDecided',
  'ComplaintFiled',
  'ComplaintRefused',
  'ContractAmended',
  'ContractCompleted',
  'ContractPublished',
  'ContractSigned',
  'ContractTerminated',
  'DeadlineExtended',
  'DemandIssued',
  'EvaluationReportDelivered',
  'EvaluationStarted',
  'ExpertsDrawn',
  'GuaranteeClaimed',
  'InvitationIssued',
  'ObjectionAnswered',
  'ObjectionRaised',
  'OffersReceived',
  'PerformanceBondLodged',
  'ProjectArchived',
  'ProjectCancelled',
  'ProjectClosed',
  'ReEvaluationOrdered',
  'RegistrationAccepted',
  'SingleSourcePublicised',
  'TenderDocumentsPublished',
  'TenderFailed',
  'TenderNoticePublished',
]

export const cnCode: PackCode = { functions: cnFunctions, moments: cnMoments, reads: READS }
