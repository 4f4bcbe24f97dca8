import { randomBytes } from 'node:crypto'
import { type AnyServer, anyServer } from '@procurement-ledger/core/testing/postgres'
import { Client } from 'pg'

/** Databases of their own on one server, which go with the run. */
export interface Databases {
  /** `PostgreSQL 18.1, fsync on, ...`, the same in every database. */
  readonly settings: string
  /** Makes one, and answers its URL. */
  readonly make: (name: string) => Promise<string>
  readonly remove: () => Promise<void>
}

const SETTINGS = ['fsync', 'full_page_writes', 'synchronous_commit', 'shared_buffers'] as const

/** Throws where a server would acknowledge what it has not written. */
export async function openDatabases(): Promise<Databases> {
  const server = await anyServer()
  const prefix = `bench_${randomBytes(4).toString('hex')}`
  const made: string[] = []
  try {
    const template = `${prefix}_settings`
    const settings = await settingsOf(await makeOn(server, template, made))
    return {
      settings,
      async make(name) {
        const url = await makeOn(server, `${prefix}_${name}`, made)
        const own = await settingsOf(url)
        if (own !== settings) throw new Error(`${name} would be measured with ${own}, others with ${settings}`)
        return url
      },
      remove: () => removeFrom(server, made),
    }
  } catch (error) {
    await removeFrom(server, made)
    throw error
  }
}

async function makeOn(server: AnyServer, database: string, made: string[]): Promise<string> {
  await ask(server.urlOf('postgres'), `CREATE DATABASE ${database} ENCODING 'UTF8' TEMPLATE template0`)
  made.push(database)
  // Whatever a role or a server has as its own.
  await ask(server.urlOf('postgres'), `ALTER DATABASE ${database} SET synchronous_commit = on`)
  return server.urlOf(database)
}

async function removeFrom(server: AnyServer, made: readonly string[]): Promise<void> {
  for (const database of made) await ask(server.urlOf('postgres'), `DROP DATABASE ${database} WITH (FORCE)`)
  await server.remove()
}

async function settingsOf(url: string): Promise<string> {
  const [version, ...values] = await ask(
    url,
    `SELECT ${['server_version', ...SETTINGS].map((name) => `current_setting('${name}')`).join(', ')}`,
  )
  if (values.slice(0, 3).some((value) => value !== 'on'))
    throw new Error(`the server does not keep what it acknowledges: ${SETTINGS.join(', ')} are ${values.join(', ')}`)
  return `PostgreSQL ${version}: ${SETTINGS.map((name, i) => `${name} ${values[i]}`).join(', ')}`
}

async function ask(url: string, statement: string): Promise<readonly string[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query({ text: statement, rowMode: 'array' })).rows[0] ?? []
  } finally {
    await client.end()
  }
}
