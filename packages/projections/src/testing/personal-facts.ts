import type { Fact } from '@procurement-ledger/core'
import fc from 'fast-check'
import type { Told } from './invented.ts'
import { SHA256 } from './project-facts.ts'
import { randomFacts } from './random-log.ts'

/** Random facts as a caller states them, with a canary in every field that the catalogue marks personal. */

/** Stands in every personal value, and nowhere else. */
export const CANARY = 'CANARY'

const IN_DATA: readonly string[] = [
  '/answer',
  '/commitment/signedBy',
  '/dissent',
  '/host',
  '/signatories/*/name',
  '/text',
]

/** Every place of a personal value, of a fact and of its correction, with `*` for each entry of a list. */
export const PERSONAL_PLACES: readonly string[] = [
  '/actor/name',
  ...IN_DATA.map((place) => `/data${place}`),
  ...IN_DATA.map((place) => `/data/data${place}`),
].toSorted()

const person = (n: number) => `${CANARY} ${n} (invented)`
const report = { title: 'Report (invented)', sha256: SHA256 }

/** What is personal in a type, and what else a random history leaves out of it. */
const added: { readonly [type: string]: (n: number) => object } = {
  RegistrationAccepted: (n) => ({ commitment: { signedBy: person(n), sha256: SHA256 } }),
  BidsOpened: (n) => ({ host: person(n) }),
  BidsEvaluated: (n) => ({
    scores: [{ bidId: 'bid-1', total: 90, rank: 1 }],
    ...{ dissent: [person(n), `${person(n)}, again`], report },
  }),
  ObjectionRaised: (n) => ({ text: person(n) }),
  ObjectionAnswered: (n) => ({ answer: person(n) }),
  ComplaintFiled: (n) => ({ text: person(n) }),
  ContractSigned: (n) => ({
    signatories: [
      { name: person(n), role: 'buyer' },
      { name: person(n), role: 'supplier' },
    ],
  }),
  DemandIssued: (n) => ({ text: person(n) }),
  EnquiryReceived: (n) => ({ enquiryId: `q-${n % 3}`, text: person(n) }),
  EnquiryAnswered: (n) => ({ enquiryId: `q-${n % 3}`, text: person(n) }),
  SupervisoryOpinionIssued: (n) => ({ text: person(n) }),
  SupervisoryOpinionAnswered: (n) => ({ text: person(n) }),
  FlagResolved: (n) => ({ text: person(n) }),
  PerformanceRated: (n) => ({ contractId: 'contract-1', points: 80, text: person(n) }),
}

/** Types that random histories do not have. */
const MORE = ['DemandIssued', 'EnquiryReceived', 'EnquiryAnswered', 'PerformanceRated']

const more: fc.Arbitrary<Told> = fc.record({
  type: fc.constantFrom(...MORE),
  data: fc.constant({}),
  occurredMs: fc.integer({ min: 0, max: 200 }).map((days) => Date.parse('2023-01-01T04:00:00Z') + days * 86_400_000),
})

const begun: Fact = {
  type: 'ProjectImported',
  occurredAt: '2023-01-01T00:00:00Z',
  data: {
    source: { uri: 'https://publisher.invalid/a.json', sha256: SHA256, standard: 'OCDS 1.1' },
    ...{ ocid: 'ocds-1', title: 'Road (invented)', category: 'works' },
    venue: { id: 'venue-1', name: 'Venue (invented)', zone: 'Asia/Shanghai' },
  },
  actor: { id: 'importer', role: 'ledger' },
}

/** An imported project: whatever its facts are, they are recorded, if their shape is right. */
export const personalHistory: fc.Arbitrary<readonly Fact[]> = fc
  .tuple(randomFacts, fc.array(more, { maxLength: 8 }), fc.infiniteStream(fc.nat()))
  .map(([history, extra, places]) => {
    const facts = history.slice(1)
    for (const one of extra) facts.splice((places.next().value as number) % (facts.length + 1), 0, one)
    return [begun, ...facts.map(stated)]
  })

function stated({ type, data, occurredMs }: Told, n: number): Fact {
  const actor = { id: `office-${n}`, role: 'ledger' } as const
  return {
    type,
    occurredAt: new Date(occurredMs).toISOString(),
    data: { ...data, ...added[type]?.(n) },
    actor: n % 2 === 0 ? { ...actor, name: person(n) } : actor,
  }
}
