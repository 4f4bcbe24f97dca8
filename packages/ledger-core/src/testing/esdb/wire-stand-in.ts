import gossipServices from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import featureServices from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import services from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type {
  AppendReq,
  AppendResp,
  ReadReq,
  ReadResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServerReadableStream,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js'
import { answerAppend } from './wire-append.ts'
import { clusterInfo, HOST, NODE, supportedMethods } from './wire-cluster.ts'
import { type Method, WireFaults } from './wire-faults.ts'
import { WireLog } from './wire-log.ts'
import { dropped, nameOf, notLeader, unauthenticated, wireError } from './wire-messages.ts'
import { answerRead, checkOptions } from './wire-read.ts'
import { type Subscribed, subscribe } from './wire-subscription.ts'

export { makeCertificate } from './certificate.ts'

export interface StandInOptions {
  /** Kept by several nodes, or across a restart. */
  readonly log?: WireLog
  /** 0: any free one. */
  readonly port?: number
  /** Certificate and key in PEM; left out: no TLS, and so no credentials either. `users`: who vouches for those of users. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer; readonly users?: Buffer }
  /** Who may call, with their passwords; only under TLS. */
  readonly users?: ReadonlyMap<string, string>
}

const MAX_MESSAGE_BYTES = 17 * 1024 * 1024
/** What a server's HTTP stack lets one connection have open at a time. */
const MAX_CALLS = 100

/**
 * A stand-in for the wire of EventStoreDB, on the service definitions that the client ships: $all and streams, filters,
 * subscriptions, idempotent appends, sparse positions, the server's own events in between, and faults on demand.
 *
 * It proves that adapter, client and wire fit together, and what the adapter does when they fail. It is NOT
 * EventStoreDB and proves nothing of it: it keeps its log in memory, elects nobody, scavenges nothing, has no access
 * lists, and none of its timings is one of the server's.
 */
export class EsdbWireStandIn {
  readonly log: WireLog
  readonly faults = new WireFaults()
  /** Every call that came, in order, with `!` where the leader was asked for. */
  readonly calls: string[] = []
  /** All nodes that gossip tells of; this one alone unless others are added. */
  readonly cluster: EsdbWireStandIn[] = [this]
  /** What gossip says of this node, if not what it is. */
  saidToBe: { readonly state?: number; readonly isAlive?: boolean } = {}
  readonly #options: StandInOptions
  readonly #subscriptions = new Set<Subscribed>()
  #server: Server
  #leader: EsdbWireStandIn | undefined
  #port = 0

  static async start(options: StandInOptions = {}): Promise<EsdbWireStandIn> {
    const standIn = new EsdbWireStandIn(options)
    await standIn.#listen(options.port ?? 0)
    return standIn
  }

  private constructor(options: StandInOptions) {
    this.#options = options
    this.log = options.log ?? new WireLog()
    this.#server = this.#serve()
  }

  get port(): number {
    return this.#port
  }

  url(ledger: string, more = ''): string {
    return `esdb://${HOST}:${this.#port}?ledger=${ledger}&tls=${this.#options.tls !== undefined}${more}`
  }

  /** From here on this node refuses what asks for the leader, and says where it is. */
  followLeader(leader: EsdbWireStandIn): void {
    this.#leader = leader
  }

  lead(): void {
    this.#leader = undefined
  }

  get subscriptions(): number {
    return this.#subscriptions.size
  }

  dropSubscriptions(error = dropped()): void {
    for (const { end } of [...this.#subscriptions]) end(error)
  }

  /** Closes every connection at once, as a process that is killed does. */
  kill(): void {
    this.#server.forceShutdown()
    this.faults.thaw()
  }

  /** On the same port with the same log, as a process that is started again does. */
  async restart(): Promise<void> {
    this.#server = this.#serve()
    await this.#listen(this.#port)
  }

  stop(): void {
    this.kill()
  }

  async #listen(port: number): Promise<void> {
    const { tls } = this.#options
    const credentials =
      tls === undefined
        ? ServerCredentials.createInsecure()
        : ServerCredentials.createSsl(
            tls.users ?? null,
            [{ cert_chain: tls.cert, private_key: tls.key }],
            tls.users !== undefined,
          )
    this.#port = await new Promise<number>((resolve, reject) =>
      this.#server.bindAsync(`${HOST}:${port}`, credentials, (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    )
  }

  #serve(): Server {
    const server = new Server({
      'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
      'grpc.max_concurrent_streams': MAX_CALLS,
    })
    server.addService(services.StreamsService as never, {
      append: (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>) => {
        answerAppend(call, () => this.#enter('append', call.metadata), this.log, this.faults).then(
          (appended) => answer(null, appended),
          (error) => answer(error),
        )
      },
      read: (call: ServerWritableStream<ReadReq, ReadResp>) => {
        this.#read(call).catch((error) => call.emit('error', error))
      },
      tombstone: (call: { request: TombstoneReq; metadata: Metadata }, answer: sendUnaryData<TombstoneResp>) => {
        this.#enter('append', call.metadata).then(
          () => {
            this.log.deleteStream(nameOf(call.request.getOptions()?.getStreamIdentifier()))
            answer(null, new streams.TombstoneResp())
          },
          (error) => answer(error),
        )
      },
      batchAppend: (call: ServerReadableStream<unknown, unknown>) => {
        this.calls.push('batchAppend')
        call.emit(
          'error',
          wireError(status.UNIMPLEMENTED, 'this path of the client is broken; a store must not take it'),
        )
      },
    })
    server.addService(
      gossipServices.GossipService as never,
      this.#unary('gossip', () => ({ read: this.#members() })),
    )
    server.addService(
      featureServices.ServerFeaturesService as never,
      this.#unary('features', () => ({ getSupportedMethods: supportedMethods() })),
    )
    return server
  }

  /** One method that answers with the one value of `answers`. */
  #unary(method: Method, answers: () => { readonly [name: string]: unknown }) {
    const [name = ''] = Object.keys(answers())
    return {
      [name]: (call: { metadata: Metadata }, answer: sendUnaryData<unknown>) => {
        this.#enter(method, call.metadata).then(
          () => answer(null, answers()[name]),
          (error) => answer(error),
        )
      },
    }
  }

  async #enter(method: Method, metadata: Metadata): Promise<void> {
    const asksLeader = metadata.get('requires-leader').length > 0
    this.calls.push(asksLeader ? `${method}!` : method)
    // Whoever looks for a cluster is told of it.
    if (method !== 'gossip') this.#authenticate(metadata)
    await this.faults.pass(method, 'before')
    if (asksLeader && this.#leader !== undefined) throw notLeader(HOST, this.#leader.port)
  }

  #authenticate(metadata: Metadata): void {
    const { users } = this.#options
    const [given] = metadata.get('authorization')
    if (users === undefined) return
    const text = Buffer.from(String(given ?? '').replace('Basic ', ''), 'base64').toString()
    const [name = ''] = text.split(':', 1)
    if (users.get(name) !== text.slice(name.length + 1)) throw unauthenticated()
  }

  async #read(call: ServerWritableStream<ReadReq, ReadResp>): Promise<void> {
    const options = call.request.getOptions()
    if (options === undefined) throw wireError(status.INVALID_ARGUMENT, 'no options')
    await this.#enter(options.hasSubscription() ? 'subscribe' : 'read', call.metadata)
    checkOptions(options)
    if (options.hasSubscription()) subscribe(call, options, this.log, this.faults, this.#subscriptions)
    else await answerRead(call, options, this.log, this.faults)
  }

  #members() {
    return clusterInfo(
      this.cluster.map((node) => ({
        port: node.#port,
        state: node.saidToBe.state ?? (node.#leader === undefined ? NODE.leader : NODE.follower),
        isAlive: node.saidToBe.isAlive ?? true,
      })),
    )
  }
}
