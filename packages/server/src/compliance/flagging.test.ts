import { type Fact, type LedgerEvent, openLedger, type Role } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { cnNingbo, ruleSetting } from '@procurement-ledger/core/rules'
import { complianceReadModel, follow } from '@procurement-ledger/projections'
import { openReadModels } from '@procurement-ledger/projections/sqlite'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { tenderingProject } from '../endurance/commands.ts'
import { openService } from '../service.ts'
import { stateFlags } from './flagging.ts'

/** R04: a clarification that affects bids at least 15 days before the deadline, which is 2023-03-31. All invented. */

const by = (role: Role, type: string, data: object, occurredAt = '2023-03-21T13:00:00+08:00'): Fact => ({
  ...{ type, occurredAt, data },
  actor: { id: `${role}-office`, role },
})
const clarified = (occurredAt: string) =>
  by('agency', 'ClarificationIssued', { changes: ['invented'], affectsBids: true }, occurredAt)
const LATE = '2023-03-20T10:00:00+08:00'
const extended = (until: string, occurredAt: string) =>
  by('agency', 'DeadlineExtended', { bidDeadlineAt: until, openingAt: until, reason: 'clarified' }, occurredAt)
const annulled = (target: string) => by('supervisor', 'EventAnnulled', { target, reason: 'recorded by mistake' })
const resolvedBy = (role: Role, flagId: string, outcome: string) =>
  by(role, 'FlagResolved', { flagId, outcome }, '2023-03-21T14:00:00+08:00')

/** The same project in a venue elsewhere. */
const inUtc = ([registered, ...others]: readonly Fact[]): Fact[] => {
  const { type, occurredAt, actor, data } = registered as Fact
  const venue = { id: 'venue-2', name: 'Example venue elsewhere (invented)', zone: 'UTC' }
  return [{ type, occurredAt, ...(actor && { actor }), data: { ...data, venue } }, ...others]
}

/** A ledger whose flags are stated when the test says so. */
async function flagging(store = memory()) {
  const clock = { nowMs: Date.parse('2023-03-21T12:00:00+08:00') }
  const rules = ruleSetting({})
  const now = () => clock.nowMs
  const ledger = await openLedger({ store, sources: { now } })
  const opened = async (setting = rules) => {
    const models = await openReadModels(':memory:', [complianceReadModel(setting)])
    const follower = follow({ store, models })
    onTestFinished(async () => {
      await follower.stop()
      await models.close()
    })
    return async () => {
      expect(await follower.waitFor(await store.head(), 10_000)).toBe(true)
      return stateFlags({ ledger, models, rules: setting, now }, new AbortController().signal)
    }
  }
  const turn = await opened()
  const goTo = (at: string) => {
    clock.nowMs = Date.parse(at)
  }
  const record = async (...facts: readonly Fact[]): Promise<readonly string[]> => {
    const receipts = await ledger.record('P-1', facts)
    if (receipts.refused) throw new Error(receipts.refused.message)
    return receipts.map(({ eventId }) => eventId)
  }
  const flags = async (): Promise<readonly LedgerEvent[]> =>
    (await Array.fromAsync(ledger.history('P-1'))).filter(({ type }) => type.startsWith('Flag'))
  /** What is stated of flags in the end: nothing is left to state. */
  const told = async () => {
    for (let turns = 0; (await turn()).isMore === true; turns++) expect(turns).toBeLessThan(5)
    return (await flags()).map(({ data }) => String(data.outcome ?? data.level))
  }
  await record(...tenderingProject('P-1').facts)
  return { ledger, record, flags, told, turn, opened, goTo }
}

/** With the clarification that came too late, and its flag. */
async function flagged() {
  const scene = await flagging()
  const [clarification = ''] = await scene.record(clarified(LATE))
  expect(await scene.told()).toEqual(['red'])
  const [flag] = await scene.flags()
  return { ...scene, clarification, flagId: String(flag?.data.flagId), raised: flag?.eventId ?? '' }
}

const MENDED = extended('2023-04-20T09:00:00+08:00', '2023-03-21T13:00:00+08:00')

test('a violation is flagged once, by the rule, on its events', async () => {
  const { flags, told, clarification } = await flagged()
  const [flag] = await flags()
  expect(flag?.data).toMatchObject({ origin: 'rule', rule: { id: 'R04', version: 1 }, level: 'red' })
  expect(flag?.data.events).toContain(clarification)
  expect(flag?.actor).toEqual({ id: 'ledger', role: 'ledger' })
  expect(await told()).toEqual(['red'])
})

