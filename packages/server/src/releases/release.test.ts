import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fact } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { ProposalsQuery, type ReleaseProposal, releaseProposals } from '@procurement-ledger/projections'
import { afterAll, onTestFinished, test } from 'vitest'
import { openService } from '../service.ts'
import { fileQueuePayout } from './file-queue-payout.ts'
import { PayoutRefused } from './payout.ts'
import { ReleaseRefused, release, releaseKey } from './release.ts'
import { bank } from './testing/bank.ts'
import { byRole, cny, forfeited, NOW_MS, owedProject, RATES, released, suspended } from './testing/owed-project.ts'

const folder = mkdtempSync(join(tmpdir(), 'release-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let queues = 0
const queuePath = () => join(folder, `orders-${queues++}.ndjson`)

/** A project with two bonds that are owed, and what the ledger proposes after more facts. */
async function owed(...facts: readonly Fact[]) {
  const service = await openService({ store: memory() })
  onTestFinished(() => service.close())
  const { ledger, models } = service
  await owedProject(ledger, 'P-1')
  for (const fact of facts) assert.equal((await ledger.submit('P-1', fact)).status === 'refused', false)
  await service.catchUp()
  const { items } = await releaseProposals(models, ProposalsQuery.parse({}), { nowMs: NOW_MS, rates: RATES })
  return { ledger, proposals: items }
}

const queue = async (path = queuePath()) => {
  const payout = await fileQueuePayout(path, () => NOW_MS)
  onTestFinished(() => payout.close?.())
  return payout
}

test('what is owed is proposed, with principal, interest, day and events', async () => {
  const { proposals } = await owed(forfeited('bond-2', '4000.00'))
  const [first, second] = proposals as [ReleaseProposal, ReleaseProposal]
  const { lodgingEvent, triggerEvent, ...told } = first
  assert.deepEqual(told, {
    ...{ projectId: 'P-1', bondId: 'bond-1', payee: 'one', principal: cny('10000.00'), interest: cny('5.95') },
    ...{ lodgedOn: '2023-03-01', dueOn: '2023-03-27', dueRule: 'R22', suspended: false, revision: 9 },
  })
  assert.notEqual(lodgingEvent, triggerEvent)
  // Of a bond that was forfeited in part, what is held.
  assert.deepEqual([second.principal, second.interest], [cny('6000.00'), cny('3.57')])
})

test('a proposal is paid under its key and recorded under the same', async () => {
  const { ledger, proposals } = await owed()
  const [proposal] = proposals as [ReleaseProposal]
  const payout = await queue()
  assert.equal(await release({ ledger, payout }, proposal), 'released')
  const [payment] = await Array.fromAsync(payout.payments())
  assert.deepEqual([payment?.order.key, payment?.order.principal], [releaseKey(proposal), cny('10000.00')])
  assert.equal((await ledger.project('P-1'))?.bonds[0]?.held.amount, '0.00')
  assert.equal(await release({ ledger, payout }, proposal), 'gone')
})

test('of a project that has moved on since, nothing is paid', async () => {
  const { ledger, proposals } = await owed()
  const payout = bank()
  const [lodging] = (await Array.fromAsync(ledger.history('P-1'))).filter(({ type }) => type === 'BidBondLodged')
  const data = { ...lodging?.data, bidder: { id: 'two', name: 'Example two (invented)' } }
  const correction = { target: lodging?.eventId, data, reason: 'written wrongly (invented)' }
  for (const fact of [
    byRole('centre', 'EventCorrected', correction),
    released('bond-1'),
    forfeited('bond-2', '1.00'),
    byRole('supervisor', 'SiteInspected', { selection: 'random', result: 'in order', found: [] }),
  ]) {
    assert.ok(!(await ledger.record('P-1', fact)).refused)
    for (const proposal of proposals) assert.equal(await release({ ledger, payout }, proposal), 'gone')
  }
  assert.deepEqual(payout.taken, [])
})

test('what a person has to decide is not paid, nor what nobody knows the interest of', async () => {
  const payout = bank()
  const quiet = await owed()
  for (const { interest: _interest, ...unrated } of quiet.proposals)
    assert.equal(await release({ ledger: quiet.ledger, payout }, unrated), 'noRate')
  const { ledger, proposals } = await owed(suspended())
  for (const proposal of proposals) assert.equal(await release({ ledger, payout }, proposal), 'heldBack')
  assert.deepEqual(payout.taken, [])
})

test('a payment that was refused is told, and nothing is recorded', async () => {
  const { ledger, proposals } = await owed()
  const [proposal] = proposals as [ReleaseProposal]
  const refusing = bank(() => {
    throw new PayoutRefused('no account of one')
  })
  await assert.rejects(release({ ledger, payout: refusing }, proposal), (error: Error) => {
    return error instanceof ReleaseRefused && /no account of one/.test(error.message)
  })
  assert.equal((await ledger.project('P-1'))?.bonds[0]?.held.amount, '10000.00')
})

test('a queue keeps a key once, over openings and over a line that a crash broke off', async () => {
  const path = queuePath()
  const order = { key: 'k-1', projectId: 'P-1', bondId: 'b', payee: 'p', principal: cny('1.00'), interest: cny('0.00') }
  const first = await fileQueuePayout(path, () => NOW_MS)
  await Promise.all([first.pay(order), first.pay({ ...order, interest: cny('9.00') })])
  await first.close?.()
  appendFileSync(path, '{"key":"k-2","proj')
  const second = await queue(path)
  assert.equal((await second.pay({ ...order, interest: cny('9.00') })).order.interest.amount, '0.00')
  await second.pay({ ...order, key: 'k-2' })
  const keys = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).key)
  assert.deepEqual(keys, ['k-1', 'k-2'])
})
