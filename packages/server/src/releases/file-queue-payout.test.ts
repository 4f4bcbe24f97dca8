import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromMinor } from '@procurement-ledger/core'
import { afterAll, test } from 'vitest'
import { fileQueuePayout } from './file-queue-payout.ts'

const folder = mkdtempSync(join(tmpdir(), 'queue-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const order = (key: string) => ({
  ...{ key, projectId: 'P-1', bondId: 'B-1', payee: 'S-1' },
  ...{ principal: fromMinor(100n, 'CNY'), interest: fromMinor(1n, 'CNY') },
})

test('one holds the file at a time, and who takes over knows what was written before', async () => {
  const path = join(folder, 'orders.ndjson')
  const first = await fileQueuePayout(path, () => 0)
  const second = await fileQueuePayout(path, () => 1)
  const paid = await first.pay(order('one'))
  const held = {
    code: 'PAYOUT_QUEUE_HELD',
    message: /orders\.ndjson is written by another: process \d+ on .+; stop it/,
  }
  await assert.rejects(second.pay(order('two')), held)
  await assert.rejects(Array.fromAsync(second.payments()), held)
  await first.close?.()
  // What a crash left of a line.
  appendFileSync(path, '{"key":"thr')
  assert.deepEqual(await second.pay(order('one')), paid)
  assert.equal((await second.pay(order('two'))).paidMs, 1)
  const [one, two, ...more] = await Array.fromAsync(second.payments())
  assert.deepEqual([one, two?.order.key, more], [paid, 'two', []])
  assert.deepEqual(await Array.fromAsync(second.payments('one')), [two])
  const keys = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).key)
  assert.deepEqual(keys, ['one', 'two'])
  await second.close?.()
})
