import assert from 'node:assert/strict'
import type { Fact, LedgerEvent } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { onTestFinished, test } from 'vitest'
import { openService } from '../service.ts'
import { Reconciliation } from './reconciliation.ts'
import { releaseAll } from './releaser.ts'
import { type Bank, bank } from './testing/bank.ts'
import { cny, forfeited, lodged, NOW_MS, owedProject, RATES, released, suspended } from './testing/owed-project.ts'

/** What becomes of money that was paid while somebody else had the bond, or before a process ended. */

async function owed(payout: Bank) {
  const service = await openService({ store: memory() })
  onTestFinished(() => service.close())
  const { ledger, models } = service
  await owedProject(ledger, 'P-1')
  const record = async (...facts: readonly Fact[]) => {
    const receipts = await ledger.record('P-1', facts)
    if (receipts.refused) throw new Error(receipts.refused.message)
    return receipts.map(({ eventId }) => eventId)
  }
  const events = async (...types: readonly string[]) =>
    (await Array.fromAsync(ledger.history('P-1'))).filter(({ type }) => types.includes(type))
  const begin = () => new Reconciliation({ ledger, models, payout, now: () => NOW_MS })
  let reconciliation = begin()
  return {
    ledger,
    record,
    events,
    /** Another process takes over. */
    restart: () => {
      reconciliation = begin()
    },
    /** What is told of payments, and then of bonds: as one turn of the releaser does it. */
    async turn() {
      await service.catchUp()
      const told = [...(await reconciliation.reconcile(new AbortController().signal))]
      await service.catchUp()
      const leader = { isLeading: () => true, head: () => ledger.store.head(), caughtUp: service.caughtUp }
      const world = { ledger, models, payout, rates: RATES, now: () => NOW_MS, leader }
      told.push(...(await releaseAll(world, new AbortController().signal)))
      return told
    },
    held: async () => (await ledger.project('P-1'))?.bonds.map((bond) => bond.held.amount),
  }
}

const annulled = (target: string): Fact => ({
  ...{ type: 'EventAnnulled', occurredAt: '2023-05-02T12:00:00+08:00' },
  data: { target, reason: 'recorded by mistake (invented)' },
  actor: { id: 'supervisor-3', role: 'supervisor' },
})
const outcomeOf = ({ type, data }: LedgerEvent) => [type, data.outcome ?? data.level]

/** A bank that takes an order on, and then the process ends. */
const dying = () => {
  let isDead = false
  const payout = bank(undefined, () => {
    if (isDead) return
    isDead = true
    throw new Error('the process ended')
  })
  return payout
}

test('all bonds of a project are paid and recorded in one turn', async () => {
  const payout = bank()
  const scene = await owed(payout)
  assert.deepEqual(await scene.turn(), [])
  assert.deepEqual(await scene.held(), ['0.00', '0.00'])
  assert.equal(payout.taken.length, 2)
})

test('a bond that a person released while it was paid is flagged, once, with both in hand', async () => {
  const payout = bank(async ({ bondId }) => {
    if (bondId === 'bond-1') await scene.record(released('bond-1'))
  })
  const scene = await owed(payout)
  assert.match((await scene.turn()).join(), /bond-1 of P-1 was paid under .* and not recorded: BOND_NOT_HELD/)
  for (let turns = 0; turns < 3; turns++) assert.match((await scene.turn()).join(), /BOND_NOT_HELD/)
  const [flag, ...more] = await scene.events('FlagRaised')
  assert.deepEqual(more, [])
  const key = payout.taken[0]?.order.key
  const rows = await scene.events('BidBondLodged', 'BondReleased')
  const ofBond = rows.filter(({ data }) => data.bondId === 'bond-1').map(({ eventId }) => eventId)
  assert.deepEqual(
    [flag?.data, flag?.correlationId, flag?.actor],
    [
      { flagId: `payment-${key}`, origin: 'analytics', level: 'red', events: ofBond },
      key,
      { id: 'releaser', role: 'ledger' },
    ],
  )
  assert.match(flag?.evidence?.[0]?.title ?? '', /bond-1 was paid under .*: 10000\.00 and 5\.95 CNY to one/)
})

test('it is flagged too where the process ended before it could say so, and nothing is held any more', async () => {
  const scene = await owed(dying())
  await assert.rejects(scene.turn(), /the process ended/)
  await scene.record(released('bond-1'))
  scene.restart()
  assert.match((await scene.turn()).join(), /BOND_NOT_HELD/)
  scene.restart()
  await scene.turn()
  assert.deepEqual((await scene.events('FlagRaised')).map(outcomeOf), [['FlagRaised', 'red']])
})

