import { Client, type ClientBase, type ClientConfig, type QueryArrayConfig, type QueryArrayResult } from 'pg'
import { ANSWER_TYPES, answerAsTexts } from './answer-types.ts'
import { discard } from './connection-end.ts'
import { judgeServer, type ServerSettings } from './judge-server.ts'
import type { Location } from './location.ts'

/** How long things may take, in milliseconds. */
export interface Limits {
  /** For a lock that another transaction holds, and for the server to come back. */
  readonly busyTimeoutMs: number
  /** For one answer of the server. */
  readonly callTimeoutMs: number
}

/** A connection of its own, or one out of the pool. */
export type Asking = Pick<ClientBase, 'query'>

const CONNECT_TIMEOUT_MS = 5_000
const KEEP_ALIVE_MS = 10_000
/** The server gives up first, and says so; the rest is the way of its answer. */
const ANSWER_SHARE = 0.9

export const configOf = ({ connectionString }: Location): ClientConfig => ({
  connectionString,
  types: ANSWER_TYPES,
  application_name: 'procurement-ledger',
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
})

/** A connection of its own, prepared. Its errors come to whoever asks next; `onLost` is told at once. */
export async function connect(
  location: Location,
  limits: Limits,
  onLost: (client: Client) => void = () => {},
): Promise<Client> {
  const client = new Client(configOf(location))
  client.on('error', () => onLost(client))
  try {
    await client.connect()
    await prepare(client, location, limits)
    return client
  } catch (error) {
    discard(client)
    throw error
  }
}

/**
 * Settings that promises rest on are asked for and not hoped for, on every connection: a role or a database may have
 * others. What the whole server was set to is judged each time, since it can be changed while it runs.
 */
export async function prepare(client: Asking, location: Location, limits: Limits): Promise<void> {
  const { schema, shown } = location
  answerAsTexts(client)
  const { rows } = await answered(client, limits, {
    rowMode: 'array',
    // on waits for our own disk, and for a synchronous standby's where there is one; only remote_apply is stronger.
    // Every question has its index; a planner that takes the head for a table of one row would read all its old versions.
    // Positions are commit-ordered because each statement behind the lock sees what was committed before it.
    // A policy that hides rows would give a part of the log for the whole: without row_security the server says no instead.
    text: `SELECT
      current_setting('server_version_num')::int, current_setting('server_encoding'), current_setting('fsync'),
      current_setting('full_page_writes'), pg_is_in_recovery(), current_setting('default_transaction_read_only'),
      set_config('search_path', '${schema}, pg_temp', false),
      set_config('synchronous_commit',
        CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),
      set_config('default_transaction_isolation', 'read committed', false),
      set_config('default_transaction_deferrable', 'off', false),
      set_config('lock_timeout', '${Math.ceil(limits.busyTimeoutMs)}ms', false),
      set_config('statement_timeout', '${Math.ceil(limits.callTimeoutMs * ANSWER_SHARE)}ms', false),
      set_config('idle_in_transaction_session_timeout', '${Math.ceil(limits.callTimeoutMs)}ms', false),
      set_config('client_min_messages', 'warning', false),
      set_config('bytea_output', 'hex', false), set_config('enable_seqscan', 'off', false),
      set_config('row_security', 'off', false)`,
  })
  judgeServer(rows[0] as unknown as ServerSettings, shown)
}

/** One question and its answer. Where none comes in time, give the connection up: the answer may still be on its way. */
export async function answered<Row extends unknown[]>(
  client: Asking,
  limits: Pick<Limits, 'callTimeoutMs'>,
  query: QueryArrayConfig,
): Promise<QueryArrayResult<Row>> {
  return inTime(limits, client.query<Row>(query))
}

export async function inTime<T>({ callTimeoutMs }: Pick<Limits, 'callTimeoutMs'>, answer: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer for ${callTimeoutMs} ms`)), callTimeoutMs)
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Work that commits. The one warning that a commit gives says that its wait for the synchronous standby was cut short. It
 * stands there, and perhaps nowhere else, though the answer says that all is well.
 */
export async function unwarned<T>(client: Client, work: () => Promise<T>): Promise<T> {
  let warning: string | undefined
  const note = ({ message }: { readonly message?: string | undefined }) => {
    warning = message
  }
  client.on('notice', note)
  try {
    const answer = await work()
    if (warning !== undefined) throw new Error(warning)
    return answer
  } finally {
    client.off('notice', note)
  }
}
