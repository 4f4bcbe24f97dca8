import { expect, onTestFinished, test } from 'vitest'
import { type Fact, type Ledger, type LedgerEvent, openLedger } from '../index.ts'
import type { Severity } from '../rules/index.ts'
import { cnTbl, parsePack, ruleSetting } from '../rules/index.ts'
import { memory } from '../stores/memory.ts'
import { sampleOf } from '../testing/samples.ts'

const NOW_MS = Date.parse('2023-06-01T12:00:00+08:00')
const DEADLINE = '2023-03-31T09:00:00+08:00'
const WHO_AND_WHY = { by: 'supervisor-7', reason: 'a drawing was wrong (invented)' }

const fact = (role: string, at: string, type: string, data: object, more: object = {}): Fact =>
  ({ type, occurredAt: `${at}T10:00:00+08:00`, data, actor: { id: `${role}-office`, role }, ...more }) as Fact

const registered = fact('agency', '2023-02-20', 'ProjectRegistered', {
  title: 'Example road (invented)',
  buyer: { id: 'buyer', name: 'Example buyer (invented)' },
  category: 'works',
  regime: 'TBL',
  method: 'open',
  mandatory: true,
  venue: { id: 'venue', name: 'Example venue (invented)', zone: 'Asia/Shanghai' },
})
const accepted = fact('centre', '2023-02-21', 'RegistrationAccepted', { greenChannel: false, deferred: [] })
const noticed = fact('agency', '2023-03-01', 'TenderNoticePublished', {
  media: [],
  documentsFrom: '2023-03-01',
  documentsUntil: '2023-03-08',
  bidDeadlineAt: DEADLINE,
  openingAt: DEADLINE,
  bond: { required: false, forms: [] },
  evaluationMethod: 'price',
  consortiumAllowed: false,
})
const clarified = (at: string, more: object = {}) =>
  fact('agency', at, 'ClarificationIssued', { changes: ['a drawing'], affectsBids: true }, more)
const extended = fact('agency', '2023-03-25', 'DeadlineExtended', {
  bidDeadlineAt: '2023-04-20T09:00:00+08:00',
  openingAt: '2023-04-20T09:00:00+08:00',
  reason: 'clarified',
})

async function opened(severities: { readonly [rule: string]: Severity }, store = memory()): Promise<Ledger> {
  const ledger = await openLedger({
    store,
    sources: { now: () => NOW_MS },
    rules: ruleSetting({ packs: [cnTbl], severities }),
  })
  onTestFinished(() => ledger.close())
  return ledger
}

async function tendering(rule = 'R04'): Promise<Ledger> {
  const ledger = await opened({ [rule]: 'block' })
  expect((await ledger.record('P-1', [registered, accepted, noticed])).refused).toBeUndefined()
  return ledger
}

const codeOf = async (recording: Promise<{ readonly refused?: { readonly code: string } | undefined }>) =>
  (await recording).refused?.code
const lastOf = async (ledger: Ledger): Promise<LedgerEvent | undefined> =>
  (await Array.fromAsync(ledger.history('P-1'))).at(-1)

test('a fact that breaks a rule set to block is refused, with rule, article, due date and what to do', async () => {
  const ledger = await tendering()
  const { refused } = await ledger.record('P-1', clarified('2023-03-25'))
  expect(refused?.code).toBe('RULE_VIOLATED')
  for (const part of ['R04', '招标投标法 art. 23', '2023-03-16', 'overrides [{ rule: "R04", by, reason }]'])
    expect(refused?.message).toContain(part)
  expect((await lastOf(ledger))?.type).toBe('TenderNoticePublished')
})

test('what is refused leaves nothing behind: the next fact is judged on what is recorded', async () => {
  const ledger = await tendering()
  const answers = await Promise.all([
    ledger.record('P-1', clarified('2023-03-25')),
    ledger.record('P-1', clarified('2023-03-10')),
    ledger.record('P-1', clarified('2023-03-26')),
  ])
  expect(answers.map(({ refused }) => refused?.code)).toEqual(['RULE_VIOLATED', undefined, 'RULE_VIOLATED'])
  expect((await lastOf(ledger))?.revision).toBe(3)
})

