import { type Fact, type LedgerEvent, openLedger } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { expect, onTestFinished, test, vi } from 'vitest'
import { tenderingProject } from '../endurance/commands.ts'
import { openService, type Service, type ServiceOptions } from '../service.ts'

const CLARIFIED_AT = '2023-03-20T10:00:00+08:00'
const clarified: Fact = {
  type: 'ClarificationIssued',
  occurredAt: CLARIFIED_AT,
  data: { changes: ['invented'], affectsBids: true },
  actor: { id: 'agency-office', role: 'agency' },
}
const by = (role: 'agency' | 'supervisor', type: string, data: object): Fact => ({
  ...{ type, occurredAt: '2023-03-21T10:00:00+08:00', data },
  actor: { id: `${role}-office`, role },
})
const LATER = '2023-04-20T09:00:00+08:00'

const clock = { nowMs: 0 }

async function opened(options: Partial<ServiceOptions> = {}): Promise<Service> {
  clock.nowMs = Date.parse('2023-03-21T12:00:00+08:00')
  const service = await openService({ store: memory(), sources: { now: () => clock.nowMs }, flags: {}, ...options })
  onTestFinished(() => service.close())
  await service.ledger.record('P-1', [...tenderingProject('P-1').facts, clarified])
  return service
}

const flagsOf = async ({ ledger }: Service): Promise<readonly LedgerEvent[]> =>
  (await Array.fromAsync(ledger.history('P-1'))).filter(({ type }) => type.startsWith('Flag'))
const until = (service: Service, count: number) =>
  vi.waitFor(async () => expect(await flagsOf(service)).toHaveLength(count), { timeout: 20_000, interval: 50 })

/** Two turns with nothing to state. */
async function stays(service: Service, count: number): Promise<void> {
  await service.catchUp()
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  expect(await flagsOf(service)).toHaveLength(count)
}

test('a violation is flagged once, by the rule, on its events; and the service tells how far it is', {
  timeout: 60_000,
}, async () => {
  const service = await opened()
  await until(service, 1)
  const [flag] = await flagsOf(service)
  const { eventId } = (await Array.fromAsync(service.ledger.history('P-1')))[3] as LedgerEvent
  expect(flag?.data).toMatchObject({ origin: 'rule', rule: { id: 'R04', version: 1 }, level: 'red' })
  expect(flag?.data.events).toContain(eventId)
  expect(flag?.actor).toEqual({ id: 'ledger', role: 'ledger' })
  await stays(service, 1)
  expect(service.followers().find(({ name }) => name === 'flags')?.state).toBe('following')
})

test('it goes on when a day is over, without a new fact', { timeout: 60_000 }, async () => {
  const service = await opened()
  await until(service, 1)
  clock.nowMs = Date.parse('2023-04-01T00:00:01+08:00')
  await until(service, 2)
  expect((await flagsOf(service)).at(-1)?.data).toMatchObject({ rule: { id: 'R06', version: 1 }, level: 'yellow' })
})

test('what is put right is resolved as remedied, and what was corrected as unfounded', {
  timeout: 60_000,
}, async () => {
  for (const outcome of ['remedied', 'unfounded'] as const) {
    const service = await opened()
    await until(service, 1)
    const target = (await Array.fromAsync(service.ledger.history('P-1')))[3]?.eventId
    const mending =
      outcome === 'remedied'
        ? by('agency', 'DeadlineExtended', { bidDeadlineAt: LATER, openingAt: LATER, reason: 'clarified (invented)' })
        : by('supervisor', 'EventAnnulled', { target, reason: 'recorded by mistake (invented)' })
    expect((await service.ledger.record('P-1', mending)).refused).toBeUndefined()
    await until(service, 2)
    expect((await flagsOf(service)).at(-1)?.data).toMatchObject({ outcome })
  }
})

test('what a supervisor resolved is not flagged again', { timeout: 60_000 }, async () => {
  const service = await opened()
  await until(service, 1)
  const flagId = (await flagsOf(service))[0]?.data.flagId
  await service.ledger.record('P-1', by('supervisor', 'FlagResolved', { flagId, outcome: 'confirmed' }))
  await stays(service, 2)
})

test('what fell due before the given day is not flagged', { timeout: 60_000 }, async () => {
  const service = await opened({ flags: { since: '2023-03-20' as never } })
  clock.nowMs = Date.parse('2023-04-01T00:00:01+08:00')
  await until(service, 1)
  expect((await flagsOf(service))[0]?.data).toMatchObject({ rule: { id: 'R06' } })
})

test('two services on one ledger state nothing twice', { timeout: 60_000 }, async () => {
  const store = memory()
  const one = await opened({ store })
  const other = await openService({
    store: { ...store, close: async () => {} },
    sources: { now: () => clock.nowMs },
    flags: {},
  })
  onTestFinished(() => other.close())
  await until(one, 1)
  await stays(other, 1)
})

test('without being asked no flag is stated', { timeout: 60_000 }, async () => {
  const store = memory()
  const { flags: _none, ...plain } = { store, sources: { now: () => clock.nowMs }, flags: {} }
  await using ledger = await openLedger({ store: { ...store, close: async () => {} }, sources: plain.sources })
  clock.nowMs = Date.parse('2023-03-21T12:00:00+08:00')
  await ledger.record('P-1', [...tenderingProject('P-1').facts, clarified])
  const service = await openService(plain)
  onTestFinished(() => service.close())
  await stays(service, 0)
  expect(service.followers().map(({ name }) => name)).not.toContain('flags')
})
