import { archiveLine, parsePosition, readEvent } from '@procurement-ledger/core'
import { csvLine, flatten } from '@procurement-ledger/projections'
import { Argument, Command } from 'commander'
import { EVENT_COLUMNS, eventRow } from '../../http/event-table.ts'
import { writeLine } from '../output.ts'
import { type CommonOptions, withCommon } from '../store-options.ts'
import { type Found, storedEvents } from '../stored-events.ts'
import { withLedger } from '../with-ledger.ts'

interface Options extends CommonOptions {
  readonly project?: string
  readonly stream?: string
  readonly after?: string
}

/** `ledger export`: the facts for other tools. */
export const exportCommand = (): Command =>
  withCommon(new Command('export'))
    .description(
      'ndjson carries leaf, exact bytes and salts of every part: import ndjson restores the same ledger from it.',
    )
    .addArgument(new Argument('<format>', 'ndjson or csv').choices(['ndjson', 'csv']))
    .option('--project <id>', 'of one project')
    .option('--stream <name>', 'of one enterprise or expert: party-X, expert-X')
    .option('--after <position>', 'after that position, exclusive')
    .action(async (format: 'ndjson' | 'csv', options: Options) => {
      const { project, stream, after } = options
      const position = after === undefined ? 0n : parsePosition(after)
      const line = format === 'ndjson' ? ({ stored }: Found) => archiveLine(stored) : csvOf
      await withLedger(options, 'read', async (ledger) => {
        if (format === 'csv') await writeLine(csvLine(EVENT_COLUMNS))
        for await (const found of storedEvents(ledger, { project, stream, after: position }))
          await writeLine(line(found))
      })
    })

function csvOf({ stored, erasedBy }: Found): string {
  const cells = flatten(eventRow(readEvent(stored, erasedBy)))
  return csvLine(EVENT_COLUMNS.map((column) => cells.get(column)))
}
