import { binaryEvent, EventStoreDBClient, NO_STREAM, type SingleNodeOptions } from '@eventstore/db-client'
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import services from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { StoreAddress } from './store-url.ts'

/** One event as it goes over the wire. */
export interface Proposed {
  readonly id: string
  readonly type: string
  readonly data: Uint8Array
}

export interface Reading {
  /** Epoch milliseconds; left out for a subscription, which has none. */
  readonly deadlineMs?: number
  /** Called with each answer; `false` is enough: the call is cancelled and the read ends well. */
  readonly onResponse: (response: ReadResp) => boolean
  readonly signal: AbortSignal
}

/**
 * The public client, with two of its ways left out. Reads go through its connection and not through its streams, which
 * ignore deadlines, keep the call open when they are left, and cannot filter $all. Appends take the unary call, which the
 * client does where credentials are given, or where it believes that the server has no other: its default shares a table
 * of promises with every connection of the process, ignores deadlines and stays broken after one failed discovery.
 */
export class WireClient extends EventStoreDBClient {
  readonly #credentials: StoreAddress['credentials']
  #streams: StreamsClient | undefined

  constructor(address: StoreAddress) {
    const { credentials, rootCertificate, userCertificate } = address
    super(
      settingsOf(address),
      {
        insecure: !address.isSecure,
        ...(rootCertificate && { rootCertificate }),
        ...(userCertificate && { userCertFile: userCertificate.cert, userKeyFile: userCertificate.key }),
      },
      credentials,
    )
    this.#credentials = credentials
    // Who comes with a certificate, or with nothing, has no credentials that could be given.
    this.supports = async () => false
    const handle = this.handleError
    // Nobody waits for it, so nobody would catch what it throws when a discovery fails meanwhile.
    this.handleError = (client, error) => handle(client, error).catch(() => {})
  }

  /** Appends behind `expected`, -1 for a stream that must not exist: explicit, so that a repeat is known as one. */
  async append(stream: string, expected: number, events: readonly Proposed[], deadlineMs: number): Promise<void> {
    await this.appendToStream(stream, events.map(binaryEvent), {
      expectedRevision: expected === -1 ? NO_STREAM : BigInt(expected),
      ...(this.#credentials && { credentials: this.#credentials }),
      requiresLeader: true,
      deadline: Math.max(1, deadlineMs - Date.now()),
    })
  }

  /** Reads until the server ends, `onResponse` has enough, or `signal` aborts; any other end is an error. */
  async read(request: ReadReq, { deadlineMs, onResponse, signal }: Reading): Promise<void> {
    await this.execute(services.StreamsClient, 'read', (streams) => {
      this.#streams = streams
      const deadline = deadlineMs === undefined ? Number.POSITIVE_INFINITY : new Date(deadlineMs)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      if (signal.aborted) return Promise.resolve()
      const call = streams.read(request, ...this.callArguments({ requiresLeader: true }, { deadline }))
      // Cancelled by us is no error to us. The call says so later, and its listener stays for that.
      const stop = () => {
        resolve()
        call.cancel()
      }
      signal.addEventListener('abort', stop)
      call.on('data', (response: ReadResp) => {
        if (!onResponse(response)) stop()
      })
      call.on('error', reject)
      call.on('end', resolve)
      return promise.finally(() => signal.removeEventListener('abort', stop))
    })
  }

  /** Closes the channel, which `dispose` leaves open. Calls that are under way must have been aborted. */
  async end(): Promise<void> {
    this.#streams?.close()
    await this.dispose()
  }
}

/** One search after another is begun by us, so that one which nobody waits for any more ends soon. */
const ONE_SEARCH = { maxDiscoverAttempts: 1, gossipTimeout: 3 }

/** The constructor has a signature for each kind of address, and takes them all. */
function settingsOf({ hosts, isDiscovered, numbers, connectionName }: StoreAddress): SingleNodeOptions {
  const [first] = hosts
  const target = isDiscovered ? { discover: first } : hosts.length > 1 ? { endpoints: hosts } : { endpoint: first }
  return {
    ...ONE_SEARCH,
    ...numbers,
    ...(connectionName !== undefined && { connectionName }),
    ...target,
  } as SingleNodeOptions
}
