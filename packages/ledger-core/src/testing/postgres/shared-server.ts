import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { type AnyServer, anyServer } from './any-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A database of this run on a real server, as its superuser; tests take schemas of their own in it. */
    postgresUrl: string
  }
}

let server: AnyServer | undefined
const database = `ledger_test_${randomBytes(6).toString('hex')}`

/** One server for all tests of a run. */
export async function setup({ provide }: TestProject): Promise<void> {
  server = await anyServer()
  await ask(server.urlOf('postgres'), `CREATE DATABASE ${database} ENCODING 'UTF8' TEMPLATE template0`)
  provide('postgresUrl', server.urlOf(database))
}

export async function teardown(): Promise<void> {
  if (server === undefined) return
  await ask(server.urlOf('postgres'), `DROP DATABASE ${database} WITH (FORCE)`)
  await server.remove()
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
