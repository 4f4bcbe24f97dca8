import { expect, test } from 'vitest'
import { BondsQuery } from '../query.ts'
import type { BondMovementRow } from '../read-models/rows.ts'
import { type LodgedBond, UNKNOWN } from '../testing/invented-rows.ts'
import { onEveryEngine } from '../testing/on-every-engine.ts'
import { listBonds } from './bonds.ts'

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
): BondMovementRow => ({
  ...UNKNOWN,
  ...{ projectId, key: `${movement} ${bondId}`, bondId, bondKind: 'bid', form: 'guarantee', movement },
  ...{ ...stamp(`${movement} ${bondId}`), lodgedOn: DAY, currency: 'CNY', amountMinor: takenMinor, takenMinor },
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

const list = (query: object) => asked({ bonds, bond_movements }, (models) => listBonds(models, BondsQuery.parse(query)))
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

test('what needs the legal due dates is refused, and says so', () => {
  for (const query of [{ state: 'held,overdue' }, { dueBefore: '2023-01-01' }])
    expect(BondsQuery.safeParse(query).error?.issues[0]?.message).toMatch(/needs the legal due dates/)
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
