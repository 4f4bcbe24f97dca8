import assert from 'node:assert/strict'
import type { Fact, Role } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { cnTbl, parsePack } from '@procurement-ledger/core/rules'
import { onTestFinished, test } from 'vitest'
import { buildApp } from './app.ts'
import { tenderingProject } from './endurance/commands.ts'
import { openService } from './service.ts'

const BIDDER = { id: 'bidder', name: 'Example bidder (invented)' }

/** 招标投标法实施条例 art. 35 as an invented city has it: back within 2 days of a withdrawal. */
const own = parsePack(
  {
    id: 'own',
    version: 1,
    name: { en: 'Rules of an invented city', zh: '示例市规则' },
    rules: cnTbl.rules
      .filter(({ id }) => id === 'R22')
      .map((rule) => ({
        ...rule,
        id: 'X22',
        parts: rule.parts.map((part) => ({ ...part, given: { from: 'withdrawal', count: 2, unit: 'calendarDays' } })),
      })),
  },
  { functions: Object.fromEntries(cnTbl.functions) },
)

const fact = (role: Role, type: string, day: number, data: object): Fact => ({
  ...{ type, occurredAt: `2023-03-${day}T09:00:00+08:00`, data },
  actor: { id: `${role}-office`, role },
})
const withdrawal = [
  fact('centre', 'BidBondLodged', 10, {
    ...{ bondId: 'bond-1', bidder: BIDDER, form: 'transfer' },
    amount: { amount: '40000.00', currency: 'CNY' },
  }),
  fact('centre', 'BidSubmitted', 10, { bidId: 'bid-1', bidder: BIDDER, commitment: 'ab'.repeat(32) }),
  fact('centre', 'BidWithdrawn', 14, { bidId: 'bid-1' }),
]

test.each([
  ['as they are shipped', undefined, ['R22', '2023-03-20']],
  ["of a pack of one's own", [cnTbl, own], ['X22', '2023-03-16']],
] as const)('a bond is due by the rules of the ledger, now and as of a position: %s', async (_, packs, due) => {
  const sources = { now: () => Date.parse('2023-03-15T09:00:00+08:00') }
  const service = await openService({ store: memory(), sources, ...(packs && { rules: { packs } }) })
  const app = await buildApp({ service })
  onTestFinished(() => app.close())
  const { refused } = await service.ledger.record('P-1', [...tenderingProject('P-1').facts, ...withdrawal])
  assert.equal(refused, undefined)
  await service.catchUp()
  const head = await service.ledger.store.head()
  for (const url of ['/v1/bonds?project=P-1', `/v1/bonds?project=P-1&atPosition=${head}`]) {
    const { items } = (await app.inject({ method: 'GET', url })).json()
    assert.deepEqual([url, items.map((item: Listed) => [item.dueRule, item.dueOn])], [url, [due]])
  }
})

interface Listed {
  readonly dueRule: string
  readonly dueOn: string
}
