import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { evidenceOf, writeFiles } from '../src/testing/evidence-of.ts'
import { type Measured, perSecond } from './table.ts'

const VERIFY = fileURLToPath(new URL('./verify.ts', import.meta.url))

/** Full verification of the ledger in a file, tiles and signature included, by all cores. */
export async function verifying(path: string): Promise<Measured[]> {
  const store = await sqlite(path, { readOnly: true })
  const { files, verifierKey } = await evidenceOf(store, await originOf(path))
  await store.close()
  writeFiles(`${path}.evidence`, files)

  const output = execFileSync(process.execPath, [VERIFY, path, verifierKey], { encoding: 'utf8' })
  const verified: { events: number; perSecond: number; peakMiB: number } = JSON.parse(output)
  const events = verified.events.toLocaleString('en')
  return [
    { what: `verify the whole ledger, ${events} events`, figure: perSecond(verified.perSecond) },
    { what: 'memory of that verification, whole process', figure: `${verified.peakMiB} MiB` },
  ]
}

/** The ledger's own name, as its first event states it. */
async function originOf(path: string): Promise<string> {
  const store = await sqlite(path, { readOnly: true })
  try {
    for await (const [first] of store.readLog()) return JSON.parse(first?.data ?? '{}').origin
    throw new Error(`${path} holds no events`)
  } finally {
    await store.close()
  }
}
