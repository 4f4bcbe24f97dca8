import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Fault } from '../../kernel/fault.ts'
import { quoted } from '../../kernel/quoted.ts'

export interface EndPoint {
  readonly address: string
  readonly port: number
}

/** Where the engine is and who asks, as the URL says. */
export interface StoreAddress {
  /** Tells the streams of this ledger from those of others on the same server; never in a leaf. */
  readonly ledger: string
  readonly hosts: readonly EndPoint[]
  /** The one host is a name for all nodes of a cluster. */
  readonly isDiscovered: boolean
  readonly isSecure: boolean
  readonly credentials: { readonly username: string; readonly password: string } | undefined
  readonly rootCertificate: Buffer | undefined
  readonly userCertificate: { readonly cert: Buffer; readonly key: Buffer } | undefined
  readonly numbers: { readonly [N in NumberOption]?: number }
  readonly connectionName: string | undefined
  /** The URL without user, password and options: what messages name. */
  readonly shown: string
}

const NUMBER_OPTIONS = [
  'maxDiscoverAttempts',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
] as const
type NumberOption = (typeof NUMBER_OPTIONS)[number]

/** Attempts, milliseconds, seconds, and twice milliseconds. A shorter keepalive the client warns of on standard error. */
const LEAST: { readonly [N in NumberOption]: number } = {
  maxDiscoverAttempts: 1,
  discoveryInterval: 1,
  gossipTimeout: 1,
  keepAliveInterval: 10_000,
  keepAliveTimeout: 1,
}

const CERTIFICATES = ['tlsCAFile', 'userCertFile', 'userKeyFile'] as const

const OPTIONS = ['ledger', 'tls', ...CERTIFICATES, 'connectionName', ...NUMBER_OPTIONS] as const
type Option = (typeof OPTIONS)[number]

/** What the client's own connection strings know and a ledger sets by itself. */
const DECIDED_HERE: { readonly [option: string]: string } = {
  nodepreference: 'a ledger asks the leader',
  throwonappendfailure: 'a ledger always wants to know',
  defaultdeadline: 'give timeoutMs when opening the store',
  tlsverifycert: 'give tlsCAFile, or tls=false for a server without certificates',
}

const SCHEME = /^esdb(\+discover)?:\/\//
const HOST = /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?$/
const DEFAULT_PORT = 2113
const MAX_PORT = 65_535
// No dot: it ends the prefix, and so no ledger's prefix begins with that of another.
const LEDGER = /^[A-Za-z0-9_-]{1,40}$/
const EXAMPLE = 'esdb://user:password@localhost:2113?ledger=jx'

/**
 * Parses `esdb://[user:password@]host[:port][,host...]?ledger=NAME&...` or `esdb+discover://`. Everything is judged: an
 * option that is not known is a mistake to be named, and no message repeats user or password.
 *
 * @throws Fault STORE_URL_INVALID
 */
export function parseStoreUrl(url: string): StoreAddress {
  const scheme = SCHEME.exec(url)
  if (scheme === null) throw wrong(`begin with esdb:// or esdb+discover://, as in ${EXAMPLE}`)
  const rest = url.slice(scheme[0].length)
  const query = rest.indexOf('?')
  const authority = (query === -1 ? rest : rest.slice(0, query)).replace(/\/$/, '')
  const options = parseOptions(query === -1 ? '' : rest.slice(query + 1))
  // The last one: a password may hold an @, though it should be written %40.
  const at = authority.lastIndexOf('@')
  const hosts = authority
    .slice(at + 1)
    .split(',')
    .map(parseHost)
  const isDiscovered = scheme[1] !== undefined
  const isSecure = parseBoolean('tls', options.get('tls') ?? 'true')
  const file = CERTIFICATES.find((name) => options.has(name))
  if (!isSecure && file !== undefined) throw wrong(`${file} is of no use with tls=false; leave out one of the two`)
  if (isDiscovered && hosts.length > 1) throw wrong('esdb+discover:// takes one host: the name of all nodes')
  return {
    ledger: parseLedger(options.get('ledger')),
    hosts,
    isDiscovered,
    isSecure,
    credentials: at === -1 ? undefined : parseCredentials(authority.slice(0, at)),
    rootCertificate: readOption('tlsCAFile', options),
    userCertificate: parseUserCertificate(options),
    numbers: parseNumbers(options),
    connectionName: parseConnectionName(options.get('connectionName')),
    shown: `${scheme[0]}${hosts.map(({ address, port }) => `${address}:${port}`).join(',')}`,
  }
}

