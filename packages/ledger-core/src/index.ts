/**
 * The door of the core: a ledger of public procurement facts. Read from top to bottom: open it, record into it, read
 * from it; then the law, the kernel, and the port for those who build on it.
 */

export { eventIdOf } from './evidence/seal.ts'
export {
  addDays,
  CalendarDate,
  dateIn,
  dateOfDay,
  dayNumber,
  dayNumberIn,
  daysBetween,
  endOfDayMs,
  Instant,
  instantMs,
  monthOf,
  quarterOf,
  startOfDayMs,
  utcMillis,
  yearEarlier,
  yearOf,
  Zone,
} from './kernel/calendar.ts'
export { CURRENCY_CODES, minorDigits } from './kernel/currency.ts'
// The kernel
export { BrokenInvariant, FAULTS, Fault, type FaultCode, RevisionConflict } from './kernel/fault.ts'
export { Id, Line, ProjectId, Prose, Sha256, Uuid } from './kernel/ids.ts'
export {
  checkJsonValue,
  JsonNumber,
  type JsonResult,
  type JsonValue,
  type LiteralJsonValue,
  MAX_JSON_DEPTH,
  parseJson,
} from './kernel/json.ts'
export { fromMinor, Money, Rate, toMinor } from './kernel/money.ts'
export { type Issue, invalid, REFUSALS, type Refusal, type RefusalCode, refuse } from './kernel/refusal.ts'
export { archiveLine, type Lines, type Restored, restoreArchive } from './ledger/archive.ts'
export { type Fact, MAX_FACTS, type RecordOptions } from './ledger/command.ts'
export { Erasures } from './ledger/erasures.ts'
export { type LedgerEvent, projectIdOf, projectStream, type Receipt, readEvent } from './ledger/event.ts'
export { type LedgerIdentity, readIdentity } from './ledger/identity.ts'
export type { KeyStatements } from './ledger/key-statements.ts'
export type { Outcome } from './ledger/outcome.ts'
export { type Cut, type FeedOptions, type HistoryOptions, parsePosition } from './ledger/reader.ts'
export { type Addressed, addressed, type Subject, subjectStream } from './ledger/subject.ts'
export type { BondView, ProjectView } from './ledger/view.ts'
export { type Ledger, type LedgerOptions, openLedger, type Recorded, type RecordedAll, type Refused } from './ledger.ts'
// The port, for stores and followers
export {
  type EventStore,
  type LoggedFact,
  type LoggedLeaf,
  MAX_PAGE_EVENTS,
  NO_STREAM,
  type ReadLog,
  type ReadStream,
  type SealedEvent,
  type StoredEvent,
} from './ports/event-store.ts'
export { type Sources, systemSources } from './ports/sources.ts'
export { evolveProject, type LawfulFact } from './procurement/decider.ts'
export {
  changesHistory,
  effectiveHistory,
  type HistoricalEvent,
  isActOnRecord,
} from './procurement/effective-history.ts'
export { Actor, Envelope, EvidenceItem, Meta, Override } from './procurement/fact.ts'

// The law
export {
  type EventType,
  type ExpertEventType,
  expertLifecycle,
  ledgerLifecycle,
  lifecycle,
  type PartyEventType,
  PHASES,
  type Phase,
  type ProjectEventType,
  partyLifecycle,
  ROLES,
  type Role,
  type Row,
  type StatedEventType,
  type SubjectKind,
} from './procurement/lifecycle.ts'
export { emptyProject, isSale, type Project } from './procurement/project.ts'
export {
  BondForm,
  Category,
  Channel,
  Method,
  ObjectionSubject,
  Party,
  Procedure,
  Regime,
  Venue,
} from './procurement/shapes.ts'
export { type AskOf, type DataOf, importedShape, type LawfulOf, projectSteps, stepOf } from './procurement/steps.ts'
