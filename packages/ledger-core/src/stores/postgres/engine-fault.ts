import type { DatabaseError } from 'pg'
import { BrokenInvariant, Fault, type FaultCode } from '../../kernel/fault.ts'

/** What codes of the server mean, by their beginning. Source: postgresql.org/docs/current/errcodes-appendix.html */
export type Meaning = readonly [prefix: string, code: FaultCode, advice: string]

/** What they mean whatever is kept there. */
const OF_EVERY_SERVER: readonly Meaning[] = [
  ['08', 'STORE_UNREACHABLE', 'the connection broke off; try again'],
  ['25006', 'STORE_READ_ONLY', 'the server takes no writes, as a standby does; name the primary in the URL'],
  ['28', 'STORE_DENIED', 'the server refuses the user; check user, password and pg_hba.conf'],
  ['3D000', 'STORE_NOT_FOUND', 'there is no such database; create it, or check the URL'],
  ['40', 'STORE_BUSY', 'the server undid it for the sake of another transaction; try again'],
  ['53', 'STORE_BUSY', 'the server is out of connections or memory; try again'],
  ['57P', 'STORE_UNREACHABLE', 'the server is stopping or starting; try again'],
]

const OF_A_LEDGER: readonly Meaning[] = [
  ['42501', 'STORE_DENIED', 'the user lacks rights here; grant them, or open the ledger once as its owner'],
  ['53100', 'STORE_FULL', 'no room is left; nothing was written; make room and send it again'],
  ['55P03', 'STORE_BUSY', 'another transaction holds the ledger; find it in pg_stat_activity, or try again'],
  ['57014', 'STORE_BUSY', 'the server gave it up after the time that it has; nothing was written; try again'],
  ['23', 'APPEND_INVALID', 'the append breaks a rule of the log'],
  ['22', 'APPEND_INVALID', 'the append holds what PostgreSQL does not take'],
  ['54', 'APPEND_INVALID', 'the append is larger than PostgreSQL takes'],
  ['42', 'STORE_NOT_A_LEDGER', 'a part of the ledger is missing or another; restore it from a backup'],
]

/** The fault behind what driver or server gave. What is neither's is a defect of ours and stays what it is. */
export type EngineFault = (shown: string, error: unknown) => unknown

/** Faults of what is kept there: its own meanings come before those of every server. */
export function engineFaults(own: readonly Meaning[]): EngineFault {
  const meanings = [...own, ...OF_EVERY_SERVER]
  return (shown, error) => {
    if (isOfServer(error)) return ofServer(meanings, shown, error)
    if (!isOfConnection(error)) return error
    const told = messageOf(error)
    const { code, advice } = NO_CONNECTION.find(({ says }) => says.test(told)) ?? NOT_REACHED
    return new Fault(code, `${shown}: ${advice} (${told})`, error)
  }
}

export const engineFault = engineFaults(OF_A_LEDGER)

function ofServer(meanings: readonly Meaning[], shown: string, error: DatabaseError): Fault {
  const found = meanings.find(([prefix]) => error.code?.startsWith(prefix))
  const [, code, advice] = found ?? ['', 'STORE_FAILED' as const, 'the server failed']
  return new Fault(code, `${shown}: ${advice} (${error.code}: ${error.message})`, error)
}

interface NoConnection {
  readonly code: FaultCode
  readonly advice: string
}

const NOT_REACHED: NoConnection = {
  code: 'STORE_UNREACHABLE',
  advice: 'the server cannot be reached, or stopped answering; check host, port and network',
}

/** What the driver says before there is a server to say anything. */
const NO_CONNECTION: readonly (NoConnection & { readonly says: RegExp })[] = [
  {
    says: /client password must be/,
    code: 'STORE_DENIED',
    advice: 'the server asks for a password; give it in the URL or as PGPASSWORD',
  },
  {
    says: /does not support SSL/,
    code: 'STORE_UNREACHABLE',
    advice:
      'the URL asks for TLS, and the server has none; set it up there, or write sslmode=disable where the network is safe',
  },
  {
    says: /certificate/i,
    code: 'STORE_UNREACHABLE',
    advice: "the server's certificate is not trusted; name who signed it: sslmode=verify-full&sslrootcert=ca.pem",
  },
]

/** By its shape: a pool that somebody gives may be of another copy of the driver. */
function isOfServer(error: unknown): error is DatabaseError {
  return error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string'
}

/**
 * The connection broke, so nobody knows what became of the statement. The driver and the sockets below it throw plain
 * errors; the server ends a session with a code of its own.
 */
export function isOfConnection(error: unknown): boolean {
  // The word for FATAL may be in the server's language: codes that end a session are known.
  if (isOfServer(error)) return /^(57P|08|25P03|25P04)/.test(error.code ?? '') || error.severity === 'FATAL'
  const isOurs = [Fault, BrokenInvariant, TypeError, RangeError].some((ours) => error instanceof ours)
  return error instanceof Error && !isOurs
}

/** Connecting again may help, and soon: the server is not there yet, or has no room yet. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Fault && (error.code === 'STORE_UNREACHABLE' || error.code === 'STORE_BUSY')

/** One host may have several addresses, which are tried together. */
const messageOf = (error: unknown): string =>
  error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : (error as Error).message
