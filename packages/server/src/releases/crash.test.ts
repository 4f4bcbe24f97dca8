import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fromMinor, type LedgerEvent, type Money, openLedger, toMinor } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { BalanceQuery, bondBalance } from '@procurement-ledger/projections'
import { afterAll, test } from 'vitest'
import { openService, type Service } from '../service.ts'
import { owedProject, released } from './testing/owed-project.ts'

/** The process is killed between a payment and its record, time and again. */

const PROJECTS = ['P-1', 'P-2']
const BONDS = 2 * PROJECTS.length

const folder = mkdtempSync(join(tmpdir(), 'releases-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const inFolder = (name: string) => join(folder, name)

function spawn(dies: number) {
  const file = new URL('./testing/releasing-process.ts', import.meta.url)
  const args = [inFolder('ledger.db'), inFolder('models.db'), inFolder('orders.ndjson'), String(dies)]
  return fork(file, args, { execArgv: [] })
}

const orders = (): {
  readonly key: string
  readonly bondId: string
  readonly projectId: string
  readonly interest: Money
}[] =>
  readFileSync(inFolder('orders.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

test('every bond is paid once and recorded once, or flagged, though each payment is followed by a crash', async () => {
  const ledger = await openLedger({ store: await sqlite(inFolder('ledger.db')) })
  for (const projectId of PROJECTS) await owedProject(ledger, projectId)
  await ledger.close()

  for (let kills = 1; kills <= BONDS; kills++) {
    const child = spawn(1)
    const [, signal] = await once(child, 'exit')
    assert.equal(signal, 'SIGKILL')
    assert.equal(orders().length, kills)
    if (kills > 1) continue
    // A person is faster than whoever comes after the first that was killed.
    await using ledger = await openLedger({ store: await sqlite(inFolder('ledger.db')) })
    const { projectId = '', bondId = '' } = orders()[0] ?? {}
    assert.ok(!(await ledger.record(projectId, released(bondId))).refused)
  }
  const last = spawn(Number.POSITIVE_INFINITY)
  await once(last, 'message')

  await using service = await openService({ store: await sqlite(inFolder('ledger.db')) })
  while ((await eventsOf(service, 'BondReleased')).length < BONDS) {
    assert.equal(last.exitCode, null)
    await sleep(100)
  }
  last.send('stop')
  await once(last, 'exit')

  const [first, ...rest] = orders().map(({ key }) => key)
  const facts = await eventsOf(service, 'BondReleased')
  const keys = facts.flatMap(({ command }) => command?.id ?? [])
  assert.deepEqual([facts.length, keys.toSorted()], [BONDS, rest.toSorted()])
  const flags = await eventsOf(service, 'FlagRaised')
  assert.deepEqual(
    flags.map(({ data }) => data.flagId),
    [`payment-${first}`],
  )
  await service.catchUp()
  const { total } = await bondBalance(service.models, BalanceQuery.parse({ groupBy: 'bidder' }))
  const interest = orders()
    .slice(1)
    .reduce((sum, order) => sum + toMinor(order.interest), 0n)
  assert.deepEqual(
    [total.lodged.amount, total.released.amount, total.held.amount, total.interest.amount, total.suspense.amount],
    ['40000.00', '40000.00', '0.00', fromMinor(interest, 'CNY').amount, '0.00'],
  )
  assert.deepEqual(total.debits, total.credits)
}, 120_000)

async function eventsOf({ ledger }: Service, type: string): Promise<readonly LedgerEvent[]> {
  const events: LedgerEvent[] = []
  for (const projectId of PROJECTS)
    for await (const event of ledger.history(projectId)) if (event.type === type) events.push(event)
  return events
}
