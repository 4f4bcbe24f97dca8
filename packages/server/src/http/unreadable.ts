import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { invalidProblem, PROBLEM_TYPE, serviceProblem } from './problems.ts'

/** What Node could not read as a request, or not in time: there is no route yet, and the socket is all there is. */
export function answerUnreadable({ code }: Error & { readonly code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const problem =
    code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? serviceProblem('TIMED_OUT')
      : invalidProblem([{ path: '', message: 'this is no HTTP request, or its head is too large' }])
  const { status } = problem.body
  const text = JSON.stringify(problem.body)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
}
