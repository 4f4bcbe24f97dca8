import { join } from 'node:path'
import { type Ledger, openLedger } from '@procurement-ledger/core'
import { makeKeyFile, type Notary, openFileFolder, openNotary, readKeyFile } from '@procurement-ledger/core/notary'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { bid, tendering } from './facts.ts'
import { PROJECTS, recordBids } from './recording.ts'
import { inMs, type Measured, perSecond } from './table.ts'

const ORIGIN = 'ledger.invalid/bench'
const CONCURRENT = 64
const FACTS = 40_000
const ROUNDS = 3
const RECEIPTS = 60
const MAX_WAIT_MS = 10_000

/** What a notary costs the ledger that it signs, and how soon a fact is under a checkpoint. */
export async function notarizing(folder: string): Promise<Measured[]> {
  const key = join(folder, 'ledger.key')
  await makeKeyFile(key, ORIGIN)
  const signer = readKeyFile(key)

  // In turn, so that a machine that slows down slows both; the median of each.
  const without: number[] = []
  const withNotary: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    without.push(await rateOf(join(folder, `plain-${round}.db`), async () => undefined))
    withNotary.push(
      await rateOf(join(folder, `notarized-${round}.db`), (ledger) =>
        openNotary({ ledger, folder: openFileFolder(join(folder, `evidence-${round}`)), signers: [signer] }),
      ),
    )
  }
  const plain = median(without)
  const signed = median(withNotary)

  await using ledger = await openLedger({ store: await sqlite(join(folder, 'receipts.db')), origin: ORIGIN })
  const notary = await openNotary({ ledger, folder: openFileFolder(join(folder, 'receipts')), signers: [signer] })
  await ledger.record('P-0', tendering(0))
  const waits: number[] = []
  for (let n = 0; n < RECEIPTS; n++) waits.push(await receiptAfter(ledger, notary, n))
  await notary.stop()
  waits.sort((a, b) => a - b)

  return [
    {
      what: `record single facts, ${CONCURRENT} at once, with the notary; ratio against without it`,
      figure: perSecond(signed),
      bare: perSecond(plain),
      ratio: signed / plain,
    },
    { what: 'a receipt after its append, median', figure: inMs(median(waits)) },
    { what: 'a receipt after its append, slowest', figure: inMs(waits.at(-1) ?? 0) },
  ]
}

async function rateOf(path: string, open: (ledger: Ledger) => Promise<Notary | undefined>): Promise<number> {
  await using ledger = await openLedger({ store: await sqlite(path), origin: ORIGIN })
  const notary = await open(ledger)
  for (let n = 0; n < PROJECTS; n++) await ledger.record(`P-${n}`, tendering(n))
  await recordBids(ledger, CONCURRENT, 5_000)
  const rate = await recordBids(ledger, CONCURRENT, FACTS)
  await notary?.waitFor(await ledger.store.head(), MAX_WAIT_MS)
  await notary?.stop()
  return rate
}

async function receiptAfter(ledger: Ledger, notary: Notary, n: number): Promise<number> {
  const { refused, eventId } = (await ledger.record('P-0', bid(0, n))) as { refused?: unknown; eventId: string }
  if (refused) throw new Error('a bid was refused')
  const started = performance.now()
  if (typeof (await notary.find(eventId, MAX_WAIT_MS)) === 'string') throw new Error('no receipt')
  return performance.now() - started
}

const median = (of: readonly number[]): number => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] as number