test('it goes on when a day is over, without a new fact', async () => {
  const { flags, told, goTo } = await flagged()
  goTo('2023-04-01T00:00:01+08:00')
  expect(await told()).toEqual(['red', 'yellow'])
  expect((await flags()).at(-1)?.data).toMatchObject({ rule: { id: 'R06', version: 1 } })
})

test('a venue whose day is ahead of the others loses no flag by it', async () => {
  const { ledger, record, told, goTo } = await flagged()
  goTo('2023-03-22T01:00:00+08:00')
  await record(
    by('agency', 'ClarificationIssued', { changes: ['invented'], affectsBids: false }, '2023-03-22T00:30:00+08:00'),
  )
  await ledger.record('P-2', inUtc(tenderingProject('P-2').facts))
  // By UTC, which is the day where venues have several zones, it is still the day before.
  expect(await told()).toEqual(['red'])
})

describe('what is over is resolved', () => {
  test('as remedied where it was put right', async () => {
    const { record, told, goTo } = await flagged()
    goTo('2023-03-21T13:00:00+08:00')
    await record(MENDED)
    expect(await told()).toEqual(['red', 'remedied'])
  })

  test('as remedied, though something else was corrected meanwhile', async () => {
    const { record, told, goTo, ledger } = await flagged()
    goTo('2023-03-21T13:00:00+08:00')
    const [first] = await Array.fromAsync(ledger.history('P-1'))
    const data = { target: first?.eventId, data: { ...first?.data, title: 'Another (invented)' }, reason: 'typing' }
    await record(by('supervisor', 'EventCorrected', data))
    expect(await told()).toEqual(['red'])
    await record(MENDED)
    expect(await told()).toEqual(['red', 'remedied'])
  })

  test('as unfounded where it never was', async () => {
    const { record, told, goTo, clarification } = await flagged()
    goTo('2023-03-21T13:00:00+08:00')
    await record(annulled(clarification))
    expect(await told()).toEqual(['red', 'unfounded'])
  })

  test('as unfounded where it had been put right before, and was told late', async () => {
    const { record, told } = await flagged()
    await record(extended('2023-04-20T09:00:00+08:00', '2023-03-21T09:00:00+08:00'))
    expect(await told()).toEqual(['red', 'unfounded'])
  })
})

describe('what comes back after it was over is another violation', () => {
  test('and has a flag of its own, once', async () => {
    const { record, told, flags, goTo, flagId } = await flagged()
    goTo('2023-03-21T13:00:00+08:00')
    await record(MENDED)
    expect(await told()).toEqual(['red', 'remedied'])
    goTo('2023-04-10T12:00:00+08:00')
    await record(clarified('2023-04-10T10:00:00+08:00'))
    expect(await told()).toEqual(['red', 'remedied', 'red'])
    expect((await flags()).at(-1)?.data.flagId).toBe(`${flagId}-2`)
    expect(await told()).toEqual(['red', 'remedied', 'red'])
    await record(extended('2023-05-20T09:00:00+08:00', '2023-04-10T11:00:00+08:00'))
    goTo('2023-04-10T13:00:00+08:00')
    expect(await told()).toEqual(['red', 'remedied', 'red', 'unfounded'])
  })

  test('where the correction that ended it was annulled', async () => {
    const { record, told, goTo, clarification } = await flagged()
    goTo('2023-03-21T13:00:00+08:00')
    const data = { changes: ['invented'], affectsBids: false }
    const [correction = ''] = await record(
      by('supervisor', 'EventCorrected', { target: clarification, data, reason: 'it affected nothing' }),
    )
    expect(await told()).toEqual(['red', 'unfounded'])
    await record(annulled(correction))
    expect(await told()).toEqual(['red', 'unfounded', 'red'])
  })

  test('also where a supervisor had resolved the first', async () => {
    const { record, told, goTo, flagId } = await flagged()
    goTo('2023-03-21T15:00:00+08:00')
    await record(resolvedBy('supervisor', flagId, 'confirmed'))
    await record(MENDED)
    expect(await told()).toEqual(['red', 'confirmed'])
    goTo('2023-04-10T12:00:00+08:00')
    await record(clarified('2023-04-10T10:00:00+08:00'))
    expect(await told()).toEqual(['red', 'confirmed', 'red'])
  })
})

