import shared from '@eventstore/db-client/generated/shared_pb.js'
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js'
import messages from '@eventstore/db-client/generated/streams_pb.js'

const { Empty, StreamIdentifier } = shared
const { Options } = messages.ReadReq

/** Events that the server looks at for one step of a filtered read; its default of 32 makes long stretches slow. */
const SEARCH_WINDOW = 1_000
/** Search windows between two checkpoints of a subscription: a server asks for at least one. */
const CHECKPOINT_WINDOWS = 1

const FORWARDS = 0
const BACKWARDS = 1

const none = () => new Empty()

type ReadOptions = InstanceType<typeof Options>

function request(prepare: (options: ReadOptions) => void): ReadReq {
  const options = new Options().setResolveLinks(false).setReadDirection(FORWARDS).setNoFilter(none())
  options.setUuidOption(new Options.UUIDOption().setString(none()))
  prepare(options)
  return new messages.ReadReq().setOptions(options)
}

/** One stream from a revision, inclusive, oldest first. */
export const streamFrom = (name: string, revision: number, count: number): ReadReq =>
  request((options) => {
    options.setStream(streamOptions(name).setRevision(String(revision))).setCount(String(count))
  })

/** The last event of one stream. */
export const lastOfStream = (name: string): ReadReq =>
  request((options) => {
    options.setStream(streamOptions(name).setEnd(none())).setCount('1').setReadDirection(BACKWARDS)
  })

/** The last event of the whole server, whoever wrote it. */
export const lastOfServer = (): ReadReq =>
  request((options) => {
    options.setAll(new Options.AllOptions().setEnd(none())).setCount('1').setReadDirection(BACKWARDS)
  })

/** The first event at a position or behind it, whoever wrote it. */
export const firstAt = (position: bigint): ReadReq =>
  request((options) => {
    options.setAll(allFrom(position)).setCount('1')
  })

/** The last event of the server whose stream has the prefix; of those before a position, if one is given. */
export const lastUnder = (prefix: string, before?: bigint): ReadReq =>
  request((options) => {
    options.setAll(before === undefined ? new Options.AllOptions().setEnd(none()) : allFrom(before))
    options
      .setCount('1')
      .setReadDirection(BACKWARDS)
      .setFilter(byStream([prefix]))
  })

/** Events whose streams have one of the prefixes, from a position, inclusive, in commit order. */
export const logFrom = (position: bigint, prefixes: readonly string[], count: number): ReadReq =>
  request((options) => {
    options.setAll(allFrom(position)).setCount(String(count)).setFilter(byStream(prefixes))
  })

/** Events of one type in whatever stream, from a position, inclusive, in commit order. */
export const typeFrom = (position: bigint, type: string, count: number): ReadReq =>
  request((options) => {
    options.setAll(allFrom(position)).setCount(String(count)).setFilter(byType(type))
  })

/** A subscription to what is written from now on in streams with one of the prefixes. */
export const subscriptionFromNow = (prefixes: readonly string[]): ReadReq =>
  request((options) => {
    options.setAll(new Options.AllOptions().setEnd(none()))
    options.setSubscription(new Options.SubscriptionOptions()).setFilter(byStream(prefixes))
  })

const streamOptions = (name: string) =>
  new Options.StreamOptions().setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(name)))

function allFrom(position: bigint) {
  if (position === 0n) return new Options.AllOptions().setStart(none())
  const text = String(position)
  return new Options.AllOptions().setPosition(new Options.Position().setCommitPosition(text).setPreparePosition(text))
}

const windowed = () =>
  new Options.FilterOptions().setMax(SEARCH_WINDOW).setCheckpointintervalmultiplier(CHECKPOINT_WINDOWS)

const byStream = (prefixes: readonly string[]) =>
  windowed().setStreamIdentifier(new Options.FilterOptions.Expression().setPrefixList([...prefixes]))

const byType = (type: string) => windowed().setEventType(new Options.FilterOptions.Expression().setPrefixList([type]))
