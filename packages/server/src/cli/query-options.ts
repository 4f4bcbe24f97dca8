import { type Command, Option } from 'commander'
import type { z } from 'zod'
import { jsonSchema } from '../http/json-schema.ts'
import { pathWith } from '../http/path-with.ts'
import { invalidProblem } from '../http/problems.ts'
import { UsageError } from './stores.ts'

/** HTTP's query parameters as options of the command line: `groupBy` is `--group-by`. */

/** Adds those of a query. */
export function withQuery(command: Command, { shape }: z.ZodObject): Command {
  for (const [name, schema] of Object.entries(shape)) command.addOption(optionOf(name, schema as z.ZodType))
  return command
}

/** What was given of them, judged by the schema; what is wrong with it is told with HTTP's own problem. */
export function parseQuery<T>(schema: z.ZodType<T>, { shape }: z.ZodObject, options: object, more: Given = {}): T {
  const query = schema.safeParse({ ...givenOf(shape, options), ...more })
  if (query.success) return query.data
  throw wrongUsage(query.error)
}

/** Where HTTP answers the same. */
export function pathOf(path: string, { shape }: z.ZodObject, options: object, more: Given = {}): string {
  return pathWith(path, { ...givenOf(shape, options), ...more })
}

type Given = Readonly<Record<string, string>>

function givenOf(shape: z.ZodRawShape, options: object): Given {
  const given = options as { readonly [name: string]: unknown }
  const named = Object.keys(shape).filter((name) => given[name] !== undefined)
  return Object.fromEntries(named.map((name) => [name, String(given[name])]))
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function optionOf(name: string, type: z.ZodType): Option {
  const schema: Described = jsonSchema(type)
  // A switch on the command line, `net=true` over HTTP.
  return name === 'net'
    ? new Option('--net', schema.description)
    : new Option(`--${kebab(name)} <value>`, describedBy(schema))
}

interface Described {
  readonly description?: string
  readonly enum?: readonly string[]
}

/** What the document of HTTP says of a parameter, with the values it takes where they are few. */
function describedBy({ description, enum: values = [] }: Described): string {
  const choice = values.length > 0 && values.length <= MAX_LISTED ? values.join(', ') : undefined
  return [description, choice].filter((text) => text !== undefined).join(' ')
}

/** A longer list hides the others. */
const MAX_LISTED = 20

function wrongUsage({ issues }: z.ZodError): UsageError {
  const flaws = issues.flatMap(flawsOf)
  const problem = invalidProblem(flaws.map(({ parameter, message }) => ({ path: `/${parameter}`, message })))
  return new UsageError(flaws.map(({ parameter, message }) => `--${kebab(parameter)}: ${message}`).join('; '), problem)
}

const flawsOf = (issue: z.core.$ZodIssue) =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((parameter) => ({ parameter, message: 'not asked for here; leave it out' }))
    : [{ parameter: String(issue.path[0]), message: issue.message }]
