import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import { Fault } from '../../kernel/fault.ts'
import type { Connection } from './connection.ts'
import { lastOfStream } from './requests.ts'

/** Streams that are known to keep everything, at a time. */
const MAX_KNOWN = 10_000

/** Settings of a stream by which the server lets events go. */
const LOSING = ['$maxAge', '$maxCount', '$tb'] as const

/** Where the server keeps the settings of a stream. */
export const SETTINGS_PREFIX = '$$'

/**
 * Refuses streams that are set to lose events. Asked when a stream is first used, and again when its settings are seen
 * to change in the log.
 */
export class StreamSettings {
  readonly #connection: Connection
  readonly #known = new Set<string>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** @throws Fault STORE_SETTINGS_UNSAFE */
  async assertKept(name: string): Promise<void> {
    if (this.#known.has(name)) return
    const [response] = await this.#connection.read(lastOfStream(SETTINGS_PREFIX + name))
    const losing = response && losingIn(response)
    if (losing !== undefined)
      throw new Fault(
        'STORE_SETTINGS_UNSAFE',
        `${name} has ${losing}, by which the server drops events; a ledger keeps all: remove it from the stream's metadata, then verify the ledger`,
      )
    this.#remember(name)
  }

  /** As `assertKept`, though the stream was asked for before. */
  async assertStillKept(name: string): Promise<void> {
    this.#known.delete(name)
    await this.assertKept(name)
  }

  /** After the connection broke, another server may answer. */
  forget(): void {
    this.#known.clear()
  }

  #remember(name: string): void {
    this.#known.add(name)
    const [oldest] = this.#known
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest)
  }
}

function losingIn(response: ReadResp): string | undefined {
  const event = response.getEvent()?.getEvent()
  if (event === undefined) return undefined
  const settings = parsed(Buffer.from(event.getData_asU8()).toString('utf8'))
  return LOSING.find((name) => settings[name] !== undefined && settings[name] !== null)
}

/** The server takes settings that are no JSON, and does not act by them. */
function parsed(text: string): { readonly [name: string]: unknown } {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
