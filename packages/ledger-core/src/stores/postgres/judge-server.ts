import { Fault } from '../../kernel/fault.ts'

/** What a server says of itself. */
export type ServerSettings = readonly [
  ...release: ReleaseSettings,
  fsync: string,
  fullPageWrites: string,
  isStandby: boolean,
  isReadOnly: string,
]

export type ReleaseSettings = readonly [version: number, encoding: string]

const OLDEST_VERSION = 14
const VERSION_FACTOR = 10_000

/** @throws Fault STORE_FAILED, for a server that is too old, or a database that cannot hold every text */
export function judgeRelease([version, encoding]: ReleaseSettings, shown: string): void {
  if (version < OLDEST_VERSION * VERSION_FACTOR)
    throw new Fault(
      'STORE_FAILED',
      `${shown}: the server is PostgreSQL ${Math.floor(version / VERSION_FACTOR)}; upgrade it to ${OLDEST_VERSION} or later`,
    )
  if (encoding !== 'UTF8')
    throw new Fault('STORE_FAILED', `${shown}: the database is encoded as ${encoding}; create one with ENCODING 'UTF8'`)
}

/** @throws Fault STORE_FAILED or STORE_READ_ONLY, for a server that cannot keep what it acknowledges */
export function judgeServer(settings: ServerSettings, shown: string): void {
  const [version, encoding, fsync, fullPageWrites, isStandby, isReadOnly] = settings
  judgeRelease([version, encoding], shown)
  const careless = fsync !== 'on' ? 'fsync' : 'full_page_writes'
  if (fsync !== 'on' || fullPageWrites !== 'on')
    throw new Fault(
      'STORE_FAILED',
      `${shown}: the server runs with ${careless}=off and may lose what it acknowledged; set ${careless}=on and reload it`,
    )
  // A standby is behind: who recorded something there would not find it.
  if (isStandby || isReadOnly === 'on')
    throw new Fault(
      'STORE_READ_ONLY',
      `${shown}: the server ${isStandby ? 'is a standby' : 'takes no writes (default_transaction_read_only)'}; name the primary in the URL`,
    )
}
