/**
 * The door of the projections: the read models of procurement, the follower that keeps them, and how to declare
 * others. Where they are kept is behind a door of its own: `./sqlite`.
 */

// Hold projects to the rules
export {
  type ComplianceRow,
  complianceReadModel,
  type JudgedProjectRow,
  NO_DUE,
} from './compliance/compliance-read-model.ts'
export {
  type FlagsAsked,
  type FlagsToState,
  type FlagToRaise,
  type FlagToResolve,
  flagsToState,
} from './compliance/flags-to-state.ts'
export {
  COMPLIANCE_COLUMNS,
  ComplianceListQuery,
  type CompliancePage,
  type ListedResult,
  type ListingDay,
  listCompliance,
  statesParameter,
} from './compliance/list-compliance.ts'
export { type ComplianceAsked, type ReadKnown, readCompliance } from './compliance/read-compliance.ts'
export { type FlagState, flagIdOf, type RuleFlagRow, violationIn, violationOf } from './compliance/rule-flags.ts'
// Answer as of a cut
export { assertReached, type CutParameters, cutOf, EVERYTHING, holdsFact, type LogCut } from './cuts/cut.ts'
export { CUT_ERRORS, CutError, type CutErrorCode } from './cuts/cut-error.ts'
export {
  CUT_LIMITS,
  type CutLimits,
  type CutRequest,
  type Cuts,
  type CutsOptions,
  type CutsStatus,
  openCuts,
} from './cuts/cuts.ts'
export {
  NEEDS_OF_BALANCE,
  NEEDS_OF_BONDS,
  NEEDS_OF_PROJECTS,
  NEEDS_OF_PROPOSALS,
  type Needs,
  needsOfStatistic,
} from './cuts/needs.ts'
export type { OpenScratchModels, ScratchModels } from './cuts/scratch-models.ts'
// Explain why a figure changed
export {
  DIFFERENCE_COLUMNS,
  type Difference,
  type DifferenceItem,
  difference,
  differenceLines,
} from './difference/difference.ts'
export type { EventBetween } from './difference/events-between.ts'
// What an engine opens
export type { ReadModels } from './engine.ts'
// Follow a log
export {
  type Follower,
  type FollowerState,
  type FollowerStatus,
  type FollowOptions,
  follow,
} from './follower/follow.ts'
export { FOLLOWER_ERRORS, type FollowerErrorCode } from './follower/follower-error.ts'
// The port, for engines
export type {
  Anchor,
  Batch,
  Generation,
  ReadModelStore,
  RowKey,
  TableChanges,
} from './follower/read-model-store.ts'
// Ask for figures, the rows behind them, and lists
export {
  BALANCE_COLUMNS,
  type BalancePage,
  type BondBalance,
  bondBalance,
  type GroupBalance,
} from './lists/bond-balance.ts'
export { BOND_COLUMNS, type BondPage, type ListedBond, listBonds } from './lists/bonds.ts'
export {
  BALANCE_GROUPS,
  BalanceQuery,
  type BondState,
  BondsQuery,
  ProjectsQuery,
  ProposalsQuery,
} from './lists/list-queries.ts'
export { type ListedProject, listProjects, PROJECT_COLUMNS, type ProjectPage } from './lists/projects.ts'
export {
  isReleased,
  PROPOSAL_COLUMNS,
  type ProposalPage,
  type ReleaseProposal,
  releaseProposals,
} from './lists/release-proposals.ts'
export { cutParameters, DifferenceQuery, ExclusionsQuery, oneCut, PopulationQuery, StatisticQuery } from './query.ts'
// Read what was folded
export type { Parameter, Queryable, Snapshots } from './queryable.ts'
// The read models of procurement
export { procurementReadModels, procurementReadModelsBy } from './read-models/procurement-read-models.ts'
export type { ProjectHistory } from './read-models/project-history.ts'
// Declare others
export type { ColumnType, FoldEvent, Projection, Row, Table, Value } from './read-models/projection.ts'
export type {
  AwardRow,
  Base,
  BondMovementRow,
  BondPostingRow,
  BondRow,
  CompetitionRow,
  ContractRow,
  CreditRow,
  DeferredRow,
  Dimensions,
  IntervalRow,
  LagRow,
  LoanRow,
  ObjectionRow,
  ProjectRow,
  RegistrationRow,
  ReturnRow,
  SavingRow,
  SessionRow,
  SupervisionRow,
  WaiverRow,
} from './read-models/rows.ts'
export { BYTE_ORDER_MARK, csvLine, flatten, toCsv } from './statistics/csv.ts'
export type { Definition } from './statistics/definition.ts'
export {
  describeStatistic,
  describeStatistics,
  STATISTIC_COLUMNS,
  type StatisticDescription,
  type StatisticInWords,
  statisticOf,
} from './statistics/definitions.ts'
export { exclusionColumns, exclusions, reasonsOf } from './statistics/exclusions.ts'
export { type AnsweredFigure, figure, type StatisticAnswer } from './statistics/figure.ts'
export { type PopulationItem, type PopulationPage, population, populationColumns } from './statistics/population.ts'
export { differenceQuery, exclusionsQuery, populationQuery, statisticQuery } from './statistics/statistic-query.ts'
