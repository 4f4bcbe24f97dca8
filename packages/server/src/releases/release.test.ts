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
import { type Payout, PayoutRefused } from './payout.ts'
import { ReleaseRefused, release, releaseKey } from './release.ts'
import { cny, forfeited, NOW_MS, owedProject, RATES, released, suspended } from './testing/owed-project.ts'

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
    ...{ lodgedOn: '2023-03-01', dueOn: '2023-03-27', dueRule: 'R22', suspended: false },
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
  assert.deepEqual((await payout.find(releaseKey(proposal)))?.order.principal, cny('10000.00'))
  assert.equal((await ledger.project('P-1'))?.bonds[0]?.held.amount, '0.00')
  assert.equal(await release({ ledger, payout }, proposal), 'gone')
})

test('a payment that was not recorded is recorded with its own sums, on whatever day', async () => {
  const { ledger, proposals } = await owed()
  const [proposal] = proposals as [ReleaseProposal]
  const { projectId, bondId, payee, principal } = proposal
  const payout = await queue()
  await payout.pay({ key: releaseKey(proposal), projectId, bondId, payee, principal, interest: cny('1.00') })
  assert.equal(await release({ ledger, payout }, proposal), 'released')
  for await (const { type, data } of ledger.history('P-1'))
    if (type === 'BondReleased') assert.deepEqual(data.interest, cny('1.00'))
})

test('what a person released, took in part, or has to decide is not paid', async () => {
  const { ledger, proposals } = await owed()
  const [one, two] = proposals as [ReleaseProposal, ReleaseProposal]
  const payout = await queue()
  await ledger.submit('P-1', [released('bond-1'), forfeited('bond-2', '1.00')])
  assert.equal(await release({ ledger, payout }, one), 'gone')
  assert.equal(await release({ ledger, payout }, two), 'gone')
  const { interest: _interest, ...unrated } = { ...two, principal: cny('9999.00') }
  assert.equal(await release({ ledger, payout }, unrated), 'noRate')
  await ledger.submit('P-1', suspended())
  assert.equal(await release({ ledger, payout }, unrated), 'heldBack')
  for (const proposal of [one, two]) assert.equal(await payout.find(releaseKey(proposal)), undefined)
})

test('a payment that was refused is told, and nothing is recorded', async () => {
  const { ledger, proposals } = await owed()
  const [proposal] = proposals as [ReleaseProposal]
  const refusing: Payout = {
    pay: () => Promise.reject(new PayoutRefused('no account of one')),
    find: async () => undefined,
  }
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
