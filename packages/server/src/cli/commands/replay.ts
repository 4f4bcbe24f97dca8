import { instantMs, parsePosition, projectStream, readEvent, type StoredEvent } from '@procurement-ledger/core'
import { Command } from 'commander'
import { writeLine } from '../output.ts'
import { type CommonOptions, withCommon, withLedger } from '../run.ts'
import { instant } from './show.ts'

interface Options extends CommonOptions {
  readonly project?: string
  readonly after?: string
  readonly types?: string
  readonly until?: string
}

/** `ledger replay`: events as NDJSON, in commit order. */
export const replayCommand = (): Command =>
  withCommon(new Command('replay'))
    .summary('events as NDJSON on stdout, in commit order')
    .option('--project <id>', 'of one project')
    .option('--after <position>', 'after that position, exclusive')
    .option('--types <a,b>', 'of these types')
    .option('--until <instant>', 'as known at that moment (recordedAt)', instant)
    .action(async ({ store, project, after, types, until }: Options) => {
      const position = after === undefined ? 0n : parsePosition(after)
      const untilMs = until === undefined ? Number.POSITIVE_INFINITY : instantMs(until)
      const wanted = types && new Set(types.split(','))
      const isWanted = (event: StoredEvent) =>
        event.position > position && event.recordedMs <= untilMs && (!wanted || wanted.has(event.type))
      await withLedger(store, 'read', async ({ store: log }) => {
        const pages = project === undefined ? log.readLog({ after: position }) : log.readStream(projectStream(project))
        for await (const page of pages)
          for (const event of page) if (isWanted(event)) await writeLine(JSON.stringify(readEvent(event)))
      })
    })
