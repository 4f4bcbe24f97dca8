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
 * then. `pay` and `payments` of any other throw PayoutQueueHeld. The lock lies beside it, in `<path>.lock`, and keeps apart
 * the processes of one machine.
 */
export async function fileQueuePayout(path: string, now: () => number = Date.now): Promise<Payout> {
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'a+', 0o600)
  await syncFolder(dirname(path))
  let lock: ProcessLock | undefined
  let taken: Queue | undefined
  // One after another: two orders of one key must not both be found missing.
  let last: Promise<unknown> = Promise.resolve()

  async function held(): Promise<Queue> {
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
    const queue = await held()
    const known = queue.find(order.key)
    if (known !== undefined) return known
    const paidMs = now()
    const size = (await file.stat()).size
    try {
      await file.appendFile(`${JSON.stringify({ ...order, paidAt: utcMillis(paidMs) } satisfies Line)}\n`)
      await file.sync()
    } catch (error) {
      // A half-written line would swallow the next one: read again, it is cut off, should it not be taken back now.
      taken = undefined
      await file.truncate(size)
      throw error
    }
    return queue.add({ reference: order.key, order, paidMs })
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }

  return {
    pay: (order) => inTurn(() => append(order)),
    async *payments(after) {
      yield* await inTurn(async () => (await held()).after(after))
    },
    async close() {
      await last
      await file.close()
      lock?.close()
    },
  }
}

/** The lines of the file, each key once. */
class Queue {
  readonly #payments: Payment[] = []
  readonly #places = new Map<string, number>()

  find(key: string): Payment | undefined {
    return this.#payments[this.#places.get(key) ?? -1]
  }

  add(payment: Payment): Payment {
    const known = this.find(payment.order.key)
    if (known !== undefined) return known
    this.#places.set(payment.order.key, this.#payments.length)
    this.#payments.push(payment)
    return payment
  }

  after(reference: string | undefined): readonly Payment[] {
    return this.#payments.slice(reference === undefined ? 0 : (this.#places.get(reference) ?? -1) + 1)
  }
}

async function readQueue(path: string, file: FileHandle): Promise<Queue> {
  const bytes = await readFile(path)
  const whole = bytes.lastIndexOf(0x0a) + 1
  if (whole < bytes.length) {
    await file.truncate(whole)
    await file.sync()
  }
  const queue = new Queue()
  for (const text of bytes.subarray(0, whole).toString().split('\n')) {
    if (text === '') continue
    const { paidAt, ...order } = JSON.parse(text) as Line
    queue.add({ reference: order.key, order, paidMs: Date.parse(paidAt) })
  }
  return queue
}

/** A new name is durable when the folder that holds it is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}
