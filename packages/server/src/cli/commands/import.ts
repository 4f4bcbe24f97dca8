import { Fault, type Ledger, restoreArchive, Zone } from '@procurement-ledger/core'
import { Command, InvalidArgumentError } from 'commander'
import { importOcds, printReport } from '../../ocds/index.ts'
import { withEvidenceToHold } from '../evidence.ts'
import { REFUSED } from '../exit-codes.ts'
import { assertRereadable, linesOf } from '../lines.ts'
import { print, printJson, progress } from '../output.ts'
import { type RulesOptions, withRules } from '../rules.ts'
import { type CommonOptions, withCommon } from '../store-options.ts'
import { parseStoreUrl, type StorePlace } from '../stores.ts'
import { withLedger } from '../with-ledger.ts'

interface OcdsOptions extends CommonOptions, RulesOptions {
  readonly dryRun?: boolean
  readonly zone: string
  readonly evidence?: string
}

/** `ledger import`: what publishers publish, or an export of a ledger. */
export const importCommand = (): Command => new Command('import').addCommand(ocds()).addCommand(ndjson())

const ocds = (): Command =>
  withRules(withEvidenceToHold(withCommon(new Command('ocds'))))
    .summary('release packages, record packages, releases, JSON lines')
    .description('Records what the source states, with findings for what is out of order. Run again, it adds nothing.')
    .argument('<path...>', 'files or folders')
    .option('--dry-run', 'read and map, record nothing')
    .option('--zone <zone>', 'IANA zone of dates that name none', zone, 'UTC')
    .action(async (paths: readonly string[], options: OcdsOptions) => {
      const { json, dryRun = false, zone, evidence } = options
      const line = progress('importing')
      const importInto = async (ledger: Ledger): Promise<void> => {
        const report = await importOcds(ledger, paths, {
          dryRun,
          zone,
          onProgress: ({ done, of }) => line.update(done, of),
        })
        line.end()
        if (json) printJson(report)
        else print(printReport(report))
        if (report.filesRefused.length > 0 || report.changed.length > 0) process.exitCode = REFUSED
      }
      if (dryRun) await withTarget(options, importInto)
      else await withLedger(options, 'write', importInto, evidence)
    })

/** A dry run says what would be added to the ledger that is there; where there is none, to an empty one. */
async function withTarget(place: StorePlace, use: (ledger: Ledger) => Promise<void>): Promise<void> {
  try {
    await withLedger(place, 'read', use)
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'STORE_NOT_FOUND')) throw error
    await withLedger({ store: 'memory:' }, 'write', use)
  }
}

const ndjson = (): Command =>
  withCommon(new Command('ndjson'))
    .summary('restores an export into an empty ledger')
    .description('Verifies every line before the first is written: same events, ids, revisions and leaf hashes.')
    .argument('<file>', 'what export ndjson wrote')
    .action(async (file: string, options: CommonOptions) => {
      // Before a store is made that would stay empty.
      assertRereadable(file)
      const line = progress('restoring')
      const { open } = await parseStoreUrl(options)
      const target = await open('write')
      try {
        const restored = await restoreArchive(target, () => linesOf(file), line.update)
        line.end()
        if (options.json) printJson(restored)
        else
          print(
            `restored ${restored.events} events, verified line by line${restored.repeated > 0 ? `; ${restored.repeated} were there already` : ''}`,
          )
      } finally {
        await target.close()
      }
    })

function zone(text: string): string {
  if (!Zone.safeParse(text).success) throw new InvalidArgumentError('write an IANA zone, such as Asia/Shanghai')
  return text
}
