import { sqlite } from '@procurement-ledger/core/sqlite'
import { openService } from '../../service.ts'
import { fileQueuePayout } from '../file-queue-payout.ts'
import type { Payout } from '../payout.ts'
import { NOW_MS, RATES } from './owed-project.ts'

/** A service of its own that dies between a payment and its record: `releasing-process.ts <ledger> <models> <queue> <dies>`. */
const [ledger = '', modelsPath = '', queue = '', dies = ''] = process.argv.slice(2)

const file = await fileQueuePayout(queue, () => NOW_MS)
let paid = 0
const payout: Payout = {
  ...file,
  async pay(order) {
    const payment = await file.pay(order)
    paid += 1
    // Nothing of this process runs any more: the payment is on the disk, the fact is not.
    if (paid === Number(dies)) process.kill(process.pid, 'SIGKILL')
    return payment
  },
}
const store = await sqlite(ledger)
const service = await openService({ store, modelsPath, payout, bondRates: RATES })
process.on('message', () => void service.close().then(() => process.exit()))
process.on('disconnect', () => process.exit())
process.send?.('ready')
