import type { FastifyRequest } from 'fastify'

/**
 * The media ranges that a request accepts, in lower case, without those of weight 0: RFC 9110 12.5.1. Other weights do
 * not count: a route prefers its own order. No header, or an empty one, accepts everything.
 */
export function acceptedRanges({ headers }: FastifyRequest): readonly string[] {
  const ranges = (headers.accept ?? '').toLowerCase().split(',').map(parseRange)
  const named = ranges.filter(({ range }) => range !== '')
  return named.length === 0 ? ['*/*'] : named.filter(({ isRefused }) => !isRefused).map(({ range }) => range)
}

function parseRange(text: string) {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim())
  return { range, isRefused: parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter)) }
}
