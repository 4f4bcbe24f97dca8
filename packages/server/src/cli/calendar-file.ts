import { createHash } from 'node:crypto'
import { Fault } from '@procurement-ledger/core'
import {
  buildCalendar,
  cnCalendar,
  cnNotices,
  type ListedCalendar,
  type WorkingCalendar,
  withYears,
} from '@procurement-ledger/core/rules'
import { readJsonFile } from './json-file.ts'
import { UsageError } from './stores.ts'

const DIGEST_CHARS = 8

/**
 * A calendar of working days from a file of JSON: a whole one, or with `extends` the years that are added to the one that
 * is built in. Its version ends with a digest of the file, so that what was judged by another file is told apart.
 *
 * @throws UsageError for a file that cannot be read, is no JSON, or holds no calendar
 */
export function readCalendar(path: string): WorkingCalendar {
  const { text, data } = readJsonFile(path, 'the calendar')
  const digest = createHash('sha256').update(text).digest('hex').slice(0, DIGEST_CHARS)
  try {
    const calendar = extended(data)
    const isNamed = typeof calendar === 'object' && typeof calendar?.version === 'string'
    return buildCalendar(isNamed ? { ...calendar, version: `${calendar.version}.${digest}` } : calendar)
  } catch (error) {
    if (!(error instanceof Fault) && !(error instanceof UsageError)) throw error
    throw new UsageError(`${path}: ${error.message}`)
  }
}

/** Anything else than an extension is judged where calendars are built. */
function extended(data: unknown): ListedCalendar {
  if (typeof data !== 'object' || data === null || !('extends' in data)) return data as ListedCalendar
  const { extends: base, ...more } = data as { readonly extends: unknown } & ListedCalendar
  if (base !== cnCalendar.version)
    throw new UsageError(`extends ${JSON.stringify(base)}, and built in is "${cnCalendar.version}"; write that`)
  return withYears(cnNotices, more)
}
