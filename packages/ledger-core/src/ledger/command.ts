import type { z } from 'zod'
import { instantMs } from '../kernel/calendar.ts'
import { Uuid } from '../kernel/ids.ts'
import { checkJsonValue } from '../kernel/json.ts'
import { pointerOf } from '../kernel/json-value.ts'
import { quoted } from '../kernel/quoted.ts'
import { type Issue, invalid, type Refusal } from '../kernel/refusal.ts'
import { NO_STREAM } from '../ports/event-store.ts'
import type { LawfulFact } from '../procurement/decider.ts'
import { type Actor, Envelope } from '../procurement/fact.ts'
import { isStatedOf, type StatedEventType, type SubjectKind } from '../procurement/lifecycle.ts'
import { lift, personalPaths } from '../procurement/personal.ts'
import { stepOf } from '../procurement/steps.ts'

/** One fact as it is asked for, by its event's own name. */
export interface Fact {
  readonly type: string
  /** When it happened in law: RFC 3339 with offset. */
  readonly occurredAt: string
  readonly data: object
  /** Who states it; may be left to the command. */
  readonly actor?: Actor
  readonly onBehalfOf?: string
  readonly correlationId?: string
  readonly causationId?: string
  readonly evidence?: readonly { readonly title: string; readonly uri?: string; readonly sha256: string }[]
  readonly overrides?: readonly { readonly rule: string; readonly by: string; readonly reason: string }[]
}

export interface RecordOptions {
  /** A uuid, scoped to the stream. The same one again gives the same receipt. */
  readonly commandId?: string
  /** States every fact of the command that names no actor of its own. */
  readonly actor?: Actor
  /** The revision the stream must be at, but for flags that the ledger itself raised or resolved since, else REVISION_MISMATCH. */
  readonly expectedRevision?: number
}

/** A fact that went through the border: from here on types are trusted. */
export interface ParsedFact extends LawfulFact {
  readonly actorId: string
  readonly schemaVersion: number
  readonly personal: object | undefined
  readonly meta: object
  /** The parsed request without its personal fields, as text. */
  readonly request: string
  /** What is not stated, though only an imported project may leave it so. */
  readonly unstated?: readonly Issue[]
  /** Where the fact stands in the command, as a JSON pointer. */
  readonly at: string
  readonly correctsPersonal?: boolean
}

/** The most facts that one command may hold. */
export const MAX_FACTS = 100

type Parsed = { readonly facts: readonly ParsedFact[] } | { readonly refused: Refusal }

/** The border: every issue of every fact at once, or facts whose types hold. */
export function parseCommand(
  kind: SubjectKind,
  asked: Fact | readonly Fact[],
  { commandId, actor, expectedRevision }: RecordOptions,
): Parsed {
  const isMany = Array.isArray(asked)
  const facts: readonly unknown[] = isMany ? asked : [asked]
  if (facts.length === 0) return refused('', 'state at least one fact')
  if (facts.length > MAX_FACTS)
    return refused('', `${facts.length} facts are too many; state at most ${MAX_FACTS} in one command`)
  if (commandId !== undefined && !Uuid.safeParse(commandId).success)
    return refused('/commandId', 'a commandId is a uuid in lower case')
  if (expectedRevision !== undefined && !isRevision(expectedRevision))
    return refused(
      '/expectedRevision',
      `${quoted(expectedRevision)} is not a revision; write a whole number, ${NO_STREAM} for what does not exist yet`,
    )

  const issues: Issue[] = []
  // Unlike map, from takes a hole in the list for what it is: nothing, which is refused.
  const parsed = Array.from(facts, (fact, i) => parseFact(kind, fact, actor, isMany ? `/${i}` : '', issues))
  return issues.length > 0 ? { refused: invalid(issues) } : { facts: parsed.filter((fact) => fact !== undefined) }
}

const isRevision = (revision: unknown): boolean => Number.isSafeInteger(revision) && (revision as number) >= NO_STREAM

const refused = (path: string, message: string): Parsed => ({ refused: invalid([{ path, message }]) })

function parseFact(
  kind: SubjectKind,
  fact: unknown,
  defaultActor: Actor | undefined,
  at: string,
  issues: Issue[],
): ParsedFact | undefined {
  const flaw = checkJsonValue(fact)
  if (flaw !== undefined) return fail([{ path: at + flaw.path, message: flaw.message }])
  if (typeof fact !== 'object' || fact === null || Array.isArray(fact))
    return fail([{ path: at, message: 'a fact is an object of type, occurredAt, data and actor' }])

  const { type, data, actor = defaultActor, ...rest } = fact as { readonly [key: string]: unknown }
  const envelope = Envelope.safeParse({ ...rest, actor })
  if (!envelope.success) fail(pointers(envelope.error, at))
  if (!isStatedOf(kind, type))
    return fail([{ path: `${at}/type`, message: `${quoted(type)} is not the name of an event of ${NAMES[kind]}` }])

  const shaped = parseData(type, data, `${at}/data`)
  if ('issues' in shaped) return fail(shaped.issues)
  if (!envelope.success) return

  const lifted = lift({ data: shaped.data, actor: envelope.data.actor }, [...pathsOf(type), ['actor', 'name']])
  const lawful = lifted.lawful as { data: object; actor: Actor }
  const meta = { v: 1, ...envelope.data, actor: lawful.actor }
  return {
    type,
    schemaVersion: stepOf(type).version,
    occurredMs: instantMs(meta.occurredAt),
    role: meta.actor.role,
    actorId: meta.actor.id,
    data: lawful.data,
    personal: lifted.personal,
    meta,
    request: requestOf(type, meta, lawful.data),
    ...(shaped.unstated && { unstated: shaped.unstated }),
    at,
  }

  function fail(found: readonly Issue[]): undefined {
    issues.push(...found)
  }
}

export const requestOf = (type: StatedEventType, meta: object, data: object): string =>
  JSON.stringify({ type, ...meta, data })

/** Data in the shape of their type, with what only an imported project may leave unstated; or every issue. */
export function parseData(
  type: StatedEventType,
  data: unknown,
  at: string,
): { readonly data: object; readonly unstated?: readonly Issue[] } | { readonly issues: readonly Issue[] } {
  const { data: schema, imported } = stepOf(type)
  const strict = schema.safeParse(data)
  if (strict.success) return { data: strict.data as object }
  const issues = pointers(strict.error, at)
  const lenient = imported?.safeParse(data)
  return lenient?.success ? { data: lenient.data as object, unstated: issues } : { issues }
}

const NAMES: { readonly [K in SubjectKind]: string } = {
  project: 'a project',
  party: 'an enterprise',
  expert: 'an expert',
}

const paths = new Map<StatedEventType, readonly (readonly string[])[]>()

function pathsOf(type: StatedEventType): readonly (readonly string[])[] {
  const known = paths.get(type) ?? personalPaths(stepOf(type).data, ['data'])
  paths.set(type, known)
  return known
}

/** Zod's issues as JSON pointers; an unknown field is named by its own path. */
export function pointers(error: z.ZodError, at: string): Issue[] {
  return error.issues.flatMap((issue) => {
    const path = at + pointerOf(issue.path.map(String))
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: path + pointerOf([key]), message: 'unknown field; leave it out' }))
      : [{ path, message: issue.message }]
  })
}
