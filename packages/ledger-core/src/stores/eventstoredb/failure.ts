import { convertToCommandError, ErrorType, isCommandError, WrongExpectedVersionError } from '@eventstore/db-client'
import { Fault, type FaultCode } from '../../kernel/fault.ts'

/** What went wrong, as far as it decides what to do. */
export interface Failure {
  /** Asking again may help. */
  readonly isPassing: boolean
  /** An append may have taken place all the same. */
  readonly isUnknown: boolean
  /** The connection is of no more use: what it knows of the cluster is wrong, or it does not answer. */
  readonly isSpent: boolean
  readonly code: FaultCode
  /** One line. */
  readonly says: string
}

/** Our own timer ran out: the server, or the search for one, did not answer. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** gRPC status numbers. Source: grpc.io/docs/guides/status-codes */
const UNKNOWN = 2
const INVALID_ARGUMENT = 3
const PERMISSION_DENIED = 7
const RESOURCE_EXHAUSTED = 8
const FAILED_PRECONDITION = 9
const UNIMPLEMENTED = 12

/** Where the connection says that the request never left, and where the server says that it was not taken. */
const NOT_TAKEN = /No connection established|ECONNREFUSED|Name resolution failed|(Server|node) is (not ready|too busy)/i
/** A node that follows nobody yet; another search may find the one that leads. */
const NO_LEADER = /No leader info/i
const BUSY = /(Server|node) is (not ready|too busy)/i
/** What a read from where no record begins is answered with: by some servers as an error of reading like any other. */
const INVALID_POSITION = /invalid position|InvalidPosition|ReadAllResult: Error/i
/** The limit of one event, which servers behind 25.0 know beside that of an append. The client has no type for it. */
const EVENT_TOO_LARGE = /exceeds Maximum Append Event Size/i

const PASSING = { isPassing: true, isUnknown: false, isSpent: false } as const
const FINAL = { isPassing: false, isUnknown: false, isSpent: false } as const

/** The stream is elsewhere than expected: where it is; undefined for any other error. -1: there is none. */
export function actualRevision(error: unknown): number | undefined {
  if (!(error instanceof WrongExpectedVersionError)) return undefined
  return typeof error.actualVersion === 'bigint' ? Number(error.actualVersion) : -1
}

/** What an error of client, wire or server means. What is none of theirs is a defect of ours: undefined. */
export function failureOf(thrown: unknown): Failure | undefined {
  if (thrown instanceof NoAnswer)
    return { ...PASSING, isUnknown: true, isSpent: true, code: 'STORE_UNREACHABLE', says: thrown.message }
  if (!(thrown instanceof Error) || thrown instanceof Fault) return undefined
  // An answer, and for whoever appended to read.
  if (thrown instanceof WrongExpectedVersionError) return undefined
  // A refused connection and a closed channel come as they are from the wire, without the client's type.
  const error = convertToCommandError(thrown)
  const says = oneLine(error)
  if (!isCommandError(error)) {
    // The client has no type for a discovery that found nobody, and is of no use after it.
    if (/^Failed to discover/.test(error.message))
      return { ...PASSING, isSpent: true, code: 'STORE_UNREACHABLE', says: 'no node of the cluster answers' }
    // Its own calls are cancelled when another one finds the connection broken.
    if (/cancelled on client|channel.*(closed|shut)/i.test(error.message))
      return { ...PASSING, isUnknown: true, code: 'STORE_UNREACHABLE', says }
    return undefined
  }
  switch (error.type) {
    case ErrorType.NOT_LEADER:
      // Another node leads: what it holds is to be seen first.
      return { ...PASSING, code: 'STORE_UNREACHABLE', says: 'the node is not the leader' }
    case ErrorType.UNAVAILABLE: {
      const code = BUSY.test(says) ? 'STORE_BUSY' : 'STORE_UNREACHABLE'
      return { ...PASSING, isUnknown: !NOT_TAKEN.test(says), code, says }
    }
    case ErrorType.ACCESS_DENIED:
      return { ...FINAL, code: 'STORE_DENIED', says }
    case ErrorType.STREAM_DELETED:
      return { ...FINAL, code: 'LEDGER_ALTERED', says: `a stream of the ledger was deleted (${says})` }
    case ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED:
      return { ...FINAL, code: 'APPEND_TOO_LARGE', says }
    case ErrorType.DEADLINE_EXCEEDED:
      return { ...PASSING, isUnknown: true, isSpent: true, code: 'STORE_UNREACHABLE', says }
    case ErrorType.UNKNOWN:
      return unknownError(error.code, says)
    default:
      return { ...PASSING, isUnknown: true, code: 'STORE_UNREACHABLE', says }
  }
}

function unknownError(status: number | undefined, says: string): Failure {
  if (INVALID_POSITION.test(says) && (status === INVALID_ARGUMENT || status === UNKNOWN))
    return { ...FINAL, code: 'POSITION_INVALID', says }
  if (EVENT_TOO_LARGE.test(says)) return { ...FINAL, code: 'APPEND_TOO_LARGE', says }
  if (NO_LEADER.test(says)) return { ...PASSING, isSpent: true, code: 'STORE_UNREACHABLE', says }
  if (status === PERMISSION_DENIED) return { ...FINAL, code: 'STORE_DENIED', says }
  const isRefusal = [INVALID_ARGUMENT, RESOURCE_EXHAUSTED, FAILED_PRECONDITION, UNIMPLEMENTED].includes(status ?? -1)
  if (isRefusal) return { ...FINAL, code: 'STORE_FAILED', says }
  return { ...PASSING, isUnknown: true, code: 'STORE_FAILED', says }
}

/** Some errors of the client have no message of their own, and some end in a note that is empty. */
const oneLine = ({ message, name }: Error): string =>
  (message || name)
    .replace(/\s+/g, ' ')
    .replace(/ Resolution note: ?$/, '')
    .trim()
    .replace(/\.$/, '')
