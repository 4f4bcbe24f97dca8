import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { notarizing } from './notarizing.ts'
import { reading } from './reading.ts'
import { recording } from './recording.ts'
import { render } from './table.ts'
import { verifying } from './verifying.ts'

/** `pnpm bench [projects]`: what was measured, as docs/benchmarks.md takes it. */

const projects = Number(process.argv[2] ?? 100_000)
const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'ledger-bench-'))
try {
  console.log(
    `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}\n`,
  )
  const rows = [...(await recording(folder)), ...(await notarizing(folder)), ...(await reading(folder, projects))]
  console.log(render([...rows, ...(await verifying(join(folder, 'reading.db')))]))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
