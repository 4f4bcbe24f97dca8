import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ledger } from '@procurement-ledger/core'
import { TILE_HASHES, tilePath } from '@procurement-ledger/core/verify'
import { Command } from 'commander'
import { type BundleEvidence, projectBundle } from '../../bundle/project-bundle.ts'
import { serviceProblem } from '../../http/problems.ts'
import { judgeCheckpoint } from '../../verify/judge-checkpoint.ts'
import { Unverifiable } from '../../verify/verification.ts'
import { print, printJson } from '../output.ts'
import { type CommonOptions, withCommon } from '../store-options.ts'
import { parseStoreUrl, UsageError } from '../stores.ts'
import { withLedger } from '../with-ledger.ts'
import { keptIn, keyOf } from './verify.ts'

interface Options extends CommonOptions {
  readonly out: string
  readonly evidence?: string
  readonly key: readonly string[]
  readonly since?: string
}

/** `ledger bundle`: a project with all that proves it. A zip is no text, so it goes to a file and not to stdout. */
export const bundleCommand = (): Command =>
  withCommon(new Command('bundle'))
    .description(
      'What GET /v1/projects/{id}/bundle answers: check it with ledger verify, or by hand as its README says.',
    )
    .argument('<project>', 'its id')
    .requiredOption('--out <file>', 'the zip to write')
    .option('--evidence <folder>', 'where checkpoint and tiles lie; default: <file>.evidence')
    .option('--key <vkey>', "the log's verifier key, or a file that holds it, to lie in the bundle", collect, [])
    .option('--since <file>', 'a checkpoint that somebody kept: the bundle proves that the log extends it')
    .action(async (project: string, options: Options) => {
      const { out, evidence, key, since, json } = options
      const folder = evidence ?? (await parseStoreUrl(options)).evidencePath
      if (folder === undefined) throw new UsageError('a ledger in memory has no evidence folder; name one: --evidence')
      const kept = await keptIn(since)
      const zip = await withLedger(options, 'read', async (ledger) =>
        projectBundle(ledger, await evidenceIn(folder, ledger, key.map(keyOf)), project, {
          since: kept && sizeOf(kept, ledger.identity.origin),
        }),
      )
      write(out, zip)
      if (json) printJson({ project, file: out, bytes: zip.length })
      else print(`${out}: ${zip.length.toLocaleString('en')} bytes. Check it with: ${checking(out, since)}`)
    })

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

const checking = (out: string, since: string | undefined): string =>
  `ledger verify ${out} --key <key>${since === undefined ? '' : ` --since ${since}`}`

/** How many events a kept checkpoint of this ledger covers; that it is signed is judged by whoever verifies. */
function sizeOf(kept: Uint8Array, origin: string): number {
  try {
    const checkpoint = judgeCheckpoint(kept, [])
    if (checkpoint.origin === origin) return checkpoint.size
    throw new UsageError(`--since: the checkpoint is of ${checkpoint.origin}; this ledger is ${origin}`)
  } catch (error) {
    throw error instanceof Unverifiable ? new UsageError(`--since: ${error.finding.message}`) : error
  }
}

/** The evidence folder of a store; where an event stands in the tree is counted from the log. */
async function evidenceIn(folder: string, ledger: Ledger, keys: readonly string[]): Promise<BundleEvidence> {
  if (!readIf(join(folder, 'checkpoint')))
    throw serviceProblem(
      'NOTARY_ABSENT',
      `nothing is signed in ${folder}; name another folder with --evidence, or have the log signed: ` +
        `"ledger keygen --origin ${ledger.identity.origin} --out ledger.key", then "ledger serve --key ledger.key"`,
    )
  const indexes = new Map<string, number>()
  let index = 0
  for await (const page of ledger.store.readFacts()) for (const { eventId } of page) indexes.set(eventId, index++)
  return {
    checkpoint: () => readIf(join(folder, 'checkpoint'))?.toString('utf8'),
    readTile: (tile) => {
      const bytes =
        readIf(join(folder, tilePath(tile))) ?? readIf(join(folder, tilePath({ ...tile, width: TILE_HASHES })))
      if (!bytes) throw new UsageError(`${join(folder, tilePath(tile))} is not there; run ledger verify`)
      return new Uint8Array(bytes)
    },
    indexOf: (eventId) => indexes.get(eventId),
    verifierKeys: keys,
  }
}

function readIf(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`)
  }
}

function write(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes)
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as Error).message}`)
  }
}
