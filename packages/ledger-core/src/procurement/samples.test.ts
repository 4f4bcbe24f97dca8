import { existsSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { kebab, sampleOf } from '../testing/samples.ts'
import { ledgerOpened } from './events/ledger-opened.ts'
import { logKeyRotated } from './events/log-key-rotated.ts'
import { type EventType, expertLifecycle, ledgerLifecycle, lifecycle, partyLifecycle } from './lifecycle.ts'
import type { AnyStep } from './step.ts'
import { expertSteps, partySteps, projectSteps } from './steps.ts'

const STEPS: { readonly [T in EventType]: AnyStep<T> } = {
  ...projectSteps,
  ...partySteps,
  ...expertSteps,
  LedgerOpened: ledgerOpened,
  LogKeyRotated: logKeyRotated,
}
const TYPES = Object.keys({ ...lifecycle, ...partyLifecycle, ...expertLifecycle, ...ledgerLifecycle }) as EventType[]

/** Fields that a sample cannot have beside the one it has: the shape allows at most one of the two. */
const EXCLUDED: { readonly [T in EventType]?: readonly [field: string, instance: unknown] } = {
  AwardDecided: ['/rate', '1.5'],
}

const here = (path: string): URL => new URL(path, import.meta.url)

test('every event of a table has its step, in the order of the table', () => {
  expect(Object.keys(projectSteps)).toEqual(Object.keys(lifecycle))
  expect(Object.keys(partySteps)).toEqual(Object.keys(partyLifecycle))
  expect(Object.keys(expertSteps)).toEqual(Object.keys(expertLifecycle))
  for (const type of TYPES) expect(STEPS[type].type).toBe(type)
})

test.each(TYPES)('%s has a file and a test', (type) => {
  expect(existsSync(here(`./events/${kebab(type)}.ts`))).toBe(true)
  expect(existsSync(here(`./events/${kebab(type)}.test.ts`))).toBe(true)
})

test.each(TYPES)('%s has a sample of every version, and each still parses to itself', (type) => {
  const { version, data } = STEPS[type]
  for (let written = 1; written <= version; written++) {
    const sample = sampleOf(type, written)
    expect(data.parse(sample)).toEqual(sample)
  }
})

test.each(TYPES)('the sample of %s uses every field of its shape', (type) => {
  const { version, data } = STEPS[type]
  const excluded = EXCLUDED[type]?.[0]
  const used = pathsIn(sampleOf(type, version))
  const unused = [...fieldsOf(data)].filter((field) => !used.has(field))
  expect(unused).toEqual(excluded === undefined ? [] : [excluded])
})

test.each(Object.entries(EXCLUDED))('what the sample of %s leaves out, it must', (type, [field, instance]) => {
  const sample = sampleOf(type as EventType) as { [key: string]: unknown }
  const keys = field.slice(1).split('/')
  const last = keys.pop() as string
  const owner = keys.reduce((node, key) => node[key] as { [key: string]: unknown }, sample)
  owner[last] = instance
  expect(STEPS[type as EventType].data.safeParse(sample).success).toBe(false)
})

test('no file stands beside the events, their tests and their samples', () => {
  const sources = TYPES.flatMap((type) => [`${kebab(type)}.ts`, `${kebab(type)}.test.ts`])
  const samples = TYPES.flatMap((type) =>
    Array.from({ length: STEPS[type].version }, (_, index) => `${kebab(type)}.v${index + 1}.json`),
  )
  expect(readdirSync(here('./events')).sort()).toEqual(sources.sort())
  expect(readdirSync(here('./samples')).sort()).toEqual(samples.sort())
})

test.each(TYPES)('the shape of %s can be told as a JSON schema', (type) => {
  expect(z.toJSONSchema(STEPS[type].data, { io: 'input' })).toMatchObject({
    type: 'object',
    additionalProperties: false,
  })
})

/** Every field of a shape, as a JSON pointer with `*` for each entry of a list. */
function fieldsOf(schema: z.core.$ZodType, at = ''): Set<string> {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'optional') return fieldsOf(def.innerType, at)
  if (def.type === 'array') return fieldsOf(def.element, `${at}/*`)
  if (def.type !== 'object') return new Set()
  const fields = Object.entries(def.shape).flatMap(([key, field]) => [
    `${at}/${key}`,
    ...fieldsOf(field, `${at}/${key}`),
  ])
  return new Set(fields)
}

/** The same pointers, as far as a value has something there. */
function pathsIn(value: unknown, at = ''): Set<string> {
  if (Array.isArray(value)) return new Set(value.flatMap((entry) => [...pathsIn(entry, `${at}/*`)]))
  if (typeof value !== 'object' || value === null) return new Set()
  return new Set(Object.entries(value).flatMap(([key, field]) => [`${at}/${key}`, ...pathsIn(field, `${at}/${key}`)]))
}
