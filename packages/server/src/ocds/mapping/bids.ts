import { instantMs } from '@procurement-ledger/core'
import { type JsonObject, objectsAt, textAt } from '../json.ts'
import type { KnownFacts } from '../known-facts.ts'
import { openingSubject } from '../known-facts.ts'
import { ledgerId, NOT_STATED, partiesOf, type Reading } from '../reading.ts'
import { row, type Snapshot } from '../row.ts'

/** Where the catalogue has offers instead of opened bids. */
const BY_OFFERS = ['limited', 'direct']

const isByOffers = ({ merged }: Snapshot): boolean =>
  BY_OFFERS.includes(textAt(merged, 'tender', 'procurementMethod') ?? '')

/** Bids that stand: neither only invited nor withdrawn. Source: OCDS bid extension, code list bidStatus. */
const isTendered = (bid: JsonObject): boolean => !['invited', 'withdrawn'].includes(textAt(bid, 'status') ?? '')

const bidsOf = (merged: JsonObject): readonly JsonObject[] =>
  objectsAt(merged, 'bids', 'details').filter((bid) => textAt(bid, 'id') !== undefined)

const BIDDER_READS = [
  'bids.details[].id',
  'bids.details[].status',
  'bids.details[].tenderers[].id',
  'bids.details[].tenderers[].name',
  'bids.details[].tenderers[].identifier.scheme',
  'bids.details[].tenderers[].identifier.id',
  'bids.details[].tenderers[].identifier.legalName',
]

const PRICE_READS = [
  'bids.details[].value.amount',
  'bids.details[].value.amount.$numberLong',
  'bids.details[].value.currency',
]

export const bidSubmitted = row({
  event: 'BidSubmitted',
  path: 'bids.details[]',
  instant: 'bids.details[].date',
  reads: [...BIDDER_READS, 'bids.details[].date'],
  remark: 'a bid without a date is told of by its opening alone',
  mayUseReleaseDate: false,

  occurrences: ({ merged }) =>
    bidsOf(merged)
      .filter((bid) => textAt(bid, 'status') !== 'invited' && textAt(bid, 'date') !== undefined)
      .map((bid) => ({ bid, merged })),
  map: ({ bid, merged }, reading) => ({
    subject: textAt(bid, 'id') ?? '',
    occurredAt: reading.instant('bids.details[].date', textAt(bid, 'date')),
    data: { bidId: bidIdOf(bid, reading), bidder: bidderOf(bid, merged, reading) },
  }),
})

export const bidWithdrawn = row({
  event: 'BidWithdrawn',
  path: 'bids.details[].status',
  instant: 'date of the release',
  reads: BIDDER_READS,
  remark: 'status withdrawn',

  occurrences: ({ merged }) => bidsOf(merged).filter((bid) => textAt(bid, 'status') === 'withdrawn'),
  map: (bid, reading) => ({ subject: textAt(bid, 'id') ?? '', data: { bidId: bidIdOf(bid, reading) } }),
})

export const bidsOpened = row({
  event: 'BidsOpened',
  path: 'bids.details[]',
  instant: 'tender.bidOpening.date, else the date of the release',
  reads: [...BIDDER_READS, ...PRICE_READS, 'tender.bidOpening.date'],
  remark:
    'for the methods open and selective, or where none is stated; valid as the statuses valid and disqualified say',

  occurrences: (snapshot, known) => (isByOffers(snapshot) ? [] : openingsOf(snapshot, known)),
  map: ({ subject, bids }, reading, { merged }) => ({
    subject,
    occurredAt: reading.instant('tender.bidOpening.date', textAt(merged, 'tender', 'bidOpening', 'date')),
    data: { bids: bids.map((bid) => ({ ...offerOf(bid, merged, reading), valid: validityOf(bid) })) },
    setting: { host: NOT_STATED, room: NOT_STATED },
  }),
})

export const offersReceived = row({
  event: 'OffersReceived',
  path: 'bids.details[]',
  instant: 'the latest bids.details[].date of those offers, else the date of the release',
  reads: [...BIDDER_READS, ...PRICE_READS, 'bids.details[].date'],
  remark: 'for the methods limited and direct',

  occurrences: (snapshot, known) => (isByOffers(snapshot) ? openingsOf(snapshot, known) : []),
  map: ({ subject, bids }, reading, { merged }) => ({
    subject,
    occurredAt: latestOf(bids, reading),
    data: { offers: bids.map((bid) => offerOf(bid, merged, reading)) },
  }),
})

interface Opening {
  readonly subject: string
  readonly bids: readonly JsonObject[]
}

/** The openings that are known, as this release states them, and one of the bids that none of them holds. */
function openingsOf({ merged }: Snapshot, known: KnownFacts): readonly Opening[] {
  const bids = bidsOf(merged).filter(isTendered)
  const earlier = [...known.openings].map(([subject, ids]) => ({
    subject,
    bids: bids.filter((bid) => ids.has(idOf(bid))),
  }))
  const opened = new Set(earlier.flatMap((opening) => opening.bids))
  const fresh = bids.filter((bid) => !opened.has(bid))
  const added = { subject: openingSubject(fresh.map(idOf)), bids: fresh }
  return [...earlier, added].filter((opening) => opening.bids.length > 0)
}

/** As the ledger has it, where openings are looked up. */
const idOf = (bid: JsonObject): string => ledgerId(textAt(bid, 'id') ?? '')

const bidIdOf = (bid: JsonObject, reading: Reading) => reading.id('bids.details[].id', textAt(bid, 'id'))

/** The catalogue knows one bidder a bid: the first tenderer; that there are more is noted. */
function bidderOf(bid: JsonObject, merged: JsonObject, reading: Reading) {
  const tenderers = objectsAt(bid, 'tenderers')
  if (tenderers.length > 1)
    reading.note('bids.details[].tenderers[1..]', 'more than one tenderer; only the first is recorded')
  return reading.party('bids.details[].tenderers[]', tenderers[0], partiesOf(merged))
}

const offerOf = (bid: JsonObject, merged: JsonObject, reading: Reading) => ({
  bidId: bidIdOf(bid, reading),
  bidder: bidderOf(bid, merged, reading),
  price: reading.money('bids.details[].value', bid.value),
})

function validityOf(bid: JsonObject): boolean | undefined {
  const status = textAt(bid, 'status')
  if (status === 'valid') return true
  return status === 'disqualified' ? false : undefined
}

function latestOf(bids: readonly JsonObject[], reading: Reading): string | undefined {
  const instants = bids.flatMap((bid) => reading.instant('bids.details[].date', textAt(bid, 'date')) ?? [])
  return instants.toSorted((a, b) => instantMs(b) - instantMs(a))[0]
}
