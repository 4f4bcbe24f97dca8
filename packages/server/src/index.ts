/** The door of the server: the HTTP service, what it stands on, the import of OCDS, verification, the example county. */

export { type AppOptions, buildApp, DEFAULT_LIMITS, type Limits } from './app.ts'
export { type BundleEvidence, projectBundle } from './bundle/project-bundle.ts'
export {
  type CountyYearRecorded,
  checkFigures,
  type ExampleClock,
  exampleClock,
  type RecordingOptions,
  type RecordingProgress,
  recordCountyYear,
  renderVerdicts,
  type Verdict,
} from './county-year/index.ts'
export {
  type ImportOptions,
  type ImportProgress,
  type ImportReport,
  importOcds,
  OCDS_MAPPING,
  type OcdsMapping,
  printReport,
} from './ocds/index.ts'
export { fileQueuePayout, PayoutQueueHeld } from './releases/file-queue-payout.ts'
export { type Payment, type PaymentOrder, type Payout, PayoutRefused } from './releases/payout.ts'
export { type Evidence, type FollowerView, openService, type Service, type ServiceOptions } from './service.ts'
export { printVerification, verificationJson } from './verify/print-verification.ts'
export { EXITS, type Given, type Kind, type Verification } from './verify/verification.ts'
export { verify } from './verify/verify.ts'
