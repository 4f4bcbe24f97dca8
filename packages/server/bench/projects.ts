import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machine } from './engines/report.ts'
import { notarizing } from './notarizing.ts'
import { reading } from './reading.ts'
import { recording } from './recording.ts'
import { render } from './table.ts'
import { verifying } from './verifying.ts'

/** Recording, signing, reading and verifying so many projects on SQLite, held against the driver. */
export async function projects(count: number): Promise<void> {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'ledger-bench-'))
  try {
    console.log(`${machine()}\n`)
    const rows = [...(await recording(folder)), ...(await notarizing(folder)), ...(await reading(folder, count))]
    console.log(render([...rows, ...(await verifying(join(folder, 'reading.db')))]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
