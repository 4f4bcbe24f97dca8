import type { LedgerEvent } from '@procurement-ledger/core'
import { toCsv } from '@procurement-ledger/projections'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { acceptedRanges } from './accept.ts'
import { ItemPageAnswer, Text } from './documents.ts'
import { EVENT_COLUMNS, eventRow } from './event-table.ts'
import { pathWith } from './path-with.ts'

/** A page of a list in the form that the reader asks for: JSON, CSV (RFC 4180), or JSON line by line. */

const FORMATS = ['application/json', 'text/csv', 'application/x-ndjson'] as const

/** What a list answers, for the document; `json` where it is more than items and links. */
export const listAnswers = (json: object = ItemPageAnswer) => ({
  200: { as: { 'application/json': json, 'text/csv': Text, 'application/x-ndjson': Text } },
})

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

interface Listed {
  readonly items: readonly object[]
  readonly links: { readonly next?: string }
}

/** Where the next page of a request is, if there is one. */
export const nextPage = ({ url }: FastifyRequest, after: string | undefined): Listed['links'] =>
  after === undefined ? {} : { next: pathWith(url, { after }) }

interface Table {
  readonly columns: readonly string[]
  /** The lines of one item; left out: the item itself. */
  readonly lines?: (item: object) => readonly object[]
}

/**
 * Sends a page. JSON is the answer itself; of the others the next page stands in the header Link (RFC 8288). CSV begins
 * with its columns, also where it has no rows; its cells are harmless to spreadsheets; neither has a byte order mark,
 * since the charset is stated.
 */
export function sendList<Page extends Listed>(
  exchange: Exchange,
  page: Page,
  { columns, lines = (item) => [item] }: Table,
): Page | FastifyReply {
  const format = formatOf(exchange.request)
  if (format === 'application/json') return page
  const { items, links } = page
  if (format === 'application/x-ndjson') return sendLines(exchange, items, links)
  return sendText(exchange, format, toCsv(items.flatMap(lines), columns), links)
}

/** The same of events: a table of them has what they have in common, and their data as JSON. */
export function sendEvents<Page extends { readonly events: readonly LedgerEvent[]; readonly links: Listed['links'] }>(
  exchange: Exchange,
  page: Page,
): Page | FastifyReply {
  const format = formatOf(exchange.request)
  if (format === 'application/json') return page
  const { events, links } = page
  if (format === 'application/x-ndjson') return sendLines(exchange, events, links)
  return sendText(exchange, format, toCsv(events.map(eventRow), EVENT_COLUMNS), links)
}

const sendLines = (exchange: Exchange, items: readonly object[], links: Listed['links']): FastifyReply =>
  sendText(exchange, 'application/x-ndjson', items.map((item) => `${JSON.stringify(item)}\n`).join(''), links)

function sendText({ reply }: Exchange, type: string, text: string, { next }: Listed['links']): FastifyReply {
  if (next !== undefined) reply.header('link', `<${next}>; rel="next"`)
  return reply.type(`${type}; charset=utf-8`).serializer(String).send(text)
}

/** The first that the reader names; JSON for whoever names none of them. */
function formatOf(request: FastifyRequest): (typeof FORMATS)[number] {
  for (const range of acceptedRanges(request)) {
    const named = FORMATS.find((format) => format === range)
    if (named !== undefined) return named
  }
  return 'application/json'
}
