/** The door for whoever verifies a whole log in its store: read only, and nothing that the store says is believed. */
export { Fault, type FaultCode } from '../kernel/fault.ts'
export type { Audit, AuditedEvent } from './audit/audit.ts'
export { type AuditStoreOptions, auditStore } from './audit/audit-store.ts'
export { type AuditSqliteOptions, auditSqlite } from './sqlite/audit/audit-log.ts'
