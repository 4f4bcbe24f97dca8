import { DatabaseError } from 'pg'
import { Fault, type FaultCode } from '../../kernel/fault.ts'

/** What the server's codes mean to the caller, by their beginning. Source: postgresql.org/docs/current/errcodes-appendix.html */
const MEANINGS: readonly (readonly [prefix: string, code: FaultCode, advice: string])[] = [
  ['28', 'STORE_DENIED', 'the server refuses the user; check user, password and pg_hba.conf'],
  ['42501', 'STORE_DENIED', 'the user lacks rights here; grant them, or open the ledger once as its owner'],
  ['3D000', 'STORE_NOT_FOUND', 'there is no such database; create it, or check the URL'],
  ['53100', 'STORE_FULL', 'no room is left; nothing was written; make room and send it again'],
  ['53', 'STORE_BUSY', 'the server is out of connections or memory; try again'],
  ['55P03', 'STORE_BUSY', 'another transaction holds the ledger; find it in pg_stat_activity, or try again'],
  ['57014', 'STORE_BUSY', 'the server gave it up after the time that it has; nothing was written; try again'],
  ['57P', 'STORE_UNREACHABLE', 'the server is stopping or starting; try again'],
  ['40', 'STORE_BUSY', 'the server undid it for the sake of another transaction; try again'],
  ['25006', 'STORE_READ_ONLY', 'the server takes no writes, as a standby does; name the primary in the URL'],
  ['23', 'APPEND_INVALID', 'the append breaks a rule of the log'],
  ['22', 'APPEND_INVALID', 'the append holds what PostgreSQL does not take'],
  ['54', 'APPEND_INVALID', 'the append is larger than PostgreSQL takes'],
  ['42', 'STORE_NOT_A_LEDGER', 'a part of the ledger is missing or another; restore it from a backup'],
]

/** The fault behind what driver or server gave. What is neither's is a defect of ours and stays what it is. */
export function engineFault(shown: string, error: unknown): unknown {
  if (error instanceof DatabaseError) return ofServer(shown, error)
  if (!isOfConnection(error)) return error
  if (/client password must be/.test(messageOf(error)))
    return new Fault('STORE_DENIED', `${shown}: the server asks for a password; give it in the URL or as PGPASSWORD`)
  return new Fault(
    'STORE_UNREACHABLE',
    `${shown}: the server cannot be reached, or stopped answering; check host, port and network (${messageOf(error)})`,
    error,
  )
}

function ofServer(shown: string, error: DatabaseError): Fault {
  const found = MEANINGS.find(([prefix]) => error.code?.startsWith(prefix))
  const [, code, advice] = found ?? ['', 'STORE_FAILED' as const, 'the server failed']
  return new Fault(code, `${shown}: ${advice} (${error.code}: ${error.message})`, error)
}

/**
 * The connection broke, so nobody knows what became of the statement. The driver and the sockets below it throw plain
 * errors; the server ends a session with a code of its own.
 */
export function isOfConnection(error: unknown): boolean {
  if (error instanceof DatabaseError) return /^(57P|08)/.test(error.code ?? '') || error.severity === 'FATAL'
  const isOurs = error instanceof Fault || error instanceof TypeError || error instanceof RangeError
  return error instanceof Error && !isOurs
}

/** Connecting again may help, and soon: the server is not there yet, or has no room yet. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Fault && (error.code === 'STORE_UNREACHABLE' || error.code === 'STORE_BUSY')

/** One host may have several addresses, which are tried together. */
const messageOf = (error: unknown): string =>
  error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : (error as Error).message
