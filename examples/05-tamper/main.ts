// Somebody changes one byte of a ledger, in its file, past every rule of the software. Verification names the event.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fact, openLedger, type Role } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { EXITS, printVerification, verify } from '@procurement-ledger/server'

const fact = (role: Role, day: string, type: string, data: object): Fact => ({
  type,
  occurredAt: `${day}T10:00:00+08:00`,
  actor: { id: `${role}-office`, role },
  data,
})
const buyer = { id: 'B-1', name: 'Example Bureau (invented)' }
const venue = { id: 'V-1', name: 'Example Centre (invented)', zone: 'Asia/Shanghai' }
const yuan = (amount: string) => ({ amount, currency: 'CNY' })

const folder = mkdtempSync(join(tmpdir(), 'ledger-tamper-'))
process.chdir(folder)
try {
  await record()

  console.log('The ledger as it was recorded:\n')
  await show('ledger.db')

  copyFileSync('ledger.db', 'copy.db')
  flip('copy.db', '2900000.00', 0)
  console.log('\nA copy in which the ceiling price 2900000.00 has become 3900000.00:\n')
  await show('copy.db')
} finally {
  process.chdir(tmpdir())
  rmSync(folder, { recursive: true, force: true })
}

async function record(): Promise<void> {
  await using ledger = await openLedger({ store: await sqlite('ledger.db'), origin: 'ledger.invalid/example' })
  // biome-ignore format: one fact a line, so that the life reads as a list.
  for (const id of ['EX-1', 'EX-2', 'EX-3']) {
    const receipt = await ledger.record(id, [
      fact('agency', '2023-03-01', 'ProjectRegistered', { title: `Example road ${id} (invented)`, buyer, category: 'works', regime: 'TBL', method: 'open', mandatory: true, ceilingPrice: yuan(`${id.slice(3)}900000.00`), venue }),
      fact('centre', '2023-03-02', 'RegistrationAccepted', { greenChannel: true, deferred: [] }),
    ])
    if (receipt.refused) throw new Error(receipt.refused.message)
  }
}

/** Changes one bit of the file, at the first place where it holds the text. */
function flip(path: string, text: string, offset: number): void {
  const bytes = readFileSync(path)
  const at = bytes.indexOf(text)
  if (at === -1) throw new Error(`${path} does not hold ${text}`)
  bytes[at + offset] = (bytes[at + offset] as number) ^ 1
  writeFileSync(path, bytes)
}

async function show(path: string): Promise<void> {
  const found = await verify(path, { keys: [] })
  if (!found) throw new Error(`there is no ${path}`)
  console.log(`$ ledger verify ${path}`)
  console.log(printVerification(found))
  console.log(`exit ${EXITS[found.verdict]}`)
}