test('what a person forfeited in part meanwhile is flagged, and not paid again for the rest', async () => {
  const payout = bank(async ({ bondId }) => {
    if (bondId === 'bond-1') await scene.record(forfeited('bond-1', '4000.00'))
  })
  const scene = await owed(payout)
  for (let turns = 0; turns < 3; turns++) assert.match((await scene.turn()).join(), /BOND_EXCEEDED/)
  assert.equal((await scene.events('FlagRaised')).length, 1)
  assert.equal(payout.taken.filter(({ order }) => order.bondId === 'bond-1').length, 1)
  assert.deepEqual(await scene.held(), ['6000.00', '0.00'])
})

test('once the release by a person is annulled the payment is recorded, and the flag is over', async () => {
  const payout = bank(async ({ bondId }) => {
    if (bondId === 'bond-1') byHand = (await scene.record(released('bond-1')))[0]
  })
  let byHand: string | undefined
  const scene = await owed(payout)
  for (let turns = 0; turns < 2; turns++) await scene.turn()
  await scene.record(annulled(byHand ?? ''))
  assert.deepEqual(await scene.turn(), [])
  assert.deepEqual((await scene.events('FlagRaised', 'FlagResolved')).map(outcomeOf), [
    ['FlagRaised', 'red'],
    ['FlagResolved', 'remedied'],
  ])
  const standing = (await scene.events('BondReleased')).filter(({ eventId }) => eventId !== byHand)
  assert.deepEqual(
    standing.map(({ command }) => command?.id).toSorted(),
    payout.taken.map(({ order }) => order.key).toSorted(),
  )
})

test('what a person has resolved is not told any more', async () => {
  const payout = bank(async ({ bondId }) => {
    if (bondId === 'bond-1') await scene.record(released('bond-1'))
  })
  const scene = await owed(payout)
  for (let turns = 0; turns < 2; turns++) await scene.turn()
  const [flag] = await scene.events('FlagRaised')
  await scene.record({
    ...{ type: 'FlagResolved', occurredAt: '2023-05-02T12:00:00+08:00', actor: { id: 's-3', role: 'supervisor' } },
    data: { flagId: flag?.data.flagId, outcome: 'confirmed', text: 'the bidder paid it back (invented)' },
  })
  assert.deepEqual(await scene.turn(), [])
  scene.restart()
  assert.deepEqual(await scene.turn(), [])
})

test('a payment that was not recorded is recorded with its own sums, though the procedure is suspended by then', async () => {
  const payout = dying()
  const scene = await owed(payout)
  const order = { ...{ key: '7f3b8a54-3a2e-5c1d-9b0f-2d4c6e8f1a35', projectId: 'P-1', bondId: 'bond-2', payee: 'two' } }
  await assert.rejects(payout.pay({ ...order, principal: cny('10000.00'), interest: cny('1.00') }))
  await scene.record(suspended())
  scene.restart()
  assert.deepEqual(await scene.turn(), [])
  const facts = await scene.events('BondReleased')
  assert.deepEqual(
    facts.map(({ data, command }) => [data.bondId, data.interest, command?.id]),
    [['bond-2', cny('1.00'), order.key]],
  )
})

test('a bond that was recorded anew after it was paid is not paid again', async () => {
  const payout = dying()
  const scene = await owed(payout)
  await assert.rejects(scene.turn())
  const [lodging] = await scene.events('BidBondLodged')
  await scene.record(annulled(lodging?.eventId ?? ''), lodged('bond-1', 'one'))
  scene.restart()
  assert.deepEqual(await scene.turn(), [])
  assert.deepEqual(
    payout.taken.map(({ order }) => order.bondId),
    ['bond-1', 'bond-2'],
  )
  assert.deepEqual(await scene.held(), ['0.00', '0.00'])
})

test('a release of the ledger that was annulled is not paid again, and told as long as the bond is held', async () => {
  const payout = bank()
  const scene = await owed(payout)
  assert.deepEqual(await scene.turn(), [])
  const [first] = await scene.events('BondReleased')
  await scene.record(annulled(first?.eventId ?? ''))
  for (let turns = 0; turns < 2; turns++)
    assert.match((await scene.turn()).join(), /was paid under .* before, and what was recorded of it changed since/)
  assert.equal(payout.taken.length, 2)
  await scene.record(released('bond-1'))
  assert.deepEqual(await scene.turn(), [])
})
