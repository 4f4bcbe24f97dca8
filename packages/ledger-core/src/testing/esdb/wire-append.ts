import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import { type ServerReadableStream, status } from '@grpc/grpc-js'
import type { WireFaults } from './wire-faults.ts'
import type { Proposal, WireLog } from './wire-log.ts'
import { appendAnswer, appendTooLarge, expectedOf, nameOf, proposalOf, timedOut, wireError } from './wire-messages.ts'

/** Up to 25.0. */
const MAX_APPEND_BYTES = 1024 * 1024

type AppendCall = ServerReadableStream<AppendReq, AppendResp>

interface Asked {
  readonly options: AppendReq.Options
  readonly proposals: readonly Proposal[]
}

/** Answers one unary append. `enter` asks who calls, and who leads, before the events are read, as a server does. */
export async function answerAppend(
  call: AppendCall,
  enter: () => Promise<void>,
  log: WireLog,
  faults: WireFaults,
): Promise<AppendResp> {
  const { options, proposals } = await asked(call, enter)
  const stream = nameOf(options.getStreamIdentifier())
  const expected = expectedOf(options)
  const appended = log.append(stream, expected, proposals)
  // Dropped without an answer, until the time that an append has is up.
  if (appended.is === 'not ready') throw timedOut()
  if (appended.is === 'stored') await log.indexed
  await faults.pass('append', 'after')
  return appendAnswer(stream, expected, appended)
}

async function asked(call: AppendCall, enter: () => Promise<void>): Promise<Asked> {
  let options: AppendReq.Options | undefined
  let bytes = 0
  const proposals: Proposal[] = []
  for await (const each of call) {
    const request = each as AppendReq
    if (options === undefined) {
      options = request.getOptions()
      await enter()
      continue
    }
    const message = request.getProposedMessage()
    if (message === undefined) throw wireError(status.INVALID_ARGUMENT, 'no proposed message')
    const proposal = proposalOf(message)
    bytes += proposal.data.length + proposal.metadata.length + 2 * proposal.type.length
    if (bytes > MAX_APPEND_BYTES) throw appendTooLarge(MAX_APPEND_BYTES)
    proposals.push(proposal)
  }
  if (options === undefined) throw wireError(status.INVALID_ARGUMENT, 'no options')
  return { options, proposals }
}
