import { expect, test } from 'vitest'
import { award, importAll, LIFE, packageOf, release } from './fixtures.ts'
import { printReport } from './print-report.ts'

test('the report is printed as tables, and empty ones are left out', async () => {
  const half = release('r2', '2022-04-02T00:00:00Z', 'award', {
    awards: [award({ value: undefined, items: [{ id: '1' }] })],
  })
  const { report } = await importAll([packageOf(half), '{'])
  const text = printReport(report)
  expect(text).toMatch(/^Import\n {2}files +1\n {2}files refused +1\n/)
  expect(text).toMatch(/\nFiles refused\n {2}\S+file-1\.json {2}NOT_JSON {2}character 1/)
  expect(text).toMatch(/\nNot recorded\n {2}1 {2}awards\[\] {2}AwardDecided: not stated: awards\[\]\.value\.amount\n/)
  expect(text).toMatch(/\nUnmapped fields\n( {2}1 {2}.+\n)* {2}1 {2}awards\[\]\.items\[\]\.id\n/)
  expect(text).not.toContain('Findings')
})

test('a long table is cut, and says by how much and where the rest is', async () => {
  const fields = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`field${i}`, 1]))
  const { report } = await importAll([{ ...LIFE[0], ...fields }], { dryRun: true })
  const text = printReport(report)
  expect(text).toMatch(/^Dry run: nothing was recorded\n/)
  expect(text).toMatch(/\n {2}and 2\d more; --json prints all\n$/)
})
