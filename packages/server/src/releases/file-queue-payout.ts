import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { utcMillis } from '@procurement-ledger/core'
import { openProcessLock, type ProcessLock } from '@procurement-ledger/core/notary'
import type { Payment, PaymentOrder, Payout } from './payout.ts'

/** One line of the queue. */
interface Line extends PaymentOrder {
  readonly paidAt: string
}

/** Another process writes the file; it is tried again, and goes on when that one has ended. */
export class PayoutQueueHeld extends Error {
  override readonly name = 'PayoutQueueHeld'
  readonly code = 'PAYOUT_QUEUE_HELD'
}

/**
 * Orders of payment in a file, one JSON object a line, for a bank's batch to read. A line is on the disk before its order
 * counts as taken on, and a key stands in the file once. What a crash left of a line is cut off before the next is written.
 *
 * One process holds the file, from its first order or question until it closes or ends; what another wrote before is read
 * then. `pay` and `find` of any other throw PayoutQueueHeld. The lock lies beside it, in `<path>.lock`, and keeps apart
 * the processes of one machine.
 */
export async function fileQueuePayout(path: string, now: () => number = Date.now): Promise<Payout> {
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'a+', 0o600)
  await syncFolder(dirname(path))
  let lock: ProcessLock | undefined
  let taken: Map<string, Payment> | undefined
  // One after another: two orders of one key must not both be found missing.
  let last: Promise<unknown> = Promise.resolve()

  async function held(): Promise<Map<string, Payment>> {
    if (taken !== undefined) return taken
    lock ??= openProcessLock(`${path}.lock`)
    const other = lock.claim()
    if (other !== undefined)
      throw new PayoutQueueHeld(
        `${path} is written by another: ${other.holder}; stop it, or give this one its own file`,
      )
    taken = await readQueue(path, file)
    return taken
  }

  async function append(order: PaymentOrder): Promise<Payment> {
    const payments = await held()
    const known = payments.get(order.key)
    if (known !== undefined) return known
    const paidMs = now()
    const size = (await file.stat()).size
    try {
      await file.appendFile(`${JSON.stringify({ ...order, paidAt: utcMillis(paidMs) } satisfies Line)}\n`)
      await file.sync()
    } catch (error) {
      // A half-written line would swallow the next one.
      await file.truncate(size)
      throw error
    }
    const payment = { reference: order.key, order, paidMs }
    payments.set(order.key, payment)
    return payment
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }

  return {
    pay: (order) => inTurn(() => append(order)),
    find: (key) => inTurn(async () => (await held()).get(key)),
    async close() {
      await last
      await file.close()
      lock?.close()
    },
  }
}

async function readQueue(path: string, file: FileHandle): Promise<Map<string, Payment>> {
  const bytes = await readFile(path)
  const whole = bytes.lastIndexOf(0x0a) + 1
  if (whole < bytes.length) {
    await file.truncate(whole)
    await file.sync()
  }
  const taken = new Map<string, Payment>()
  for (const text of bytes.subarray(0, whole).toString().split('\n')) {
    if (text === '') continue
    const { paidAt, ...order } = JSON.parse(text) as Line
    if (!taken.has(order.key)) taken.set(order.key, { reference: order.key, order, paidMs: Date.parse(paidAt) })
  }
  return taken
}

/** A new name is durable when the folder that holds it is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}
