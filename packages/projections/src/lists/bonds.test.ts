import { dateOfDay } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import type { BondMovementRow } from '../read-models/rows.ts'
import { type LodgedBond, type MovedBond, UNKNOWN } from '../testing/invented-rows.ts'
import { onEveryEngine } from '../testing/on-every-engine.ts'
import { listBonds } from './bonds.ts'
import { BondsQuery } from './list-queries.ts'

const DAY = 19_000
const stamp = (eventId: string) => ({ eventId, occurredMs: DAY * 86_400_000, occurredOn: DAY })
const cny = (amount: string) => ({ amount, currency: 'CNY' })

const bond = (projectId: string, key: string, own: Partial<LodgedBond> = {}): LodgedBond => ({
  ...UNKNOWN,
  ...{ projectId, key, bondKind: 'bid', form: 'guarantee', bidder: 'S-1', ...stamp(`lodged ${key}`) },
  ...{ currency: 'CNY', amountMinor: 1_000n },
  ...own,
})

const moved = (
  projectId: string,
  bondId: string,
  movement: BondMovementRow['movement'],
  takenMinor: bigint,
): MovedBond => ({
  ...UNKNOWN,
  ...{ projectId, key: `${movement} ${bondId}`, bondId, bondKind: 'bid', form: 'guarantee', movement },
  ...{
    ...stamp(`${movement} ${bondId}`),
    lodgedEvent: 'lodged',
    lodgedMs: 0,
    lodgedOn: DAY,
    currency: 'CNY',
    amountMinor: takenMinor,
    takenMinor,
  },
  ...{ interestMinor: 0n, automatic: 0, legalTriggerOn: null },
})

const bonds = [
  bond('P-1', 'kept'),
  bond('P-1', 'back', { bidder: 'S-2' }),
  bond('P-2', 'part', { bondKind: 'performance' }),
  bond('P-2', 'gone'),
]
const bond_movements = [
  moved('P-1', 'back', 'released', 1_000n),
  moved('P-2', 'part', 'claimed', 400n),
  moved('P-2', 'gone', 'forfeited', 300n),
  moved('P-2', 'gone', 'released', 700n),
]

const asked = onEveryEngine()

const list = (query: object) =>
  asked({ bonds, bond_movements }, (models) =>
    listBonds(models, BondsQuery.parse(query), Date.parse('2022-01-20T00:00:00Z')),
  )
const idsOf = async (query: object) => (await list(query)).items.map(({ bondId }) => bondId)

test('a bond is listed with what was lodged, what left it, and what is held', async () => {
  const { items } = await list({ project: 'P-2' })
  expect(items).toEqual([
    {
      ...{ projectId: 'P-2', bondId: 'gone', kind: 'bid', form: 'guarantee', bidder: 'S-1', state: 'forfeited' },
      ...{ lodged: cny('10.00'), released: cny('7.00'), forfeited: cny('3.00') },
      ...{ claimed: cny('0.00'), held: cny('0.00'), eventId: 'lodged gone', occurredAt: '2022-01-08T00:00:00.000Z' },
    },
    {
      ...{ projectId: 'P-2', bondId: 'part', kind: 'performance', form: 'guarantee', bidder: 'S-1', state: 'held' },
      ...{ lodged: cny('10.00'), released: cny('0.00'), forfeited: cny('0.00') },
      ...{ claimed: cny('4.00'), held: cny('6.00'), eventId: 'lodged part', occurredAt: '2022-01-08T00:00:00.000Z' },
    },
  ])
})

test('state, project and bidder narrow the list', async () => {
  expect(await idsOf({ state: 'held' })).toEqual(['kept', 'part'])
  expect(await idsOf({ state: 'released' })).toEqual(['back'])
  expect(await idsOf({ state: 'forfeited' })).toEqual(['gone'])
  expect(await idsOf({ state: 'released,forfeited' })).toEqual(['back', 'gone'])
  expect(await idsOf({ bidder: 'S-2' })).toEqual(['back'])
  expect(await idsOf({ project: 'P-1', state: 'held' })).toEqual(['kept'])
})

test('every bond is listed under its own state', async () => {
  for (const { bondId, state } of (await list({})).items) expect(await idsOf({ state })).toContain(bondId)
})

const DUE = 19_010
const due = [
  bond('P-1', 'due', { dueOn: DUE }),
  bond('P-1', 'later', { dueOn: DUE + 10 }),
  bond('P-1', 'expired', { dueOn: DUE, expiresOn: DUE + 3 }),
  bond('P-1', 'back', { dueOn: DUE }),
  bond('P-1', 'never'),
]
const dueOf = (query: object) =>
  asked({ bonds: due, bond_movements: [moved('P-1', 'back', 'released', 1_000n)] }, async (models) => {
    const { items } = await listBonds(models, BondsQuery.parse(query), (DUE + 6) * 86_400_000)
    return items.map(({ bondId }) => bondId)
  })

test('overdue is what is held after its last day; without a day, on the day it is asked', async () => {
  const on = (days: number) => dateOfDay(DUE + days)
  expect(await dueOf({ state: 'overdue', dueBefore: on(0) })).toEqual([])
  expect(await dueOf({ state: 'overdue', dueBefore: on(1) })).toEqual(['due', 'expired'])
  expect(await dueOf({ state: 'overdue', dueBefore: on(4) })).toEqual(['due'])
  expect(await dueOf({ state: 'overdue', dueBefore: on(11) })).toEqual(['due', 'later'])
  expect(await dueOf({ state: 'overdue' })).toEqual(['due'])
  expect(await dueOf({ state: 'overdue', asOf: `${on(1)}T00:00:00+08:00` })).toEqual(['due', 'expired'])
  expect(await dueOf({ state: 'overdue,released' })).toEqual(['back', 'due'])
})

test('dueBefore narrows every state', async () => {
  expect(await dueOf({ dueBefore: dateOfDay(DUE + 1) })).toEqual(['back', 'due', 'expired'])
  expect(await dueOf({ state: 'held', dueBefore: dateOfDay(DUE + 1) })).toEqual(['due', 'expired'])
})

test('pages follow each other, without gap or repetition', async () => {
  const seen: string[] = []
  for (let after: string | undefined = '' as string; after !== undefined; ) {
    const page = await list({ limit: '1', ...(after && { after }) })
    seen.push(...page.items.map(({ bondId }) => bondId))
    after = page.next
  }
  expect(seen).toEqual(['back', 'kept', 'gone', 'part'])
})
