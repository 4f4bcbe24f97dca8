import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { REFUSALS } from '../kernel/refusal.ts'
import { LIFECYCLE_DOCUMENT, lifecycleDocument, otherTypes, ownCodes, projectTypes } from './lifecycle-document.ts'
import { kebab } from './samples.ts'

const types = [...projectTypes, ...otherTypes]
const EVENTS = new URL('../procurement/events/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, EVENTS), 'utf8')

test('docs/lifecycle.md says what the table says', () => {
  const written = existsSync(LIFECYCLE_DOCUMENT) ? readFileSync(LIFECYCLE_DOCUMENT, 'utf8') : ''
  expect(written, 'docs/lifecycle.md is old; renew it with: pnpm docs:lifecycle').toBe(lifecycleDocument())
})

test.each(types)('%s names only refusal codes that exist, each once', (type) => {
  const codes = ownCodes(type)
  expect(codes.filter((code) => !Object.hasOwn(REFUSALS, code))).toEqual([])
  expect(new Set(codes).size).toBe(codes.length)
})

test.each(types)('%s names every code that its file refuses with', (type) => {
  const refused = [...read(`${kebab(type)}.ts`).matchAll(/refuse\(\s*'([A-Z_]+)'/g)].map(([, code]) => code)
  expect(refused.filter((code) => !ownCodes(type).includes(code as string))).toEqual([])
})

test.each(types)('%s has a test for each of its codes', (type) => {
  const tested = read(`${kebab(type)}.test.ts`)
  expect(ownCodes(type).filter((code) => !tested.includes(`('${code}')`))).toEqual([])
})