test('an override with who and why lets it pass, and is recorded as it is', async () => {
  const ledger = await tendering()
  const overrides = [{ rule: 'R04', ...WHO_AND_WHY }]
  expect(await codeOf(ledger.record('P-1', clarified('2023-03-25', { overrides })))).toBeUndefined()
  expect((await lastOf(ledger))?.overrides).toEqual(overrides)
  // What is violated already stands in the way of nothing else.
  expect(await codeOf(ledger.record('P-1', extended))).toBeUndefined()
})

test('what was overridden stays violated, and a lawful fact beside it needs no override; another breach does', async () => {
  const ledger = await tendering()
  await ledger.record('P-1', clarified('2023-03-25', { overrides: [{ rule: 'R04', ...WHO_AND_WHY }] }))
  expect(await codeOf(ledger.record('P-1', clarified('2023-03-10')))).toBeUndefined()
  expect(await codeOf(ledger.record('P-1', clarified('2023-03-26')))).toBe('RULE_VIOLATED')
})

test('an override of another rule, or without a reason, lets nothing pass', async () => {
  const ledger = await tendering()
  const other = clarified('2023-03-25', { overrides: [{ rule: 'R01', ...WHO_AND_WHY }] })
  expect(await codeOf(ledger.record('P-1', other))).toBe('RULE_VIOLATED')
  for (const overrides of [
    [{ rule: 'R04', by: 'supervisor-7' }],
    [{ rule: 'R04', by: 'supervisor-7', reason: '' }],
    [{ rule: 'R04', reason: 'x' }],
  ])
    expect(await codeOf(ledger.record('P-1', clarified('2023-03-25', { overrides })))).toBe('INVALID')
})

test('an override of a rule that is kept is recorded all the same', async () => {
  const ledger = await tendering()
  const overrides = [{ rule: 'R04', ...WHO_AND_WHY }]
  expect(await codeOf(ledger.record('P-1', clarified('2023-03-02', { overrides })))).toBeUndefined()
  expect((await lastOf(ledger))?.overrides).toEqual(overrides)
})

test('a command is judged as a whole: a late clarification with the extension that mends it', async () => {
  const ledger = await tendering()
  expect(await codeOf(ledger.record('P-1', [clarified('2023-03-25'), extended]))).toBeUndefined()
})

test('of several facts the refusal names the one that breaks the rule', async () => {
  const ledger = await tendering()
  const { refused } = await ledger.record('P-1', [clarified('2023-03-10'), clarified('2023-03-25')])
  expect(refused?.code).toBe('RULE_VIOLATED')
  expect(refused?.message).toMatch(/^fact 1: R04 /)
})

test('what the procedure refuses is refused by its own code', async () => {
  const ledger = await tendering()
  const bidder = { ...clarified('2023-03-25'), actor: { id: 'b', role: 'bidder' as const } }
  expect(await codeOf(ledger.record('P-1', bidder))).toBe('ROLE_NOT_ALLOWED')
  expect(await codeOf(ledger.record('P-2', clarified('2023-03-25')))).toBe('PROJECT_UNKNOWN')
})

test('an act that comes too late is refused, though its rule was broken before by its missing', async () => {
  const ledger = await tendering('R05')
  const objection = { objectionId: 'O-1', about: 'documents', channel: 'online', text: 'unclear (invented)' }
  const answered = { objectionId: 'O-1', answer: 'clear now (invented)', upheld: false }
  const begun = [
    fact('bidder', '2023-03-05', 'ObjectionRaised', objection),
    fact('supervisor', '2023-03-05', 'ProcedureSuspended', { cause: 'objection' }),
  ]
  expect(await codeOf(ledger.record('P-1', begun))).toBeUndefined()
  const late = fact('agency', '2023-03-20', 'ObjectionAnswered', answered)
  expect(await codeOf(ledger.record('P-1', late))).toBe('RULE_VIOLATED')
  const overridden = { ...late, overrides: [{ rule: 'R05', ...WHO_AND_WHY }] }
  expect(await codeOf(ledger.record('P-1', overridden))).toBeUndefined()
})

test('a correction that breaks a rule is refused, one that mends it is not', async () => {
  const ledger = await tendering()
  const receipt = await ledger.record('P-1', clarified('2023-03-10'))
  const target = 'eventId' in receipt ? receipt.eventId : ''
  const correction = (occurredAt: string, more: object = {}) =>
    fact(
      'agency',
      '2023-05-01',
      'EventCorrected',
      { target, data: clarified('2023-03-10').data, occurredAt, reason: 'typing' },
      more,
    )
  const LATE = '2023-03-25T10:00:00+08:00'
  expect(await codeOf(ledger.record('P-1', correction(LATE)))).toBe('RULE_VIOLATED')
  const overrides = [{ rule: 'R04', ...WHO_AND_WHY }]
  expect(await codeOf(ledger.record('P-1', correction(LATE, { overrides })))).toBeUndefined()
  expect(await codeOf(ledger.record('P-1', correction('2023-03-09T10:00:00+08:00')))).toBeUndefined()
})

