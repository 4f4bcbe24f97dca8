import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ownPack } from '../testing/own-pack.ts'
import { rulesOf } from './rules.ts'
import { UsageError } from './stores.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledger-packs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function packsOf(text: string, besides = 'cn-tbl') {
  const path = join(folder, 'own.json')
  writeFileSync(path, text)
  return rulesOf({ packs: `${besides},${path}`, block: '', calendar: '' }).packs
}

test('a file of JSON is a pack, with the functions of those that are built in', () => {
  const [, own] = packsOf(JSON.stringify(ownPack('openingAtDeadline')))
  expect(own).toMatchObject({ id: 'xl', version: 1 })
  // So that a project is not judged again for facts that none of them looks at.
  expect(own?.reads).toContain('BidsOpened')
})

test.each([
  ['half of one', '{"id": "xl",', /own\.json: the pack is no JSON: /],
  ['a field too few', JSON.stringify({ ...ownPack('openingAtDeadline'), name: undefined }), /does not parse: \/name /],
  [
    'no function of that name',
    JSON.stringify(ownPack('openingAtNoon')),
    /\/rules\/0\/parts\/0\/name names openingAtNoon/,
  ],
  [
    'an id that is taken',
    JSON.stringify({ ...ownPack('openingAtDeadline'), id: 'cn-tbl' }),
    /cn-tbl, which is given twice/,
  ],
])('%s is refused in one line', (_what, text, line) => {
  expect(() => packsOf(text)).toThrow(UsageError)
  expect(() => packsOf(text)).toThrow(line)
})
