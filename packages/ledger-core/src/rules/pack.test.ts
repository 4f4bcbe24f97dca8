import { describe, expect, test } from 'vitest'
import { inShort, judged, resultOf, told } from '../testing/judged.ts'
import {
  buildCalendar,
  cnGpl,
  cnNingbo,
  cnPuyang,
  cnTbl,
  explainRules,
  type PackData,
  PackInvalid,
  parsePack,
  type Rule,
  ruleSetting,
} from './index.ts'

const rule: Rule = {
  id: 'X1',
  version: 1,
  effectiveFrom: '2024-01-01',
  scope: { regimes: ['unstated', 'other'], methods: ['open', 'selective', 'limited', 'direct', 'unstated'] },
  severity: 'warn',
  article: 'Procurement Act of Exampleland (invented) s. 12',
  name: { en: 'standstill', zh: '停顿期' },
  binds: 'buyer',
  counted: 'Ten working days between the notice and the contract.',
  parts: [
    {
      subject: 'award',
      check: 'atLeast',
      from: { event: 'AwardNoticeIssued' },
      until: { event: 'ContractSigned' },
      period: { count: 10, unit: 'workingDays' },
    },
  ],
}

const pack = (...rules: object[]): PackData => ({
  id: 'xl',
  version: 3,
  name: { en: 'Law of Exampleland (invented)', zh: '示例国法' },
  rules: rules as unknown as readonly Rule[],
})

/** What the issues of a pack that does not parse point at. */
function pathsOf(data: unknown): readonly string[] {
  try {
    parsePack(data)
  } catch (error) {
    expect(error).toBeInstanceOf(PackInvalid)
    expect(error).toMatchObject({ code: 'PACK_INVALID' })
    return (error as PackInvalid).issues.map(({ path }) => path)
  }
  return []
}

describe('a pack that does not parse', () => {
  const [part] = rule.parts
  test.each([
    ['nothing', undefined, ['']],
    ['a text', 'cn-tbl', ['']],
    ['no rules', pack(), ['/rules']],
    ['another field', { ...pack(rule), country: 'XL' }, ['']],
    ['a rule without an article', pack({ ...rule, article: undefined }), ['/rules/0/article']],
    ['an unknown severity', pack({ ...rule, severity: 'forbid' }), ['/rules/0/severity']],
    ['a day that does not exist', pack({ ...rule, effectiveFrom: '2024-02-30' }), ['/rules/0/effectiveFrom']],
    ['an end before the beginning', pack({ ...rule, effectiveUntil: '2023-12-31' }), ['/rules/0/effectiveUntil']],
    ['an unknown regime', pack({ ...rule, scope: { regimes: ['XL'] } }), ['/rules/0/scope/regimes/0']],
    [
      'half a day',
      pack({ ...rule, parts: [{ ...part, period: { count: 0.5, unit: 'workingDays' } }] }),
      ['/rules/0/parts/0/period/count'],
    ],
    [
      'an unknown unit',
      pack({ ...rule, parts: [{ ...part, period: { count: 5, unit: 'weeks' } }] }),
      ['/rules/0/parts/0/period/unit'],
    ],
    ['an unknown check', pack({ ...rule, parts: [{ ...part, check: 'after' }] }), ['/rules/0/parts/0/check']],
    [
      'a function that is not there',
      pack({ ...rule, parts: [{ subject: 'project', check: 'function', name: 'magic' }] }),
      ['/rules/0/parts/0/name'],
    ],
    [
      'a moment that is not there',
      pack({ ...rule, parts: [{ ...part, from: { named: 'dawn' } }] }),
      ['/rules/0/parts/0/from'],
    ],
    ['two things wrong at once', pack({ ...rule, version: 0, binds: '' }), ['/rules/0/version', '/rules/0/binds']],
  ])('%s: every issue has its path', (_, data, paths) => {
    expect(pathsOf(data)).toEqual(paths)
  })
})

test('the packs of China name each rule with its article, and no function or moment that is not there', () => {
  const ids = new Set([...cnTbl.rules, ...cnGpl.rules].map(({ id }) => id))
  const wanted = [1, 2, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28]
  expect([...ids].toSorted()).toEqual(wanted.map((number) => `R${String(number).padStart(2, '0')}`))
  for (const { article } of [...cnTbl.rules, ...cnGpl.rules]) expect(article).toMatch(/法|条例/)
})

test('a setting with a rule that no pack has, or with a pack that is given twice, is refused, each with its path', () => {
  const setting = { packs: [cnTbl, cnTbl], severities: { R14: 'block', R99: 'block' } } as const
  expect(() => ruleSetting(setting)).toThrow(
    expect.objectContaining({
      code: 'PACK_INVALID',
      issues: [
        { path: '/severities/R99', message: expect.stringContaining('cn-tbl') },
        { path: '/packs/1', message: expect.stringContaining('twice') },
      ],
    }),
  )
})