test('neither a flag of the ledger nor an act on the record makes a command late', async () => {
  const ledger = await tendering('R05')
  const flagged = { flagId: 'F-1', origin: 'analytics', level: 'yellow', events: [] }
  const erased = { legalBasis: 'request', approvedBy: { id: 'supervisor-3', role: 'supervisor' } }
  const asked = await ledger.record(
    'P-1',
    fact('bidder', '2023-03-02', 'EnquiryReceived', { enquiryId: 'q', text: 'invented' }),
  )
  const target = 'eventId' in asked ? asked.eventId : ''
  expect(await codeOf(ledger.record('P-1', fact('ledger', '2023-05-30', 'FlagRaised', flagged)))).toBeUndefined()
  const erasure = fact('centre', '2023-05-30', 'PersonalDataErased', { ...erased, target })
  expect(await codeOf(ledger.record('P-1', erasure))).toBeUndefined()
  // On the day of the objection its answer is not late yet.
  const objection = { objectionId: 'O-1', about: 'documents', channel: 'online', text: 'unclear (invented)' }
  const objected = fact('bidder', '2023-03-05', 'ObjectionRaised', objection)
  const suspended = fact('supervisor', '2023-03-05', 'ProcedureSuspended', { cause: 'objection' })
  expect(await codeOf(ledger.record('P-1', [objected, suspended]))).toBeUndefined()
})

test('what begins no project is refused as such, though no fact is there to be judged', async () => {
  const ledger = await tendering()
  const flagged = { flagId: 'F-1', origin: 'analytics', level: 'yellow', events: [] }
  const target = '018f3a52-7c1e-7b3a-9d7e-3a5f0c1d2e4b'
  for (const one of [
    fact('ledger', '2023-03-02', 'FlagRaised', flagged),
    fact('supervisor', '2023-03-02', 'EventAnnulled', { target, reason: 'invented' }),
  ])
    expect(await codeOf(ledger.record('P-2', one))).toBe('PROJECT_UNKNOWN')
})

test('the same command again gives its receipt, whatever rules block by now', async () => {
  const store = memory()
  const lax = await opened({}, store)
  await lax.record('P-1', [registered, accepted, noticed])
  const commandId = '7b9c2a51-9c41-4d25-8a2e-111111111111'
  const receipt = await lax.record('P-1', clarified('2023-03-25'), { commandId })
  const strict = await openLedger({
    store,
    sources: { now: () => NOW_MS },
    rules: ruleSetting({ packs: [cnTbl], severities: { R04: 'block' } }),
  })
  expect(await strict.record('P-1', clarified('2023-03-25'), { commandId })).toEqual(receipt)
  expect(await codeOf(strict.record('P-1', clarified('2023-03-26')))).toBe('RULE_VIOLATED')
})

test('on an imported project what breaks a rule is a finding, for that is what the source says', async () => {
  const mars = {
    id: 'xy',
    version: 1,
    name: { en: 'Rules of an invented country', zh: '虚构' },
    rules: cnTbl.rules.filter(({ id }) => id === 'R04').map((rule) => ({ ...rule, scope: {} })),
  }
  const ledger = await openLedger({
    store: memory(),
    sources: { now: () => NOW_MS },
    rules: ruleSetting({
      packs: [
        parsePack(mars, { moments: Object.fromEntries(cnTbl.moments), functions: Object.fromEntries(cnTbl.functions) }),
      ],
      severities: { R04: 'block' },
    }),
  })
  onTestFinished(() => ledger.close())
  const imported = fact('ledger', '2023-02-20', 'ProjectImported', sampleOf('ProjectImported') as object)
  expect(await codeOf(ledger.record('P-1', [imported, noticed]))).toBeUndefined()
  expect(await codeOf(ledger.record('P-1', clarified('2023-03-25')))).toBeUndefined()
  expect((await lastOf(ledger))?.findings?.map(({ code }) => code)).toContain('RULE_VIOLATED')
})
