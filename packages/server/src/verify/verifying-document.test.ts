import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { FINDINGS, type Verdict } from '@procurement-ledger/core/verify'
import { describe, test } from 'vitest'
import { EXITS } from './verification.ts'

const document = readFileSync('docs/verifying.md', 'utf8')
const rows = (pattern: RegExp) => [...document.matchAll(pattern)].map(([, ...cells]) => cells)

describe('docs/verifying.md', () => {
  test('has every finding with its verdict and meaning, and no other', () => {
    const stated = rows(/^\| ([A-Z_]+) \| (\w+) \| (.+) \|$/gm)
    assert.deepEqual(
      stated,
      Object.entries(FINDINGS).map(([code, [verdict, meaning]]) => [code, verdict, meaning]),
    )
  })

  test('has every exit code with its verdict', () => {
    const stated = rows(/^\| (\d) \| (\w*) ?\| .+ \|$/gm)
    const due = Object.entries(EXITS).map(([verdict, exit]) => [String(exit), verdict])
    assert.deepEqual(stated, [...due, ['2', '']].sort())
  })
})

test('every finding is one that a test provokes', () => {
  // The vectors are run by a test, code by code.
  const paths = globSync(['packages/*/src/**/*.test.ts', 'packages/ledger-core/src/testing/vectors/*.ts'])
  const tests = paths.map((path) => readFileSync(path, 'utf8'))
  for (const code of Object.keys(FINDINGS))
    assert.ok(
      tests.some((text) => text.includes(`'${code}'`)),
      code,
    )
})

test('every verdict has an exit code of its own', () => {
  const verdicts = new Set<Verdict>(Object.values(FINDINGS).map(([verdict]) => verdict))
  assert.equal(new Set([...verdicts].map((verdict) => EXITS[verdict])).size, Object.keys(EXITS).length)
})