test('what rests on no text that was read is said, rule by rule', () => {
  const explained = explainRules(ruleSetting({ packs: [cnTbl, cnGpl, cnNingbo, cnPuyang] }))
  const unverified = explained.filter((one) => one.unverified !== undefined).map(({ id, pack }) => `${pack.id} ${id}`)
  expect(unverified.toSorted()).toEqual([
    ...['cn-gpl R09', 'cn-gpl R26', 'cn-ningbo R29', 'cn-tbl R10', 'cn-tbl R19', 'cn-tbl R20'],
  ])
})

test('an imported project states no law: a pack that takes in what is unstated binds it', () => {
  const { version, name, functions, moments, reads } = cnTbl
  const rules = cnTbl.rules.map((one) => ({
    ...one,
    scope: {
      ...one.scope,
      regimes: ['TBL', 'unstated'],
      methods: ['open', 'selective', 'unstated'],
      mandatory: undefined,
    },
  }))
  const forImported = parsePack(
    { id: 'cn-tbl-imported', version, name, rules },
    { functions: Object.fromEntries(functions), moments: Object.fromEntries(moments), ...(reads && { reads }) },
  )
  const facts = [
    told('ProjectImported', '2023-01-04', { method: undefined }),
    told('AwardNoticeIssued', '2023-03-01', { awardId: 'A-1' }),
  ]
  expect(resultOf(judged(facts, '2023-04-01'), 'R14').state).toBe('notApplicable')
  const results = judged(facts, '2023-04-01', { packs: [forImported] })
  expect(inShort(resultOf(results, 'R14', 'A-1'))).toBe('violated, due 2023-03-31')
})

describe('another country needs no change of the core', () => {
  /** Fridays and Saturdays off, and one holiday of its own. */
  const calendar = buildCalendar({
    version: 'xl-2024.1',
    weekend: ['friday', 'saturday'],
    years: [{ year: 2024, sources: [], off: '04-10/04-11', on: '04-06' }],
  })
  const lowest: Rule = {
    ...rule,
    id: 'X2',
    effectiveFrom: '2024-01-01',
    parts: [{ subject: 'award', check: 'function', name: 'lowestWins', given: { margin: 0 } }],
  }
  const elections: Rule = {
    ...rule,
    id: 'X3',
    parts: [
      {
        subject: 'project',
        check: 'before',
        act: { event: 'TenderNoticePublished' },
        until: { named: 'election' },
        period: { count: 3, unit: 'months' },
      },
    ],
  }
  const exampleland = parsePack(pack(rule, lowest, elections), {
    functions: {
      lowestWins(file, subject) {
        const [award] = file.ofSubject('AwardDecided', subject)
        const opening = file.last('BidsOpened')
        if (award === undefined || opening === undefined) return
        const prices = opening.data.bids.map(({ price }) => Number(price?.amount))
        const isLowest = Number(award.data.amount?.amount) === Math.min(...prices)
        return {
          state: isLowest ? 'pass' : 'violated',
          events: [opening.eventId, award.eventId],
          message: 'the lowest bid wins',
        }
      },
    },
    // 2024-06-02.
    moments: { election: () => [{ day: 19_876, ms: 0, eventId: 'no-event' }] },
  })
  const venue = { id: 'venue-1', name: 'Example Hall (invented)', zone: 'Asia/Shanghai' }
  const history = [
    told('ProjectImported', '2024-01-15', { venue }),
    told('TenderNoticePublished', '2024-02-02'),
    told('BidsOpened', '2024-03-25'),
    told('AwardDecided', '2024-04-01', { awardId: 'A-1', amount: { amount: '1900000.00', currency: 'CNY' } }),
    told('AwardNoticeIssued', '2024-04-02', { awardId: 'A-1' }),
  ]
  const signed = (at: string) => told('ContractSigned', at, { awardId: 'A-1' })
  const options = { packs: [exampleland], calendar }

  test.each([
    ['2024-04-17T00:00:00', 'pass, due 2024-04-17'],
    ['2024-04-16T23:59:59.999', 'violated, due 2024-04-17'],
  ])('a contract at %s, in its own week: %s', (at, expected) => {
    const results = judged([...history, signed(at)], '2024-05-01', options)
    expect(inShort(resultOf(results, 'X1', 'A-1'))).toBe(expected)
  })

  test('its own function and its own moment judge', () => {
    const results = judged(history, '2024-05-01', options)
    expect(resultOf(results, 'X2', 'A-1')).toMatchObject({
      state: 'violated',
      events: ['BidsOpened-2', 'AwardDecided-3'],
    })
    expect(inShort(resultOf(results, 'X3'))).toBe('pass, due 2024-03-02')
    expect(results.map(({ rule: id }) => id)).toEqual(['X1', 'X2', 'X3'])
  })
})
