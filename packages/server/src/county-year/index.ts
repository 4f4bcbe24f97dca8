/**
 * The example county: two years of an invented county's procurement, recorded through the real command path, whose
 * totals are those that a real county published. Plan it, record it, and compare what the ledger replays.
 */
export { type ExampleClock, exampleClock } from './example-clock.ts'
export { EARLIER_HISTORIC_BEFORE, HISTORIC_BEFORE } from './historic.ts'
export { COUNTY_YEAR_SEED, namedViolations, type PlannedCommand, planCountyYear } from './plan.ts'
export { PUBLISHED, type PublishedFigure, type StatisticCall } from './published.ts'
export { type CountyYearRecorded, type RecordingOptions, type RecordingProgress, recordCountyYear } from './record.ts'
export { checkFigures, renderVerdicts, type Verdict } from './verdicts.ts'
export { type NamedViolation, violations } from './violations.ts'
