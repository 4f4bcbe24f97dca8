import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { SealedEvent } from '../../ports/event-store.ts'
import { answered, inTime, type Limits, unwarned } from './connection.ts'
import { COPY, copyPage } from './copy-page.ts'
import { isOfConnection } from './engine-fault.ts'

/** The end of the log behind the page; or the stream that is not where the page expects it; or that all is stored. */
export type PageAnswer =
  | { readonly head: bigint }
  | { readonly stream: string; readonly expected: number; readonly actual: number }
  | 'repeated'

type ImportRow = [head: string | null, conflicting: string | null, expected: number | null, actual: number | null]

/**
 * One transaction, one flush of the server's disk (migrations/002-import.ts). The head is locked at its end only: while
 * the page is on its way, others append.
 */
export async function writePage(client: Client, limits: Limits, events: readonly SealedEvent[]): Promise<PageAnswer> {
  const run = (text: string) => answered<ImportRow>(client, limits, { text, rowMode: 'array' })
  const page = copyPage(events)
  return unwarned(client, async () => {
    try {
      await run('BEGIN')
      await run('SELECT open_import()')
      await inTime(limits, copied(client, page))
      const { rows } = await run('SELECT head, conflicting, expected, actual FROM import_events()')
      await run('COMMIT')
      return answerOf(rows[0] as ImportRow)
    } catch (error) {
      // A session whose transaction cannot be ended is given up by whoever is told so.
      if (!isOfConnection(error)) await run('ROLLBACK')
      throw error
    }
  })
}

function copied(client: Client, page: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const copy = client.query(copyFrom(COPY))
  copy.on('error', reject)
  copy.on('finish', resolve)
  copy.end(page)
  return promise
}

function answerOf([head, stream, expected, actual]: ImportRow): PageAnswer {
  if (head !== null) return { head: BigInt(head) }
  if (stream === null || expected === null || actual === null) return 'repeated'
  return { stream, expected, actual }
}
