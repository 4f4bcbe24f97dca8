/** The door of the OCDS import: run it, print its report, and the mapping as data. */
export { type ImportOptions, type ImportProgress, importOcds, projectIdOfOcid } from './import-ocds.ts'
export { OCDS_MAPPING } from './mapping.ts'
export { printReport } from './print-report.ts'
export { type ChangedFact, FILE_REFUSALS, type FileRefusalCode, type ImportReport, type RefusedFile } from './report.ts'
export type { OcdsMapping } from './row.ts'
export { MAX_FILE_BYTES } from './source-files.ts'
