import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import { type ServerWritableStream, status } from '@grpc/grpc-js'
import type { WireFaults } from './wire-faults.ts'
import type { WireEvent, WireLog } from './wire-log.ts'
import {
  eventAnswer,
  filterOf,
  invalidPosition,
  nameOf,
  notFoundAnswer,
  streamDeleted,
  wireError,
} from './wire-messages.ts'

const BACKWARDS = 1
const NO_POSITION = 2n ** 64n - 1n

type ReadCall = ServerWritableStream<ReadReq, ReadResp>

/** Answers one read that ends by itself. */
export async function answerRead(
  call: ReadCall,
  options: ReadReq.Options,
  log: WireLog,
  faults: WireFaults,
): Promise<void> {
  const events = options.hasStream() ? streamEvents(call, options, log) : logEvents(options, log)
  const ordered = options.getReadDirection() === BACKWARDS ? events.toReversed() : events
  const passes = filterOf(options)
  const look = (ms: number) => new Promise((resolve) => setTimeout(resolve, options.hasFilter() ? ms : 0))
  await look(faults.scanMs)
  let isFirst = true
  const isHidden = options.hasStream() && faults.hidesPositions
  let left = Math.min(Number(options.getCount()), faults.takeLimit(options.hasFilter()))
  for (const event of ordered) {
    if (left === 0 || call.cancelled) break
    log.looked++
    if (!passes(event)) continue
    left--
    if (!isFirst && faults.gapMs > 0) await look(faults.gapMs)
    isFirst = false
    await written(call, eventAnswer(isHidden ? { ...event, position: NO_POSITION, prepare: NO_POSITION } : event))
  }
  call.end()
}

function streamEvents(call: ReadCall, options: ReadReq.Options, log: WireLog): readonly WireEvent[] {
  const from = options.getStream()
  const name = nameOf(from?.getStreamIdentifier())
  if (log.isDeleted(name)) throw streamDeleted(name)
  const events = log.stream(name)
  if (events.length === 0) call.write(notFoundAnswer(name))
  const revision = from?.hasRevision() ? BigInt(from.getRevision()) : 0n
  return events.filter((event) => event.revision >= revision)
}

function logEvents(options: ReadReq.Options, log: WireLog): readonly WireEvent[] {
  const from = positionIn(options, log)
  // Backwards, a position is where the event before it ends.
  if (options.getReadDirection() === BACKWARDS)
    return options.getAll()?.hasPosition() ? log.events.filter((event) => event.position < from) : log.events
  return log.events.filter((event) => event.position >= from)
}

/**
 * Where in the log an answer begins. A position at which no record begins is none; behind the last one there is nothing
 * to read, and nothing wrong with it.
 */
export function positionIn(options: ReadReq.Options, log: WireLog): bigint {
  const given = options.getAll()?.getPosition()
  if (given === undefined) return 0n
  const position = BigInt(given.getCommitPosition())
  const isRecord = position > log.end || log.events.some((event) => event.position === position)
  if (!isRecord) throw invalidPosition(options.hasFilter() && options.hasCount())
  return position
}

/** What every read and subscription must say. */
export function checkOptions(options: ReadReq.Options): void {
  const filter = options.getFilter()
  const isComplete =
    options.hasUuidOption() &&
    options.hasCount() !== options.hasSubscription() &&
    options.hasFilter() !== options.hasNoFilter() &&
    options.hasAll() !== options.hasStream() &&
    !(options.hasFilter() && options.hasStream()) &&
    (filter === undefined || filter.hasMax() !== filter.hasCount())
  if (!isComplete) throw wireError(status.INVALID_ARGUMENT, 'the combination of options is invalid')
  if (options.hasSubscription() && filter?.getCheckpointintervalmultiplier() === 0)
    throw wireError(status.UNKNOWN, 'Exception was thrown by handler.')
  // A ledger follows no links: what a link leads to is not what stands in its stream.
  if (options.getResolveLinks()) throw wireError(status.UNIMPLEMENTED, 'links are not resolved')
}

/** Waits where the other side does not take more yet. */
export async function written(call: ReadCall, answer: ReadResp): Promise<void> {
  if (call.write(answer)) return
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const event of RELIEF) call.on(event, resolve)
  await promise
  for (const event of RELIEF) call.off(event, resolve)
}

const RELIEF = ['drain', 'cancelled', 'close']
