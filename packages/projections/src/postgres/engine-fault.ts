import { BrokenInvariant, Fault, type FaultCode } from '@procurement-ledger/core'
import { DatabaseError } from 'pg'

/** What the server's codes mean to the caller, by their beginning. Source: postgresql.org/docs/current/errcodes-appendix.html */
const MEANINGS: readonly (readonly [prefix: string, code: FaultCode, advice: string])[] = [
  ['28', 'STORE_DENIED', 'the server refuses the user; check user, password and pg_hba.conf'],
  ['42501', 'STORE_DENIED', 'the user lacks rights here; grant them, or open the read models once as their owner'],
  ['3D000', 'STORE_NOT_FOUND', 'there is no such database; create it, or check the URL'],
  ['53100', 'STORE_FULL', 'no room is left; nothing was saved; make room'],
  ['53', 'STORE_BUSY', 'the server is out of connections or memory; try again'],
  ['55P03', 'STORE_BUSY', 'another transaction holds the read models; find it in pg_stat_activity, or try again'],
  ['57014', 'STORE_BUSY', 'the server gave it up after the time that it has; ask for less, or try again'],
  ['57P', 'STORE_UNREACHABLE', 'the server is stopping or starting; try again'],
  ['40', 'STORE_BUSY', 'the server undid it for the sake of another transaction; try again'],
  ['25006', 'STORE_READ_ONLY', 'the server takes no writes, as a standby does; name the primary in the URL'],
  ['2BP01', 'STORE_FAILED', 'a view of somebody else hangs on these tables; drop it, and make it anew afterwards'],
  ['42P01', 'STORE_FAILED', 'a table is missing; drop the schema, and it is folded anew'],
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

/** The driver and the sockets below it throw plain errors, several in one where a host has several addresses. */
function isOfConnection(error: unknown): boolean {
  const isOurs = [Fault, BrokenInvariant, TypeError, RangeError].some((ours) => error instanceof ours)
  return error instanceof Error && !isOurs
}

const messageOf = (error: unknown): string =>
  error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : (error as Error).message
