import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerWritableStream } from '@grpc/grpc-js'
import type { WireFaults } from './wire-faults.ts'
import type { WireLog } from './wire-log.ts'
import { caughtUpAnswer, checkpointAnswer, confirmationAnswer, eventAnswer, filterOf } from './wire-messages.ts'
import { positionIn } from './wire-read.ts'

/** One subscription that is open. */
export interface Subscribed {
  readonly end: (error: Error) => void
}

/** Sends what is behind its position, or behind the end of now, and then what is written, until it is ended. */
export function subscribe(
  call: ServerWritableStream<ReadReq, ReadResp>,
  options: ReadReq.Options,
  log: WireLog,
  faults: WireFaults,
  open: Set<Subscribed>,
): void {
  const passes = filterOf(options)
  const all = options.getAll()
  const start = all?.hasEnd() ? log.end : positionIn(options, log)
  const every = (options.getFilter()?.getMax() ?? 1) * (options.getFilter()?.getCheckpointintervalmultiplier() ?? 1)
  let next = log.events.findIndex(({ position }) => all?.hasStart() || position > start)
  if (next === -1) next = log.events.length
  let considered = 0

  const send = () => {
    if (faults.isFrozen) return
    for (; next < log.events.length; next++) {
      const event = log.events[next]
      if (event === undefined) return
      const times = faults.sendsTwice ? 2 : 1
      if (passes(event)) for (let sent = 0; sent < times; sent++) call.write(eventAnswer(event))
      if (++considered % every === 0) call.write(checkpointAnswer(event.position))
    }
  }
  const unfollow = log.follow(send)
  const subscribed = { end: (error: Error) => call.emit('error', error) }
  open.add(subscribed)
  const close = () => {
    unfollow()
    open.delete(subscribed)
  }
  for (const ending of ['cancelled', 'error', 'close']) call.once(ending, close)

  call.write(confirmationAnswer())
  send()
  call.write(checkpointAnswer(log.end))
  for (let told = 0; told < faults.caughtUpTimes; told++) call.write(caughtUpAnswer())
}
