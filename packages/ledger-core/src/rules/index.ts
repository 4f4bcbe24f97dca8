/**
 * The door of the rules: legal deadlines and amounts as data, and the judge that reads them. Pure; runs in a browser.
 */

export { simpleInterest365, type YearlyRate } from './bond-interest.ts'
export { cnCalendar, cnNotices } from './calendar/cn.ts'
export {
  addCalendarDays,
  addMonths,
  addWorkingDays,
  firstDayAfter,
  type IsStopped,
  lastDayBefore,
  lastDayWithin,
  type Period,
  rollForward,
} from './calendar/count-days.ts'
export { cardinalDays, digiwhistDays, fitsPelican } from './calendar/counting-of-others.ts'
export { buildCalendar, ListedCalendar, withYears } from './calendar/listed-calendar.ts'
export { calendarUnknown, type WorkingCalendar } from './calendar/working-calendar.ts'
export { CaseFile, type Fact, type Pause, type Stamp, type StampOf, zoneOf } from './case-file.ts'
export { type Bidders, biddersIn, type Outcome } from './cn/bidders.ts'
export {
  type BidBond,
  type BondDue,
  type BondDueOptions,
  bidBondDue,
  bondExpiresOn,
  hasNoEnd,
  isGuaranteed,
  packsOfBonds,
} from './cn/bond-due.ts'
export { cnGpl } from './cn/gpl.ts'
export { cnNingbo, cnPuyang } from './cn/local.ts'
export { cnTbl } from './cn/tbl.ts'
export { type Judgement, type JudgeOptions, judge } from './judge.ts'
export { type Ahead, judgeAhead, type StandingResult } from './judge-ahead.ts'
export { type Pack, type PackCode, type PackData, PackInvalid, parsePack } from './pack.ts'
export {
  type AtLeastPart,
  type BeforePart,
  type FunctionPart,
  type Given,
  type Moment,
  type MomentFunction,
  type Part,
  type Point,
  type Rule,
  type RuleFunction,
  type RuleResult,
  type Scope,
  SEVERITIES,
  type Severity,
  STATES,
  type State,
  SUBJECT_KINDS,
  type Subject,
  type SubjectKind,
  type Verdict,
  type WithinPart,
} from './rule.ts'
export { type ExplainedRule, explainRules, type RuleSetting, ruleSetting } from './setting.ts'
export { type RecordedEvent, standingFacts } from './standing-facts.ts'
export type { Stretch } from './suspensions.ts'
export { typesRead } from './types-read.ts'
