import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject, onTestFinished } from 'vitest'
import type { EventStore } from '../../ports/event-store.ts'
import { type PostgresOptions, postgres } from '../../stores/postgres.ts'

/** A schema that nobody has, in the database of this run. */
export const newLedgerUrl = (): string => withSchema(inject('postgresUrl'))

export function withSchema(databaseUrl: string, schema = newName()): string {
  const url = new URL(databaseUrl)
  url.searchParams.set('schema', schema)
  return url.href
}

export const newName = (): string => `test_${randomBytes(8).toString('hex')}`

export const schemaOf = (url: string): string => new URL(url).searchParams.get('schema') ?? 'ledger'

/** The same place as somebody else, by another way, or in another database. */
export function urlWith(url: string, parts: Partial<Record<'username' | 'password' | 'port' | 'pathname', string>>) {
  return Object.assign(new URL(url), parts).href
}

/** Closed when the test is over. */
export async function openedPostgres(url: string, options?: PostgresOptions): Promise<EventStore> {
  const store = await postgres(url, options)
  onTestFinished(() => store.close())
  return store
}

/** As somebody with psql, in the ledger's schema. */
export async function rawly<T>(url: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: withoutSchema(url) })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(`SET search_path = ${schemaOf(url)}, public`)
    return await work(async (text, values = []) => (await client.query({ text, values, rowMode: 'array' })).rows)
  } finally {
    await client.end()
  }
}

export type Ask = (text: string, values?: unknown[]) => Promise<unknown[][]>

/** A ledger's place in a database of its own, which goes with the test. */
export async function newDatabase(how = "ENCODING 'UTF8' TEMPLATE template0"): Promise<string> {
  const name = newName()
  const server = withSchema(inject('postgresUrl'))
  await rawly(server, (ask) => ask(`CREATE DATABASE ${name} ${how}`))
  onTestFinished(() => rawly(server, async (ask) => void (await ask(`DROP DATABASE ${name} WITH (FORCE)`))))
  return withSchema(urlWith(server, { pathname: `/${name}` }))
}

export const databaseOf = (url: string): string => new URL(url).pathname.slice(1)

/** As every other program takes it. */
export function withoutSchema(url: string): string {
  const plain = new URL(url)
  plain.searchParams.delete('schema')
  return plain.href
}
