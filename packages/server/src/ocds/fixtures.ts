import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ledger, type LedgerEvent, openLedger } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { type ImportOptions, importOcds } from './import-ocds.ts'
import type { ImportReport } from './report.ts'

/** Releases for tests. Every name, number and date in them is invented. */

export const OCID = 'ocds-abc123-0001'

export const BUYER = { id: 'XX-1', name: 'Example Bureau of Roads (invented)' }
export const SUPPLIER = { id: 'XX-2', name: 'Example Builders (invented)' }

export const gbp = (amount: number) => ({ amount, currency: 'GBP' })

/** A release of the invented process; tests state what they are about. */
export const release = (id: string, date: string, tag: string, content: object = {}) => ({
  ocid: OCID,
  id,
  date,
  tag: [tag],
  initiationType: 'tender',
  ...content,
})

export const packageOf = (...releases: readonly unknown[]) => ({
  uri: 'https://publisher.invalid/package.json',
  version: '1.1',
  publishedDate: '2022-12-31T00:00:00Z',
  publisher: { name: 'Example Publisher (invented)', scheme: 'XX', uid: '77' },
  releases,
})

export const award = (content: object = {}) => ({
  id: 'A-1',
  status: 'active',
  date: '2022-04-01T10:00:00Z',
  value: gbp(1000),
  suppliers: [SUPPLIER],
  ...content,
})

export const contract = (content: object = {}) => ({
  id: 'C-1',
  awardID: 'A-1',
  status: 'active',
  dateSigned: '2022-04-20T10:00:00Z',
  value: gbp(1000),
  ...content,
})

/** The invented process from its tender to an amended contract, a release each. */
export const LIFE = [
  release('r1', '2022-01-10T00:00:00Z', 'tender', {
    buyer: BUYER,
    tender: {
      id: 'T-1',
      title: 'Example road (invented)',
      status: 'active',
      procurementMethod: 'open',
      mainProcurementCategory: 'works',
      awardCriteria: 'priceOnly',
      tenderPeriod: { startDate: '2022-01-10T00:00:00Z', endDate: '2022-02-10T12:00:00Z' },
    },
  }),
  release('r2', '2022-04-01T10:00:00Z', 'award', { awards: [award()] }),
  release('r3', '2022-04-21T00:00:00Z', 'contract', { contracts: [contract()] }),
  release('r4', '2022-09-01T00:00:00Z', 'contractAmendment', {
    contracts: [
      contract({
        value: gbp(1200.5),
        amendments: [{ id: 'am-1', date: '2022-08-30T09:00:00Z', rationale: 'more road (invented)' }],
      }),
    ],
  }),
  release('r5', '2022-12-01T00:00:00Z', 'contractTermination', { contracts: [{ id: 'C-1', status: 'terminated' }] }),
] as const

export interface TestFile {
  readonly name: string
  readonly content: unknown
}

/** Writes files into a folder of their own, which goes when the test is over. Texts and bytes are written as they are. */
export async function withFiles<T>(
  files: readonly TestFile[],
  use: (paths: readonly string[], folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ocds-'))
  try {
    const paths = files.map(({ name }) => join(folder, name))
    for (const [i, { content }] of files.entries()) {
      const isRaw = typeof content === 'string' || content instanceof Uint8Array
      await writeFile(paths[i] as string, isRaw ? content : JSON.stringify(content))
    }
    return await use(paths, folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

export const openTestLedger = (): Promise<Ledger> => openLedger({ store: memory() })

export async function eventsOf(ledger: Ledger): Promise<readonly LedgerEvent[]> {
  const events = await Array.fromAsync(ledger.events({ live: false }))
  return events.filter(({ projectId }) => projectId !== undefined)
}

/** Imports contents, each as a file of its own, into a new ledger. */
export async function importAll(
  contents: readonly unknown[],
  options: ImportOptions = {},
): Promise<{ readonly report: ImportReport; readonly events: readonly LedgerEvent[] }> {
  await using ledger = await openTestLedger()
  const files = contents.map((content, i) => ({ name: `file-${i}.json`, content }))
  const report = await withFiles(files, (paths) => importOcds(ledger, paths, options))
  return { report, events: await eventsOf(ledger) }
}

/** What a test looks at: the fact, without where and by whom it was recorded. */
export const facts = (events: readonly LedgerEvent[]) =>
  events.map(({ projectId, type, occurredAt, data, correlationId }) => ({
    ...{ projectId, type, occurredAt, data, correlationId },
  }))
