import { expect, test } from 'vitest'
import { csvLine, toCsv } from './csv.ts'

test('nested columns stand with dots, in the order in which they appear', () => {
  const rows = [
    { projectId: 'P-1', start: { eventId: 'e-1' }, value: 3 },
    { projectId: 'P-2', start: null, value: { amount: '1.00', currency: 'CNY' } },
  ]
  expect(toCsv(rows)).toBe(
    'projectId,start.eventId,value,start,value.amount,value.currency\r\nP-1,e-1,3,,,\r\nP-2,,,,1.00,CNY\r\n',
  )
})

test('asked columns stand even where no row has them', () => {
  expect(toCsv([], ['projectId', 'value'])).toBe('projectId,value\r\n')
  expect(toCsv([{ value: 1, other: 2 }], ['projectId', 'value'])).toBe('projectId,value\r\n,1\r\n')
  expect(toCsv([])).toBe('')
})

test('RFC 4180: fields with commas, quotes or line breaks are quoted', () => {
  expect(csvLine(['a,b', 'say "x"', 'two\nlines', '', undefined, true, 12n])).toBe(
    '"a,b","say ""x""","two\nlines",,,true,12',
  )
})

test.each([
  '=1+1',
  '+cmd',
  '-cmd',
  '@SUM(A1)',
  '\tx',
  '-1+1',
  '+1-1',
  '=HYPERLINK("http://x")',
  '\r=1',
  '＝1+1',
  '＠SUM(A1)',
])('a spreadsheet takes %j for text', (text) => {
  expect(csvLine([text]).replace(/^"/, '')).toMatch(/^'/)
})

test('Chinese text stays as it is, quoted only where it must be', () => {
  const quoted = '"第一标段,土建"'
  expect(csvLine(['示例道路工程(虚构)', '第一标段,土建', '说“可以”'])).toBe(`示例道路工程(虚构),${quoted},说“可以”`)
  expect(Buffer.from(toCsv([{ 名称: '示例' }])).subarray(0, 3)).toEqual(Buffer.from('名'))
})

test('a number stays one, negative or not', () => {
  expect(csvLine([-1.5, '-0.05', '+3', 1e-7, -1e21, '2023-01-01'])).toBe('-1.5,-0.05,+3,1e-7,-1e+21,2023-01-01')
})

test('a list of words is one cell, and of what is more than words each is JSON', () => {
  const row = { events: ['a', 'b'], none: [], subject: { kinds: [1, true] }, variants: [{ name: '=x' }, { name: 'y' }] }
  expect(toCsv([row])).toBe(
    'events,none,subject.kinds,variants\r\na b,,1 true,"{""name"":""=x""} {""name"":""y""}"\r\n',
  )
  expect(toCsv([{ events: ['=1', 'b'] }])).toBe("events\r\n'=1 b\r\n")
})
