import { awardCancelled, awardDecided, awardNoticeIssued, awardResultPublished } from './mapping/awards.ts'
import { bidSubmitted, bidsOpened, bidWithdrawn, offersReceived } from './mapping/bids.ts'
import { contractAmended, contractPublished, contractSigned, contractTerminated } from './mapping/contracts.ts'
import { enquiryAnswered, enquiryReceived } from './mapping/enquiries.ts'
import { contractCompleted, milestoneMet, paymentMade } from './mapping/implementation.ts'
import { projectImported } from './mapping/project.ts'
import {
  clarificationIssued,
  deadlineExtended,
  invitationIssued,
  tenderNoticePublished,
  tenderPlanPublished,
} from './mapping/tender.ts'
import { projectCancelled, tenderFailed } from './mapping/tender-end.ts'
import type { MappingRow, OcdsMapping } from './row.ts'

/**
 * What becomes of a release, in the order of the procedure: of one release, earlier rows are recorded first. A row
 * states only what the source states; whether that makes a fact, the catalogue's own schema of the event decides, so a
 * field that becomes optional there is asked for no longer here.
 */
export const MAPPING_ROWS: readonly MappingRow[] = [
  projectImported,
  tenderPlanPublished,
  tenderNoticePublished,
  invitationIssued,
  enquiryReceived,
  enquiryAnswered,
  clarificationIssued,
  bidSubmitted,
  bidWithdrawn,
  bidsOpened,
  offersReceived,
  awardDecided,
  awardNoticeIssued,
  awardResultPublished,
  contractSigned,
  contractPublished,
  contractAmended,
  paymentMade,
  milestoneMet,
  contractCompleted,
  contractTerminated,
  awardCancelled,
  tenderFailed,
  projectCancelled,
]

/** The mapping as data, for the documentation. */
export const OCDS_MAPPING: readonly OcdsMapping[] = [...MAPPING_ROWS, deadlineExtended].map(
  ({ event, path, instant, reads, remark }) => ({
    event,
    path,
    instant,
    reads,
    ...(remark === undefined ? {} : { remark }),
  }),
)
