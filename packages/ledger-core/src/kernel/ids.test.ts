import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { Id, Line, ProjectId, Prose, Sha256, Uuid } from './ids.ts'

const isA = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success

test.each(['a', 'bid-9', 'ocds-213czf.000_1', '...', '-', 'x'.repeat(64)])('%s is an id', (id) => {
  expect(isA(Id, id) && isA(ProjectId, id)).toBe(true)
})

test.each(['', '.', '..', 'a/b', 'a b', 'a\n', 'é', '项目', '%2e', 'a\0', 'x'.repeat(65), 7, null])(
  '%j is no id',
  (id) => {
    expect(isA(Id, id) || isA(ProjectId, id)).toBe(false)
  },
)

test('an id stands in a URL as it is, and stays in its folder', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/), (id) => {
      fc.pre(isA(Id, id))
      expect(new URL(`https://x.test/projects/${id}/events`).pathname).toBe(`/projects/${id}/events`)
    }),
  )
})

test('a SHA-256 is 64 lower-case hexadecimal digits', () => {
  expect(isA(Sha256, '0123456789abcdef'.repeat(4))).toBe(true)
  expect(isA(Sha256, '0123456789ABCDEF'.repeat(4))).toBe(false)
  expect(isA(Sha256, 'a'.repeat(63))).toBe(false)
  expect(isA(Sha256, `${'a'.repeat(64)}\n`)).toBe(false)
})

test('every UUID of RFC 9562 is accepted in lower case, and in no other spelling', () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      expect(isA(Uuid, uuid)).toBe(true)
      expect(isA(Uuid, uuid.toUpperCase())).toBe(uuid.toUpperCase() === uuid)
      expect(isA(Uuid, `{${uuid}}`)).toBe(false)
      expect(isA(Uuid, uuid.replaceAll('-', ''))).toBe(false)
    }),
  )
  expect(isA(Uuid, '00000000-0000-0000-0000-000000000000')).toBe(true)
  expect(isA(Uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')).toBe(true)
  expect(isA(Uuid, '01890a5d-ac96-974b-bcce-b302099a8057')).toBe(false)
  expect(isA(Uuid, '01890a5d-ac96-774b-ccce-b302099a8057')).toBe(false)
})

test.each(['某市第一中学教学楼 🏗', ' '])('%j is a line', (line) => {
  expect(isA(Line, line)).toBe(true)
})

test.each(['', 'a\nb', 'a\tb', 'a\0', 'a\u0085', 'a\u2028', 'x\ud800'])('%j is no line', (line) => {
  expect(isA(Line, line)).toBe(false)
})

test.each(['a\r\n\tb', '异议 🏗'])('%j is prose', (prose) => {
  expect(isA(Prose, prose)).toBe(true)
})

test.each(['', 'a\0', 'a\u001b[31m', 'x\udc00'])('%j is no prose', (prose) => {
  expect(isA(Prose, prose)).toBe(false)
})

test('a line has at most 500 characters, prose 10 000', () => {
  expect([isA(Line, 'x'.repeat(500)), isA(Line, 'x'.repeat(501))]).toEqual([true, false])
  expect([isA(Prose, 'x'.repeat(10_000)), isA(Prose, 'x'.repeat(10_001))]).toEqual([true, false])
})

test('one wrong value is one issue, however long it is', () => {
  for (const schema of [Id, Sha256, Uuid, Line, Prose]) {
    expect(schema.safeParse('\0'.repeat(1_000_000)).error?.issues).toHaveLength(1)
    expect(schema.safeParse(undefined).error?.issues).toHaveLength(1)
  }
})

test('the schemas convert to JSON Schema', () => {
  for (const schema of [Id, ProjectId, Sha256, Uuid, Line, Prose]) {
    const { type, pattern } = z.toJSONSchema(schema)
    expect(type).toBe('string')
    expect(() => new RegExp(String(pattern), 'u')).not.toThrow()
  }
})
