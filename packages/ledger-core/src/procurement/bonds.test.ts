import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantMs } from '../kernel/calendar.ts'
import { fromMinor } from '../kernel/money.ts'
import type { RefusalCode } from '../kernel/refusal.ts'
import { replay, TEST_NOW } from '../testing/given.ts'
import { awarded, bidderA, imported, tendering } from '../testing/histories.ts'
import { type AskedFact, decide, decideImported, evolve } from './decider.ts'
import type { ProjectEventType, Role } from './lifecycle.ts'
import { type Bond, heldMinor, type Project } from './project.ts'
import { projectSteps } from './steps.ts'

const NOW_MS = instantMs(TEST_NOW)
const OPERATIONS = ['lodge', 'release', 'forfeit', 'claim'] as const

/** One thing somebody does to a bond. Few bonds and small amounts, so that they meet often. */
const operation = fc.record({
  kind: fc.constantFrom(...OPERATIONS),
  bondId: fc.constantFrom('bond-1', 'bond-2', 'constructor'),
  minor: fc.oneof(fc.bigInt(1n, 4n), fc.bigInt(1n, 10_000n)),
  currency: fc.constantFrom('CNY', 'CNY', 'CNY', 'JPY'),
})
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never

const operations = fc.array(operation, { maxLength: 40 })

/** What should be true, kept apart from the ledger: every sum is added up by itself. */
interface Expected {
  readonly currency: string
  readonly lodge: bigint
  release: bigint
  forfeit: bigint
  claim: bigint
  held: bigint
}

test('lodged = released + forfeited + claimed + held, and nothing negative is held, at every position', () => {
  fc.assert(
    fc.property(fc.constantFrom(tendering(), awarded()), operations, (history, asked) => {
      const project = replay(history)
      const expected = new Map<string, Expected>()

      for (const one of asked) {
        const fact = factOf(one, project.phase === 'tendering')
        const refusal = decide(project, fact, NOW_MS)
        expect(refusal?.code).toBe(expectedRefusal(expected, one))
        if (refusal !== undefined) continue

        evolve(project, fact)
        count(expected, one)
        expectSums(project, expected)
        for (const { lodge, release, forfeit, claim, held } of expected.values()) {
          expect(lodge).toBe(release + forfeit + claim + held)
          expect(held >= 0n).toBe(true)
        }
      }
    }),
  )
})

test('an imported history is recorded whole: a bond keeps what was lodged first, and adds up its own currency', () => {
  fc.assert(
    fc.property(operations, (stated) => {
      const project = replay([imported()])
      const expected = new Map<string, Expected>()

      for (const one of stated) {
        const fact = factOf(one, false)
        const found = decideImported(project, fact, NOW_MS).map(({ code }) => code)
        const refusal = expectedRefusal(expected, one)
        if (refusal !== undefined) expect(found).toContain(refusal)

        evolve(project, fact)
        if (refusal === undefined || isMoved(expected, one)) count(expected, one)
        expectSums(project, expected)
      }
    }),
  )
})

function expectSums({ bonds }: Project, expected: ReadonlyMap<string, Expected>): void {
  expect(bonds.size).toBe(expected.size)
  for (const [bondId, { currency, lodge, release, forfeit, claim, held }] of expected) {
    const bond = bonds.get(bondId) as Bond
    expect(bond).toMatchObject({ currency, lodgedMinor: lodge })
    expect(bond).toMatchObject({ releasedMinor: release, forfeitedMinor: forfeit, claimedMinor: claim })
    expect(heldMinor(bond)).toBe(held)
  }
}

function expectedRefusal(
  bonds: ReadonlyMap<string, Expected>,
  { kind, bondId, minor, currency }: Operation,
): RefusalCode | undefined {
  const bond = bonds.get(bondId)
  if (kind === 'lodge') return bond === undefined ? undefined : 'BOND_EXISTS'
  if (bond === undefined || bond.held <= 0n) return 'BOND_NOT_HELD'
  if (bond.currency !== currency) return 'CURRENCY_MISMATCH'
  return minor > bond.held ? 'BOND_EXCEEDED' : undefined
}

/** What an imported history states beyond what is held is still added, if it can be. */
const isMoved = (bonds: ReadonlyMap<string, Expected>, { kind, bondId, currency }: Operation): boolean =>
  kind !== 'lodge' && bonds.get(bondId)?.currency === currency

function count(bonds: Map<string, Expected>, { kind, bondId, minor, currency }: Operation): void {
  const bond = bonds.get(bondId)
  if (kind === 'lodge') {
    bonds.set(bondId, { currency, lodge: minor, release: 0n, forfeit: 0n, claim: 0n, held: minor })
  } else if (bond !== undefined) {
    bond[kind] += minor
    bond.held -= minor
  }
}

function factOf({ kind, bondId, minor, currency }: Operation, isTendering: boolean): AskedFact {
  const amount = fromMinor(minor, currency)
  const reason = 'the bidder broke its word'
  const form = 'guarantee'
  switch (kind) {
    case 'lodge':
      return isTendering
        ? stated('BidBondLodged', 'bank', { bondId, bidder: bidderA, form, amount })
        : stated('PerformanceBondLodged', 'bank', { bondId, supplier: bidderA, form, amount })
    case 'release': {
      const interest = fromMinor(7n, currency)
      return stated('BondReleased', 'centre', { bondId, principal: amount, interest, trigger: 'automatic' })
    }
    case 'forfeit':
      return stated('BondForfeited', 'buyer', { bondId, amount, reason })
    case 'claim':
      return stated('GuaranteeClaimed', 'buyer', { bondId, amount, reason })
  }
}

const stated = (type: ProjectEventType, role: Role, data: object): AskedFact => ({
  type,
  role,
  data: projectSteps[type].data.parse(data) as object,
  occurredMs: instantMs('2023-04-01T12:00:00+08:00'),
  actorId: `${role}-1`,
  personalPartOf: () => undefined,
})
