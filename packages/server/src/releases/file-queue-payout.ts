import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { utcMillis } from '@procurement-ledger/core'
import type { Payment, PaymentOrder, Payout } from './payout.ts'

/** One line of the queue. */
interface Line extends PaymentOrder {
  readonly paidAt: string
}

/**
 * Orders of payment in a file, one JSON object a line, for a bank's batch to read. A line is on the disk before its order
 * counts as taken on, and a key stands in the file once. What a crash left of a line is cut off when the file is opened.
 *
 * One process writes a file at a time. Whoever reads it should know a key that it has seen: two services that were both
 * told to write one file may each have written it.
 */
export async function fileQueuePayout(path: string, now: () => number = Date.now): Promise<Payout> {
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'a+', 0o600)
  const taken = await readQueue(file)
  await syncFolder(dirname(path))
  // One after another: two orders of one key must not both be found missing.
  let last: Promise<unknown> = Promise.resolve()

  async function append(order: PaymentOrder): Promise<Payment> {
    const known = taken.get(order.key)
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
    taken.set(order.key, payment)
    return payment
  }

  return {
    pay(order) {
      const turn = last.then(() => append(order))
      last = turn.catch(() => {})
      return turn
    },
    find: async (key) => taken.get(key),
    async close() {
      await last
      await file.close()
    },
  }
}

async function readQueue(file: FileHandle): Promise<Map<string, Payment>> {
  const bytes = await file.readFile()
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
