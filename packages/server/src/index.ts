/** The door of the server: the HTTP service, what it stands on, the import of OCDS, and the example county. */

export { type AppOptions, buildApp, DEFAULT_LIMITS, type Limits } from './app.ts'
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
export { type Evidence, type FollowerView, openService, type Service, type ServiceOptions } from './service.ts'
