import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ANALYSTS_DOCUMENT, analystsDocument } from './analysts-document.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledger-analysts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('docs/analysts.md shows what its calls answer', { timeout: 600_000 }, async () => {
  const written = readFileSync(ANALYSTS_DOCUMENT, 'utf8')
  expect(await analystsDocument(folder), 'docs/analysts.md is old; renew it with: pnpm docs:analysts').toBe(written)
  expect(written.match(/^```(sh|http)$/gm)?.length).toBeGreaterThan(7)
  expect(written).not.toMatch(/^```(text|json)\n```$/m)
})
