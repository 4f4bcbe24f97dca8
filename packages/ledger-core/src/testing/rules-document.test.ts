import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { RULES_DOCUMENT, rulesDocument } from './rules-document.ts'

test('docs/rules.md says what the packs say', () => {
  const written = existsSync(RULES_DOCUMENT) ? readFileSync(RULES_DOCUMENT, 'utf8') : ''
  expect(written, 'docs/rules.md is old; renew it with: pnpm docs:rules').toBe(rulesDocument())
})
