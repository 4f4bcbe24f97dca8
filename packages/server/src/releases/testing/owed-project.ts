import type { Fact, Ledger, Role } from '@procurement-ledger/core'
import { tenderingProject } from '../../endurance/commands.ts'

/** Facts of invented purchases whose losers are owed their bonds. */

const fact = (role: Role, type: string, occurredAt: string, data: object): Fact => ({
  ...{ type, occurredAt, data, actor: { id: `${role}-office`, role } },
})
const party = (id: string) => ({ id, name: `Example ${id} (invented)` })
export const cny = (amount: string) => ({ amount, currency: 'CNY' })

export const RATES = [{ from: '2015-10-24' as never, percent: '0.35' }]
/** 62 days after the bonds were lodged. */
export const NOW_MS = Date.parse('2023-05-02T10:00:00+08:00')

export const lodged = (bondId: string, bidder: string): Fact =>
  fact('bidder', 'BidBondLodged', '2023-03-01T12:00:00+08:00', {
    ...{ bondId, bidder: party(bidder), form: 'cash', amount: cny('10000.00') },
  })

/** A tender in which two bidders withdrew in time, so that R22 owes them their bonds since 2023-03-20. */
export async function owedProject(ledger: Ledger, projectId: string): Promise<void> {
  const { facts, commandId } = tenderingProject(projectId)
  const bid = (bidId: string, bidder: string) =>
    fact('bidder', 'BidSubmitted', '2023-03-02T12:00:00+08:00', {
      ...{ bidId, bidder: party(bidder), commitment: 'ab'.repeat(32) },
    })
  const withdrawn = (bidId: string) => fact('bidder', 'BidWithdrawn', '2023-03-20T12:00:00+08:00', { bidId })
  const bids = [bid('bid-1', 'one'), bid('bid-2', 'two')]
  const all = [
    ...facts,
    lodged('bond-1', 'one'),
    lodged('bond-2', 'two'),
    ...bids,
    withdrawn('bid-1'),
    withdrawn('bid-2'),
  ]
  const outcome = await ledger.submit(projectId, all, { commandId })
  if (outcome.status === 'refused') throw new Error(`${outcome.refusal.code} ${outcome.refusal.message}`)
}

/** A fact of the day before. */
export const byRole = (role: Role, type: string, data: object): Fact =>
  fact(role, type, '2023-05-01T12:00:00+08:00', data)

export const released = (bondId: string): Fact =>
  fact('centre', 'BondReleased', '2023-05-01T12:00:00+08:00', {
    ...{ bondId, principal: cny('10000.00'), interest: cny('0.00'), trigger: 'applied' },
  })

export const forfeited = (bondId: string, amount: string): Fact =>
  fact('buyer', 'BondForfeited', '2023-04-01T12:00:00+08:00', { bondId, amount: cny(amount), reason: 'invented' })

export const suspended = (): Fact =>
  fact('supervisor', 'ProcedureSuspended', '2023-04-02T12:00:00+08:00', { cause: 'order', causeRef: 'invented' })
