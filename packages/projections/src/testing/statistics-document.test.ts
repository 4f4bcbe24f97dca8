import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { keysOf, STATISTICS } from '../statistics/definitions.ts'
import { STATISTICS_DOCUMENT, statisticsDocument } from './statistics-document.ts'

test('docs/statistics.md says what the definitions say', () => {
  const written = readFileSync(STATISTICS_DOCUMENT, 'utf8')
  expect(written, 'docs/statistics.md is old; renew it with: pnpm docs:statistics').toBe(statisticsDocument())
})

test('every statistic has its section, and every key its line', () => {
  const [, ...sections] = statisticsDocument().split('\n## ')
  expect(sections.map((section) => section.split('\n', 1)[0])).toEqual(STATISTICS.map(({ id }) => id))
  for (const [i, definition] of STATISTICS.entries())
    for (const key of keysOf(definition)) expect(sections[i]).toContain(`| \`${key}\` |`)
})
