import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Client } from 'pg'
import { inject, onTestFinished } from 'vitest'
import type { ReadModels } from '../engine.ts'
import { openPostgresReadModels } from '../postgres/index.ts'
import type { Projection } from '../read-models/projection.ts'
import { openReadModels } from '../sqlite/index.ts'

/** Where read models are kept, for suites that every engine passes. */
export interface Engine {
  readonly name: 'SQLite' | 'PostgreSQL'
  /** A place that holds nothing yet, shared by whoever opens it; it is gone after the test. */
  newPlace(): string
  /** A place for one opening only, the cheapest. */
  ownPlace(): string
  open(place: string, projections: readonly Projection[]): Promise<ReadModels>
  /** As somebody who has the database itself in hand. Several statements need a semicolon between them. */
  run(place: string, statements: string): Promise<void>
  tables(place: string): Promise<readonly string[]>
  indexes(place: string): Promise<readonly string[]>
}

const sqlite: Engine = {
  name: 'SQLite',
  newPlace() {
    const folder = mkdtempSync(join(tmpdir(), 'models-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    return join(folder, 'models.db')
  },
  ownPlace: () => ':memory:',
  open: openReadModels,
  async run(place, statements) {
    const database = new Database(place)
    database.exec(statements)
    database.close()
  },
  tables: async (place) => sqliteNames(place, 'table'),
  // Those that SQLite makes for primary keys have names of its own.
  indexes: async (place) => sqliteNames(place, 'index').filter((name) => !name.startsWith('sqlite_')),
}

function sqliteNames(place: string, type: string): string[] {
  const database = new Database(place, { readonly: true })
  const names = database.prepare('select name from sqlite_schema where type = ? order by name').pluck().all(type)
  database.close()
  return names as string[]
}

const postgres: Engine = {
  name: 'PostgreSQL',
  newPlace: newPostgresPlace,
  ownPlace: newPostgresPlace,
  open: openPostgresReadModels,
  run: async (place, statements) => void (await asSomebody(place, (client) => client.query(statements))),
  tables: (place) => postgresNames(place, 'r'),
  indexes: async (place) => (await postgresNames(place, 'i')).filter((name) => !/_(pkey|key)$/.test(name)),
}

/** A schema that nobody has, in the database of this run, which is dropped as a whole. */
function newPostgresPlace(): string {
  const url = new URL(inject('postgresUrl'))
  url.searchParams.set('schema', `models_${randomBytes(8).toString('hex')}`)
  return url.href
}

async function postgresNames(place: string, kind: string): Promise<string[]> {
  const sql = `select relname::text from pg_class where relnamespace = current_schema()::regnamespace and relkind = $1 order by 1`
  const { rows } = await asSomebody(place, (client) => client.query<{ relname: string }>(sql, [kind]))
  return rows.map(({ relname }) => relname)
}

/** With psql, in the schema of a place. */
export async function asSomebody<T>(place: string, work: (client: Client) => Promise<T>): Promise<T> {
  const url = new URL(place)
  const schema = schemaOf(place)
  url.searchParams.delete('schema')
  const client = new Client({ connectionString: url.href })
  await client.connect()
  try {
    await client.query(`set search_path = ${schema}`)
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The same place as somebody else, by another way, or in another database. */
export const withPart = (
  place: string,
  parts: Partial<Record<'username' | 'password' | 'hostname' | 'port' | 'pathname', string>>,
): string => Object.assign(new URL(place), parts).href

export const schemaOf = (place: string): string => new URL(place).searchParams.get('schema') ?? ''

export const ENGINES: readonly Engine[] = [sqlite, postgres]
export { postgres as postgresEngine, sqlite as sqliteEngine }
