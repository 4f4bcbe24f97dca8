import {
  BrokenInvariant,
  Fault,
  type FaultCode,
  type Issue,
  type Refusal,
  type RefusalCode,
} from '@procurement-ledger/core'
import { CUT_ERRORS, CutError } from '@procurement-ledger/projections'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'

/** The one table of HTTP numbers. RFC 9457 problem details; `code` is what users script against. */

const REFUSED: { readonly [Code in RefusalCode]?: number } = {
  INVALID: 400,
  ROLE_NOT_ALLOWED: 403,
  PROJECT_UNKNOWN: 404,
  REVISION_MISMATCH: 412,
}
/** Every other refusal: the request was understood, and the state of the project forbids it. */
const CONFLICT = 409

const FAULTED: { readonly [Code in FaultCode]?: number } = {
  POSITION_INVALID: 400,
  CUT_INVALID: 400,
  ORIGIN_INVALID: 400,
  APPEND_TOO_LARGE: 413,
  STORE_FULL: 507,
  STORE_NOT_EMPTY: CONFLICT,
  RESTORE_DIFFERS: CONFLICT,
  ERASURE_UNSUPPORTED: 501,
  CALENDAR_UNKNOWN: 501,
}
/** Every other fault: try again, the same commandId is safe. */
const UNAVAILABLE = 503
const RETRY = { 'retry-after': '1' }

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** Codes of the service itself, beside those of the ledger. */
export const SERVICE_PROBLEMS = {
  ROUTE_UNKNOWN: { status: 404, text: 'no such route; see /docs' },
  REVISION_UNKNOWN: { status: 404, text: 'the project has not reached this revision' },
  STREAM_UNKNOWN: { status: 404, text: 'nothing was recorded of this enterprise or expert' },
  STATISTIC_UNKNOWN: { status: 404, text: 'no such statistic; GET /v1/statistics lists them' },
  NOTARY_ABSENT: { status: 404, text: 'no notary runs here: make a key with keygen, then serve with --key' },
  EVENT_UNKNOWN: { status: 404, text: 'the log has no such event' },
  TILE_UNKNOWN: { status: 404, text: 'the tree under the checkpoint has no such tile' },
  BODY_TOO_LARGE: { status: 413, text: 'the body is too large; split the command' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, text: 'send the body as application/json' },
  NOT_ACCEPTABLE: { status: 406, text: 'this route answers in none of the asked media types' },
  PROJECTION_BEHIND: { status: 503, text: 'the projection has not reached the position in time; try again' },
  POSITION_AHEAD: { status: CONFLICT, text: CUT_ERRORS.POSITION_AHEAD },
  CUT_NOT_READY: { status: UNAVAILABLE, text: CUT_ERRORS.CUT_NOT_READY },
  CUTS_BUSY: { status: UNAVAILABLE, text: CUT_ERRORS.CUTS_BUSY },
  DIFFERENCE_TOO_LARGE: { status: 422, text: CUT_ERRORS.DIFFERENCE_TOO_LARGE },
  CUT_TOO_LARGE: { status: 422, text: CUT_ERRORS.CUT_TOO_LARGE },
  NOTARY_BEHIND: { status: 503, text: 'the notary has not signed so far in time; try again' },
  BUNDLE_TOO_LARGE: {
    status: 422,
    text: 'the project has more events or bytes than a bundle holds; export it as ndjson',
  },
  SHUTTING_DOWN: { status: 503, text: 'the service is shutting down; try again' },
  TIMED_OUT: { status: 503, text: 'the request took too long; the same commandId is safe to send again' },
  INTERNAL: { status: 500, text: 'the service failed; the log has the details under the request id' },
} as const satisfies Record<string, { readonly status: number; readonly text: string }>

export type ServiceCode = keyof typeof SERVICE_PROBLEMS

export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly issues?: readonly Issue[]
}

/** Thrown inside the service to answer with a problem. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly body: ProblemBody
  readonly headers: Readonly<Record<string, string>>

  constructor(body: ProblemBody, headers: Readonly<Record<string, string>> = {}) {
    super(body.detail)
    this.body = body
    this.headers = headers
  }
}

export const statusOfRefusal = (code: RefusalCode): number => REFUSED[code] ?? CONFLICT
export const statusOfFault = (code: FaultCode): number => FAULTED[code] ?? UNAVAILABLE

export const refusedProblem = ({ code, message, issues }: Refusal): Problem =>
  new Problem(body(code, statusOfRefusal(code), message, issues))

export const invalidProblem = (issues: readonly Issue[]): Problem =>
  new Problem(body('INVALID', 400, issues.map(({ path, message }) => `${path || '/'}: ${message}`).join('; '), issues))

export const serviceProblem = (code: ServiceCode, detail?: string): Problem => {
  const { status, text } = SERVICE_PROBLEMS[code]
  return new Problem(body(code, status, detail ?? text), status === UNAVAILABLE ? RETRY : {})
}

function body(code: string, status: number, detail: string, issues?: readonly Issue[]): ProblemBody {
  const title = code.toLowerCase().replaceAll('_', ' ')
  return { type: `urn:procurement-ledger:problem:${code}`, title, status, code, detail, ...(issues && { issues }) }
}

/** Fastify's own errors, by their codes, as ours. */
const FASTIFY_CODES: { readonly [code: string]: ServiceCode } = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  FST_ERR_HANDLER_TIMEOUT: 'TIMED_OUT',
}

/** Whatever was thrown on the way, as a problem. What nobody expected says nothing of its inside. */
export function problemOf(error: FastifyError | Error): Problem {
  if (error instanceof Problem) return error
  if (error instanceof Fault) return faultProblem(error)
  if (error instanceof CutError) return serviceProblem(error.code, error.message)
  const code = 'code' in error && !(error instanceof BrokenInvariant) ? FASTIFY_CODES[error.code] : undefined
  if (code !== undefined) return serviceProblem(code)
  const status = 'statusCode' in error ? error.statusCode : undefined
  if (status !== undefined && status >= 400 && status < 500)
    return invalidProblem([{ path: '', message: error.message }])
  return serviceProblem('INTERNAL')
}

function faultProblem({ code, message }: Fault): Problem {
  if (code === 'POSITION_INVALID') return invalidProblem([{ path: '/after', message }])
  return new Problem(body(code, statusOfFault(code), message), RETRY)
}

export function sendProblem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error)
  if (problem.body.status >= 500) request.log.error({ err: error, code: problem.body.code }, 'request failed')
  return reply.code(problem.body.status).headers(problem.headers).type(PROBLEM_TYPE).send(JSON.stringify(problem.body))
}
