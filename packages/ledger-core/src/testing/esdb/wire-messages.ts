import shared from '@eventstore/db-client/generated/shared_pb.js'
import type { AppendReq, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import messages from '@eventstore/db-client/generated/streams_pb.js'
import { Metadata, type ServiceError, status } from '@grpc/grpc-js'
import type { Appended, Expected, Proposal, WireEvent } from './wire-log.ts'

/** Between the stand-in's log and the messages of the client's own definitions. */

const { Empty, StreamIdentifier, UUID } = shared
const { ReadEvent } = messages.ReadResp

/** An error as the server sends it: the client tells them apart by `exception` in the metadata. */
export function wireError(
  code: status,
  details: string,
  metadata: { readonly [key: string]: string } = {},
): ServiceError {
  const sent = new Metadata()
  for (const [key, value] of Object.entries(metadata)) sent.set(key, value)
  return Object.assign(new Error(details), { code, details, metadata: sent })
}

export const notReady = () => wireError(status.UNAVAILABLE, 'Server Is Not Ready')
export const tooBusy = () => wireError(status.UNAVAILABLE, 'Server Is Too Busy')
/** As KurrentDB says it before it has read its files. */
export const starting = () => wireError(status.UNAVAILABLE, 'The node is not ready yet.')
export const noLeader = () => wireError(status.UNKNOWN, 'No leader info available in response')
export const timedOut = () => wireError(status.ABORTED, 'Operation timed out: commit phase')
/** What a handler that was interrupted answers, as by a server that stops. */
export const interrupted = () => wireError(status.UNKNOWN, 'Exception was thrown by handler.')
export const unsupported = () => wireError(status.UNIMPLEMENTED, 'Service is unimplemented.')
export const dropped = () => wireError(status.UNAVAILABLE, 'Connection dropped')
export const unauthenticated = () => wireError(status.UNAUTHENTICATED, 'Unauthenticated')
export const accessDenied = () => wireError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' })
export const notLeader = (host: string, port: number) =>
  wireError(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  })
export const streamDeleted = (stream: string) =>
  wireError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  })
export const appendTooLarge = (limit: number) =>
  wireError(status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  })
/** Behind 25.0, for one event. */
export const eventTooLarge = (limit: number) =>
  wireError(
    status.INVALID_ARGUMENT,
    `Event with Id: 0, Size: ${limit + 1}, exceeds Maximum Append Event Size of ${limit}.`,
    { exception: 'maximum-append-event-size-exceeded', 'maximum-append-event-size': String(limit) },
  )

/** Subscriptions and reads without a filter have a case of their own for it, reads with one have none. */
export const invalidPosition = (isFilteredRead: boolean) =>
  isFilteredRead
    ? unreadable('InvalidPosition')
    : wireError(status.INVALID_ARGUMENT, 'Trying to read from an invalid position.')
/** `Error` is said of a place where something can be read, but no record. */
export const unreadable = (result: 'InvalidPosition' | 'Error') =>
  wireError(status.UNKNOWN, `Unexpected FilteredReadAllResult: ${result}`)

export const nameOf = (id: { getStreamName_asU8(): Uint8Array } | undefined): string =>
  Buffer.from(id?.getStreamName_asU8() ?? []).toString('utf8')

export function proposalOf(message: AppendReq.ProposedMessage): Proposal {
  const [type, contentType] = ['type', 'content-type'].map((name) => message.getMetadataMap().get(name))
  if (type === undefined || contentType === undefined)
    throw wireError(status.INVALID_ARGUMENT, 'Required Metadata Property is missing')
  return {
    id: message.getId()?.getString() ?? '',
    type,
    contentType,
    data: new Uint8Array(message.getData_asU8()),
    metadata: new Uint8Array(message.getCustomMetadata_asU8()),
  }
}

/** A server takes appends at any revision too, and forgets in time that it did: a store must not ask for that. */
export function expectedOf(options: AppendReq.Options): Expected {
  if (options.hasNoStream()) return 'none'
  if (options.hasRevision()) return BigInt(options.getRevision())
  throw wireError(status.UNIMPLEMENTED, 'without an expected revision a repeat is not known as one')
}

/** The answer to an append, or the error that it is. */
export function appendAnswer(stream: string, expected: Expected, appended: Exclude<Appended, { is: 'not ready' }>) {
  const answer = new messages.AppendResp()
  if (appended.is === 'deleted') throw streamDeleted(stream)
  if (appended.is === 'conflict') {
    const wrong = new messages.AppendResp.WrongExpectedVersion()
    if (appended.actual === undefined) wrong.setCurrentNoStream(new Empty())
    else wrong.setCurrentRevision(String(appended.actual))
    if (expected === 'none') wrong.setExpectedNoStream(new Empty())
    else wrong.setExpectedRevision(String(expected))
    return answer.setWrongExpectedVersion(wrong)
  }
  const success = new messages.AppendResp.Success().setCurrentRevision(String(appended.revision))
  // Where a repeat is, a server need not say.
  if (appended.is === 'repeated') return answer.setSuccess(success.setNoPosition(new Empty()))
  const position = String(appended.position)
  return answer.setSuccess(
    success.setPosition(new messages.AppendResp.Position().setCommitPosition(position).setPreparePosition(position)),
  )
}

export function eventAnswer({
  id,
  stream,
  revision,
  position,
  prepare,
  type,
  contentType,
  data,
  metadata,
}: WireEvent): ReadResp {
  const event = new ReadEvent.RecordedEvent()
    .setId(new UUID().setString(id))
    .setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(stream)))
    .setStreamRevision(String(revision))
    .setCommitPosition(String(position))
    .setPreparePosition(String(prepare))
    .setData(data)
    .setCustomMetadata(metadata)
  event.getMetadataMap().set('type', type).set('content-type', contentType).set('created', '17000000000000000')
  return new messages.ReadResp().setEvent(new ReadEvent().setEvent(event).setCommitPosition(String(position)))
}

export const notFoundAnswer = (stream: string): ReadResp =>
  new messages.ReadResp().setStreamNotFound(
    new messages.ReadResp.StreamNotFound().setStreamIdentifier(
      new StreamIdentifier().setStreamName(Buffer.from(stream)),
    ),
  )

export const confirmationAnswer = (): ReadResp =>
  new messages.ReadResp().setConfirmation(
    new messages.ReadResp.SubscriptionConfirmation().setSubscriptionId('stand-in'),
  )

export const caughtUpAnswer = (): ReadResp => new messages.ReadResp().setCaughtUp(new messages.ReadResp.CaughtUp())

export const checkpointAnswer = (position: bigint): ReadResp =>
  new messages.ReadResp().setCheckpoint(
    new messages.ReadResp.Checkpoint().setCommitPosition(String(position)).setPreparePosition(String(position)),
  )

/** Signs that are nothing where texts are compared as a language does, and so do servers. */
const IGNORED = /[\u00ad\u200b-\u200f\u2060\ufeff]/g

/** What a filter lets through; everything where there is none. */
export function filterOf(options: ReadReq.Options): (event: WireEvent) => boolean {
  const filter = options.getFilter()
  if (filter === undefined) return () => true
  const byStream = filter.getStreamIdentifier()
  const expression = byStream ?? filter.getEventType()
  const prefixes = expression?.getPrefixList() ?? []
  return ({ stream, type }) =>
    prefixes.some((prefix) => (byStream ? stream : type).replaceAll(IGNORED, '').startsWith(prefix))
}
