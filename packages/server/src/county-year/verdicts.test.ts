import { describe, expect, test } from 'vitest'
import { displayWidth } from './display-width.ts'
import { PUBLISHED, totalOf } from './published.ts'
import { checkFigures, renderVerdicts } from './verdicts.ts'

const cny = (amount: string) => ({ amount, currency: 'CNY' })

/** Figures as the statistics would answer, with invented totals. */
const totals: { readonly [id: string]: object } = {
  turnover: { projects: 296, sum: cny('2206999999.99'), previous: { projects: 57, sum: cny('1326148207.36') } },
  savings: { n: 3, sum: cny('294999999.99') },
  'cycle-time': { n: 80, sum: 2262 },
  'contract-publication-time': { n: 157, sum: 2437, previous: { n: 112, sum: 2660 } },
  contracts: { online: { n: 152, of: 157 } },
  'bid-bonds': {
    guaranteed: {
      count: { n: 7644, of: 9257 },
      value: { sum: cny('1578000000.00'), of: cny('1911000000.00') },
    },
    waived: { projects: 31, sum: cny('252000000.00') },
  },
  'historic-bonds': { sum: cny('1500.00') },
  objections: { online: 44, complaints: 2 },
  evaluations: { byMode: { remote: 139, distributed: 4 } },
  'award-financing': { suppliers: 2, sum: cny('13000000.00') },
  supervision: { documentsChecked: 53, opinions: 8, sites: 34, leads: 16, hotline: 5 },
  credit: { bidders: 23, agencies: 6, disclosed: 12, expertsPoints: 5, expertsRemoved: 1 },
}
const verdicts = await checkFigures(async (id) => ({ id, total: totals[id] }))
const verdictOf = (label: string) => verdicts.find(({ figure }) => figure.label === label)

describe('the verdict on a published figure', () => {
  test('a replayed figure is cut off to the decimal places of the published one', () => {
    expect(verdictOf('Turnover')).toMatchObject({ replayed: '22.06', isSame: true })
    expect(verdictOf('Cycle time, works')).toMatchObject({ replayed: '28.27', isSame: true })
    expect(verdictOf('Contracts signed online, share')).toMatchObject({ replayed: '96.81', isSame: true })
  })

  test('a figure that lacks a fen to the next digit differs', () => {
    expect(verdictOf('Savings and added revenue')).toMatchObject({ replayed: '2.94', isSame: false })
  })

  test('every statistic is asked for January to November 2023', () => {
    for (const { statistic } of PUBLISHED)
      expect(statistic.query).toMatchObject({ from: '2023-01-01', to: '2023-11-30' })
  })

  test('labels and digits are well-formed', () => {
    expect(new Set(PUBLISHED.map(({ label }) => label)).size).toBe(PUBLISHED.length)
    for (const { published } of PUBLISHED) expect(published).toMatch(/^\d+(\.\d+)?$/)
  })

  test('a key that the figure lacks is an error, not a zero', () => {
    const total = totalOf(
      { total: { n: 1, mean: 1.5, sum: { amount: '1.00', currency: 'USD' } } },
      { id: 'x', query: {} },
    )
    expect(total.count('n')).toBe(1)
    expect(() => total.count('m')).toThrow(TypeError)
    expect(() => total.count('mean')).toThrow(TypeError)
    expect(() => total.fen('sum')).toThrow(TypeError)
    expect(() => total.fen('none.sum')).toThrow(TypeError)
  })
})

describe('the table of verdicts', () => {
  const lines = renderVerdicts(verdicts).split('\n')

  test('columns align although Chinese characters are wide', () => {
    const rows = lines.filter((line) => line.includes('✓') || line.includes('✗'))
    const starts = rows.map((line) => displayWidth(line.slice(0, line.search(/[✓✗]/))))
    expect(rows).toHaveLength(PUBLISHED.length)
    expect(new Set(starts).size).toBe(1)
  })

  test('every line fits a terminal of 120 columns', () => {
    expect(lines.map(displayWidth).filter((width) => width > 120)).toEqual([])
  })

  test('it counts what is the same', () => {
    const differing = verdicts.filter(({ isSame }) => !isSame).length
    expect(differing).toBeGreaterThan(0)
    expect(lines.join('\n')).toContain(`${PUBLISHED.length - differing} of ${PUBLISHED.length} published figures`)
  })
})

test('wide characters take two columns, others one', () => {
  expect(displayWidth('亿元 CNY,(✓)')).toBe(4 + 8)
  expect(displayWidth('')).toBe(0)
  expect(displayWidth('標：，𠀀')).toBe(8)
})
