import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fromMinor, type Money, openLedger, toMinor } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { BalanceQuery, bondBalance } from '@procurement-ledger/projections'
import { afterAll, test } from 'vitest'
import { openService } from '../service.ts'
import { owedProject } from './testing/owed-project.ts'

/** The process is killed between a payment and its record, time and again. */

const PROJECTS = ['P-1', 'P-2', 'P-3']
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

test('every bond is paid once and recorded once, though each payment is followed by a crash', async () => {
  const ledger = await openLedger({ store: await sqlite(inFolder('ledger.db')) })
  for (const projectId of PROJECTS) await owedProject(ledger, projectId)
  await ledger.close()

  for (let kills = 1; kills <= BONDS; kills++) {
    const child = spawn(1)
    const [, signal] = await once(child, 'exit')
    assert.equal(signal, 'SIGKILL')
    assert.equal(orders().length, kills)
  }
  const last = spawn(Number.POSITIVE_INFINITY)
  await once(last, 'message')

  await using service = await openService({ store: await sqlite(inFolder('ledger.db')) })
  while ((await released(service)).length < BONDS) {
    assert.equal(last.exitCode, null)
    await sleep(100)
  }
  last.send('stop')
  await once(last, 'exit')

  const facts = await released(service)
  assert.equal(facts.length, BONDS)
  assert.deepEqual(
    facts.map(({ commandId }) => commandId).toSorted(),
    orders()
      .map(({ key }) => key)
      .toSorted(),
  )
  await service.catchUp()
  const { total } = await bondBalance(service.models, BalanceQuery.parse({ groupBy: 'bidder' }))
  const interest = orders().reduce((sum, order) => sum + toMinor(order.interest), 0n)
  assert.deepEqual(
    [total.lodged.amount, total.released.amount, total.held.amount, total.interest.amount, total.suspense.amount],
    ['60000.00', '60000.00', '0.00', fromMinor(interest, 'CNY').amount, '0.00'],
  )
  assert.deepEqual(total.debits, total.credits)
}, 120_000)

async function released(service: Awaited<ReturnType<typeof openService>>) {
  const facts: { readonly commandId: string | undefined }[] = []
  for (const projectId of PROJECTS)
    for await (const event of service.ledger.history(projectId))
      if (event.type === 'BondReleased') facts.push({ commandId: event.command?.id })
  return facts
}
