import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { memory } from '@procurement-ledger/core/memory'
import { onTestFinished, test } from 'vitest'
import { openService } from '../service.ts'
import { type Payout, PayoutRefused } from './payout.ts'
import { startReleaser } from './releaser.ts'
import { bank } from './testing/bank.ts'
import { NOW_MS, owedProject, RATES } from './testing/owed-project.ts'

async function running(payout: Payout, isLeading = () => true) {
  const service = await openService({ store: memory() })
  await owedProject(service.ledger, 'P-1')
  const { ledger, models, caughtUp } = service
  const leader = { isLeading, caughtUp, head: () => ledger.store.head() }
  const world = { ledger, models, payout, rates: RATES, now: () => NOW_MS, leader, pauseMs: 20 }
  const releaser = startReleaser(world)
  onTestFinished(async () => {
    await releaser.stop()
    await service.close()
  })
  const held = async () => (await ledger.project('P-1'))?.bonds.map((bond) => bond.held.amount)
  return { releaser, held }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(10)
}

test('a bond that is refused is told, and keeps no other from its release', async () => {
  const payout = bank(({ bondId }) => {
    if (bondId === 'bond-1') throw new PayoutRefused('no account')
  })
  const { releaser, held } = await running(payout)
  await until(() => releaser.status().error?.code === 'RELEASE_REFUSED')
  assert.equal(releaser.status().state, 'following')
  assert.deepEqual(await held(), ['10000.00', '0.00'])
})

test('a bank that cannot be reached stalls the releaser, and is asked again', async () => {
  let failures = 3
  const payout = bank(() => {
    if (failures-- > 0) throw new Error('the bank is not there')
  })
  const { releaser, held } = await running(payout)
  await until(() => releaser.status().state === 'stalled')
  assert.equal(releaser.status().error?.code, 'RELEASE_FAILED')
  await until(async () => (await held())?.every((amount) => amount === '0.00') === true)
  await until(() => releaser.status().state === 'following')
  assert.equal(payout.taken.length, 2)
})

test('who does not lead pays nothing', async () => {
  let isLeading = false
  let asked = 0
  const payout = bank()
  const { releaser, held } = await running(payout, () => {
    asked += 1
    return isLeading
  })
  await until(() => asked > 2)
  assert.deepEqual([releaser.status().state, payout.taken.length], ['standby', 0])
  isLeading = true
  await until(async () => (await held())?.every((amount) => amount === '0.00') === true)
})