const wrong = (advice: string): Fault => new Fault('STORE_URL_INVALID', `the URL of the store is wrong: ${advice}`)

function parseOptions(query: string): ReadonlyMap<Option, string> {
  const options = new Map<Option, string>()
  for (const [name, value] of new URLSearchParams(query)) {
    const known = OPTIONS.find((option) => option.toLowerCase() === name.toLowerCase())
    const decided = DECIDED_HERE[name.toLowerCase()]
    if (decided !== undefined) throw wrong(`leave out ${name}: ${decided}`)
    if (known === undefined) throw wrong(`${quoted(name)} is no option; there are ${OPTIONS.join(', ')}`)
    if (options.has(known)) throw wrong(`${known} stands there twice`)
    options.set(known, value)
  }
  return options
}

function parseLedger(name: string | undefined): string {
  if (name === undefined) throw wrong(`name the ledger, as in ${EXAMPLE}`)
  if (!LEDGER.test(name))
    throw wrong(`${quoted(name)} is not the name of a ledger: 1 to 40 of letters, digits, "_" and "-"`)
  return name
}

function parseHost(host: string): EndPoint {
  const [, address, port] = HOST.exec(host) ?? []
  // Not repeated: what stands here may be a password in a URL that was written wrong.
  if (address === undefined) throw wrong(`a host is a name or an address with a port, as in ${EXAMPLE}`)
  const number = port === undefined ? DEFAULT_PORT : Number(port)
  if (number < 1 || number > MAX_PORT) throw wrong(`${number} is not a port; write 1 to ${MAX_PORT}`)
  return { address, port: number }
}

function parseCredentials(text: string): NonNullable<StoreAddress['credentials']> {
  const colon = text.indexOf(':')
  const username = colon === -1 ? text : text.slice(0, colon)
  if (username === '' || colon === -1 || colon === text.length - 1)
    throw wrong('before the @ stand a user and a password, with a colon between')
  const decoded = decodedCredentials(username, text.slice(colon + 1))
  // Basic authentication ends the user at the first colon.
  if (decoded.username.includes(':')) throw wrong('a user whose name holds a colon cannot be told to a server')
  return decoded
}

function decodedCredentials(username: string, password: string): NonNullable<StoreAddress['credentials']> {
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) }
  } catch {
    throw wrong('user and password are percent-encoded; write %25 for %')
  }
}

/** It goes over the wire as a header. */
function parseConnectionName(name: string | undefined): string | undefined {
  if (name !== undefined && !/^[\x20-\x7e]{1,100}$/.test(name))
    throw wrong('connectionName is 1 to 100 letters, digits and signs of ASCII')
  return name
}

function parseBoolean(name: Option, value: string): boolean {
  if (value !== 'true' && value !== 'false') throw wrong(`${name} is true or false, not ${quoted(value)}`)
  return value === 'true'
}

function parseNumbers(options: ReadonlyMap<Option, string>): StoreAddress['numbers'] {
  const numbers: { [N in NumberOption]?: number } = {}
  for (const name of NUMBER_OPTIONS) {
    const text = options.get(name)
    if (text === undefined) continue
    if (!/^\d{1,9}$/.test(text)) throw wrong(`${name} is a whole number, not ${quoted(text)}`)
    numbers[name] = Number(text)
    const least = LEAST[name]
    if (Number(text) < least) throw wrong(`${name} is at least ${least}, not ${text}`)
  }
  return numbers
}

function parseUserCertificate(options: ReadonlyMap<Option, string>): StoreAddress['userCertificate'] {
  const cert = readOption('userCertFile', options)
  const key = readOption('userKeyFile', options)
  if ((cert === undefined) !== (key === undefined)) throw wrong('userCertFile and userKeyFile go together')
  return cert === undefined || key === undefined ? undefined : { cert, key }
}

function readOption(name: Option, options: ReadonlyMap<Option, string>): Buffer | undefined {
  const path = options.get(name)
  if (path === undefined) return undefined
  const file = resolve(path)
  try {
    return readFileSync(file)
  } catch {
    throw wrong(`${name} names ${file}, which cannot be read`)
  }
}