describe('what people say of flags is left to them', () => {
  test('a violation that a supervisor has looked into is not flagged again while it stands', async () => {
    for (const outcome of ['confirmed', 'unfounded', 'remedied']) {
      const { record, told, goTo, flagId, clarification } = await flagged()
      goTo('2023-03-21T15:00:00+08:00')
      await record(resolvedBy('supervisor', flagId, outcome))
      await record(by('bidder', 'EnquiryReceived', { enquiryId: 'q-1', text: 'invented' }))
      expect(await told()).toEqual(['red', outcome])
      // A correction that is taken back again, with the flag before it, is as if neither had ever been.
      const data = { changes: ['invented'], affectsBids: false }
      const [correction = ''] = await record(
        by('supervisor', 'EventCorrected', { target: clarification, data, reason: 'typing' }),
      )
      await record(annulled(correction))
      expect(await told()).toEqual(['red', outcome])
    }
  })

  test('a flag that a person raised by a rule is not resolved by the ledger', async () => {
    const { record, told, goTo } = await flagging()
    goTo('2023-03-21T13:00:00+08:00')
    const data = { flagId: 'mine', origin: 'rule', rule: { id: 'R04', version: 1 }, level: 'green', events: [] }
    await record(by('supervisor', 'FlagRaised', data))
    expect(await told()).toEqual(['green'])
  })

  test('a flag that was annulled while the violation stands is raised anew, under another id', async () => {
    const { record, told, flags, goTo, raised, flagId } = await flagged()
    goTo('2023-03-21T13:00:00+08:00')
    await record(annulled(raised))
    expect(await told()).toEqual(['red', 'red'])
    expect((await flags()).at(-1)?.data.flagId).toBe(`${flagId}-2`)
  })

  test('an end that was annulled is stated again while it is so', async () => {
    const { record, told, flags, goTo } = await flagged()
    goTo('2023-03-21T13:00:00+08:00')
    await record(MENDED)
    await told()
    await record(annulled((await flags()).at(-1)?.eventId ?? ''))
    expect(await told()).toEqual(['red', 'remedied', 'remedied'])
  })
})

test('of a rule that nobody judges any more the flags stay as they are', async () => {
  const { opened, told } = await flagged()
  const turn = await opened(ruleSetting({ packs: [cnNingbo] }))
  expect((await turn()).isMore).toBe(false)
  expect(await told()).toEqual(['red'])
})

test('two that do it at once state nothing twice, and one whose rows are old states nothing', async () => {
  const { opened, record, turn, told, goTo } = await flagging()
  const others = [turn, await opened(), await opened()]
  await record(clarified(LATE))
  await Promise.all(others.map((other) => other()))
  expect(await told()).toEqual(['red'])
  goTo('2023-03-21T13:00:00+08:00')
  await record(MENDED)
  await Promise.all(others.map((other) => other()))
  expect(await told()).toEqual(['red', 'remedied'])
})

test('a service states them by itself where it is asked to, from a day on, and tells how far it is', {
  timeout: 60_000,
}, async () => {
  const store = memory()
  const now = () => Date.parse('2023-04-01T12:00:00+08:00')
  const options = { store: { ...store, close: async () => {} }, sources: { now } }
  const plain = await openService(options)
  onTestFinished(() => plain.close())
  await plain.ledger.record('P-1', [...tenderingProject('P-1').facts, clarified(LATE)])
  await plain.catchUp()
  expect(plain.followers().map(({ name }) => name)).not.toContain('flags')
  expect((await plain.ledger.project('P-1'))?.flags).toEqual([])

  // R04 fell due before that day, R06 on it.
  const service = await openService({ ...options, flags: { since: '2023-03-20' as never } })
  onTestFinished(() => service.close())
  const rulesOf = async () =>
    (await Array.fromAsync(service.ledger.history('P-1'))).flatMap(({ type, data }) =>
      type === 'FlagRaised' ? [data.rule] : [],
    )
  await vi.waitFor(async () => expect(await rulesOf()).toEqual([{ id: 'R06', version: 1 }]), { timeout: 20_000 })
  const following = () => service.followers().find(({ name }) => name === 'flags')?.state
  await vi.waitFor(() => expect(following()).toBe('following'), { timeout: 20_000 })
})
