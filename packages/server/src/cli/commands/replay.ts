import { instantMs, parsePosition, readEvent, type StoredEvent } from '@procurement-ledger/core'
import { Command, InvalidArgumentError } from 'commander'
import { EventTypes } from '../../http/parameters.ts'
import { writeLine } from '../output.ts'
import { type CommonOptions, withCommon } from '../store-options.ts'
import { storedEvents } from '../stored-events.ts'
import { withLedger } from '../with-ledger.ts'
import { instant } from './show.ts'

interface Options extends CommonOptions {
  readonly project?: string
  readonly stream?: string
  readonly after?: string
  readonly types?: ReadonlySet<string>
  readonly until?: string
}

/** `ledger replay`: events as NDJSON, in commit order. */
export const replayCommand = (): Command =>
  withCommon(new Command('replay'))
    .option('--project <id>', 'of one project')
    .option('--stream <name>', 'of one enterprise or expert: party-X, expert-X')
    .option('--after <position>', 'after that position, exclusive')
    .option('--types <a,b>', 'of these types', eventTypes)
    .option('--until <instant>', 'as known at that moment (recordedAt)', instant)
    .action(async (options: Options) => {
      const { project, stream, after, types, until } = options
      const position = after === undefined ? 0n : parsePosition(after)
      const untilMs = until === undefined ? Number.POSITIVE_INFINITY : instantMs(until)
      const isWanted = ({ recordedMs, type }: StoredEvent) =>
        recordedMs <= untilMs && (types === undefined || types.has(type))
      await withLedger(options, 'read', async (ledger) => {
        for await (const { stored, erasedBy } of storedEvents(ledger, { project, stream, after: position }))
          if (isWanted(stored)) await writeLine(JSON.stringify(readEvent(stored, erasedBy)))
      })
    })

function eventTypes(text: string): ReadonlySet<string> {
  const types = EventTypes.safeParse(text)
  if (!types.success) throw new InvalidArgumentError(types.error.issues.map(({ message }) => message).join('; '))
  return types.data
}
