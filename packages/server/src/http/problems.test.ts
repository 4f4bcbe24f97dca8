import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { FAULTS, type FaultCode, REFUSALS, type RefusalCode } from '@procurement-ledger/core'
import { FOLLOWER_ERRORS } from '@procurement-ledger/projections'
import { describe, test } from 'vitest'
import { FLAGGING_ERRORS } from '../compliance/flagging.ts'
import { SERVICE_PROBLEMS, statusOfFault, statusOfRefusal } from './problems.ts'

/** What the document says: code, number where HTTP has one, meaning. */
const document = new Map(
  [...readFileSync('docs/problems.md', 'utf8').matchAll(/^\| ([A-Z_]+) \| (\d*) *\| (.+) \|$/gm)].map(
    ([, code = '', status = '', meaning = '']) => [code, { status, meaning }],
  ),
)

const expected = new Map<string, { status: string; meaning: string }>([
  ...Object.entries(REFUSALS).map(
    ([code, meaning]) => [code, { status: String(statusOfRefusal(code as RefusalCode)), meaning }] as const,
  ),
  ...Object.entries(FAULTS).map(
    ([code, meaning]) => [code, { status: String(statusOfFault(code as FaultCode)), meaning }] as const,
  ),
  ...Object.entries(SERVICE_PROBLEMS).map(
    ([code, { status, text }]) => [code, { status: String(status), meaning: text }] as const,
  ),
  ...Object.entries(FLAGGING_ERRORS).map(([code, meaning]) => [code, { status: '', meaning }] as const),
  ...Object.entries(FOLLOWER_ERRORS).map(([code, meaning]) => [code, { status: '', meaning }] as const),
])

describe('docs/problems.md', () => {
  test('has every code with its number and meaning, and no other', () => {
    assert.deepEqual(Object.fromEntries(document), Object.fromEntries(expected))
  })

  test('every problem of the service itself is one that a test provokes', () => {
    const provoked = [
      'app.test.ts',
      'http/routes/evidence.test.ts',
      'http/routes/bundles.test.ts',
      'http/routes/streams.test.ts',
      'http/routes/cuts.test.ts',
      'http/routes/differences.test.ts',
    ]
      .map((path) => readFileSync(`packages/server/src/${path}`, 'utf8'))
      .join('\n')
    for (const code of Object.keys(SERVICE_PROBLEMS)) assert.match(provoked, new RegExp(`["']${code}["']`), code)
  })
})
