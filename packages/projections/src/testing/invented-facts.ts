import fc from 'fast-check'
import type { Base, CreditRow, Dimensions, ProjectRow, SupervisionRow } from '../read-models/rows.ts'
import { type Rows, UNKNOWN } from './invented-rows.ts'

/** Arbitrary rows of every table: few values each, so that groups, ties and gaps come up often. */

/** 2021-12-01 to 2024-03-31: two new years and a leap day. */
const FIRST_ON = 18_962
const LAST_ON = 19_813

const day = fc.integer({ min: FIRST_ON, max: LAST_ON })
const bit = fc.constantFrom(0 as const, 1 as const)
const currency = fc.constantFrom('CNY', 'CNY', 'USD')
const id = (prefix: string, ids: number) => fc.integer({ min: 1, max: ids }).map((number) => `${prefix}-${number}`)
const or = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null, freq: 4 })
/** Small amounts, and some near the end of 64 bits: their sums exceed it. */
const amountMinor = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: 1n, max: 5_000_000n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: 2n ** 63n - 1_000_000n, max: 2n ** 63n - 1n }) },
)

const dimensions = fc.record({
  category: or(fc.constantFrom('works', 'goods')),
  regime: or(fc.constantFrom('TBL', 'GPL')),
  method: or(fc.constantFrom('open', 'direct')),
  procedure: or(fc.constantFrom('openTender', 'auction')),
  region: or(fc.constantFrom('330100', '330200')),
  agency: or(id('agency', 2)),
  buyer: or(id('buyer', 2)),
  venue: or(id('venue', 2)),
})

const stamp = (name: string) =>
  day.map((occurredOn) => ({ eventId: name, occurredMs: occurredOn * 86_400_000, occurredOn }))

const PROJECTS = 4

/** Rows with keys of their own, each of one of few projects; those of a project are of one category, buyer, and so on. */
function rowsOf<T extends object>(own: fc.Arbitrary<T>, keyOf: (row: T, index: number) => string = (_, i) => `k/${i}`) {
  const projects = fc.array(dimensions, { minLength: PROJECTS, maxLength: PROJECTS })
  const rows = fc.array(fc.record({ of: fc.nat(PROJECTS - 1), own }), { maxLength: 14 })
  return fc.tuple(projects, rows).map(([dims, drawn]) =>
    drawn
      .map(({ of, own }, i): T & Base => ({
        ...(dims[of] as Dimensions),
        projectId: `P-${of + 1}`,
        key: keyOf(own, i),
        ...own,
      }))
      // The primary key of every table.
      .filter((row, i, all) => all.findIndex((one) => one.projectId === row.projectId && one.key === row.key) === i),
  )
}

const interval = (measures: readonly string[]) =>
  fc
    .record({
      measure: fc.constantFrom(...measures),
      startOn: or(day),
      length: or(fc.integer({ min: -3, max: 90 })),
      suspended: fc.nat(5),
      droppedOn: fc.option(day, { nil: null, freq: 3 }),
      endOn: day,
    })
    .map(({ measure, startOn, length, suspended, droppedOn, endOn: only }) => {
      const endOn = startOn === null ? only : length === null ? null : startOn + length
      const isWhole = startOn !== null && length !== null && length >= 0
      return {
        ...{ measure, subject: '', droppedOn, suspendedDays: isWhole ? Math.min(suspended, length) : 0 },
        ...{ startEvent: startOn === null ? null : 'start', startMs: startOn && startOn * 86_400_000, startOn },
        ...{ endEvent: endOn === null ? null : 'end', endMs: endOn && endOn * 86_400_000, endOn },
      }
    })

const bonds = rowsOf(
  fc.record({
    bondKind: fc.constantFrom('bid' as const, 'bid' as const, 'performance' as const),
    form: fc.constantFrom('cash', 'guarantee', 'insurance', 'annual'),
    bidder: id('bidder', 3),
    stamp: stamp('lodged'),
    currency,
    amountMinor,
    dueOn: or(day),
    expiresOn: fc.option(day, { nil: null, freq: 1 }),
    moved: fc.array(
      fc.record({
        percent: fc.bigInt({ min: 1n, max: 100n }),
        movement: fc.constantFrom('released' as const, 'released' as const, 'forfeited' as const, 'claimed' as const),
        stamp: stamp('moved'),
        interestMinor: fc.bigInt({ min: 0n, max: 100n }),
        automatic: bit,
        legalTriggerOn: or(day),
      }),
      { maxLength: 3 },
    ),
  }),
).map((drawn) => ({
  bonds: drawn.map(({ moved: _moved, stamp, ...bond }) => ({ ...bond, ...stamp })),
  bond_movements: drawn.flatMap(
    ({ moved, stamp: lodged, bidder: _bidder, dueOn: _dueOn, expiresOn: _expiresOn, ...bond }) => {
      let left = bond.amountMinor
      return moved.flatMap(({ percent, stamp, ...movement }, index) => {
        // Rounded up, so that 100 % and the rest of little clear the bond.
        const amountMinor = (left * percent + 99n) / 100n
        left -= amountMinor
        if (amountMinor === 0n) return []
        return [
          {
            ...bond,
            ...movement,
            ...stamp,
            key: `${bond.key}/${index}`,
            bondId: bond.key,
            ...{ lodgedEvent: lodged.eventId, lodgedMs: lodged.occurredMs, lodgedOn: lodged.occurredOn },
            amountMinor,
            takenMinor: amountMinor,
          },
        ]
      })
    },
  ),
}))

const money = { currency, amountMinor }

/** Of projects, and hotline cases of enterprises, which are about no project. */
const supervised: fc.Arbitrary<SupervisionRow[]> = fc
  .array(
    fc.record({
      stamp: stamp('supervised'),
      projectId: or(id('P', 4)),
      dims: dimensions,
      kind: fc.constantFrom('documents', 'opinion', 'site', 'flag', 'resolution', 'hotline'),
      level: fc.constantFrom('green', 'yellow', 'red'),
      origin: or(fc.constantFrom('rule', 'analytics', 'report')),
    }),
    { maxLength: 14 },
  )
  .map((rows) =>
    rows.map(({ stamp, projectId, dims, kind, level, origin }, index): SupervisionRow => {
      const own = { key: `k/${index}`, ...stamp }
      if (projectId === null)
        return { ...own, ...UNKNOWN, stream: 'party-C-1', projectId, kind: 'hotline', level: null, origin: null }
      const told = { level: kind === 'flag' ? level : null, origin: /flag|resolution/.test(kind) ? origin : null }
      return { ...own, ...dims, stream: `project-${projectId}`, projectId, kind, ...told } as SupervisionRow
    }),
  )

const project = ([projectId, dims]: [string, Dimensions]): ProjectRow => ({
  ...{ ...dims, projectId, key: '', title: null, programme: null, origin: 'registered', phase: 'completed' },
  ...{ suspended: 0, archived: 0, revision: 0, position: 0n, buyerName: null, agencyName: null },
  ...{ zone: 'Asia/Shanghai', registeredOn: 0, searchText: '' },
})

/** Scores and penalties carry the dimensions of the project that they name, for who looks at rows and not at tables. */
const credited: fc.Arbitrary<{ projects: ProjectRow[]; credit: (CreditRow & Dimensions)[] }> = fc
  .record({
    projects: fc.uniqueArray(fc.tuple(id('P', 4), dimensions), { selector: ([projectId]) => projectId }),
    rows: fc.array(
      fc.record({
        stamp: stamp('credited'),
        of: fc.constantFrom('party-C-1', 'party-C-2', 'party-C-3', 'expert-E-1', 'expert-E-2'),
        projectId: or(id('P', 5)),
        kind: fc.constantFrom(
          'score' as const,
          'score' as const,
          'points' as const,
          'removal' as const,
          'penalty' as const,
        ),
        subject: fc.constantFrom('bidder' as const, 'agency' as const),
        disclosed: bit,
      }),
      { maxLength: 14 },
    ),
  })
  .map(({ projects, rows }) => ({
    projects: projects.map(project),
    credit: rows.map(({ stamp, of, projectId, kind, subject, disclosed }, index) => ({
      ...(new Map(projects).get(projectId ?? '') ?? UNKNOWN),
      ...{ stream: of, key: `k/${index}`, projectId, kind, ...stamp },
      ...(kind === 'score' ? { subject, disclosed } : { subject: null, disclosed: 0 as const }),
    })),
  }))

/** Every table; of `projects` only what others look up there. */
export const arbitraryRows = (measures: readonly string[]): fc.Arbitrary<Rows> =>
  fc
    .record({
      intervals: rowsOf(interval(measures)),
      registrations: rowsOf(fc.record({ acceptedOn: day, greenChannel: bit, deferred: bit })),
      returns: rowsOf(stamp('returned')),
      deferred: rowsOf(fc.record({ acceptedOn: day, dueOn: day, suppliedOn: or(day) })),
      awards: rowsOf(fc.tuple(stamp('award'), fc.record({ supplier: id('S', 3), ...money, isRate: bit })).map(awarded)),
      savings: rowsOf(
        fc.tuple(stamp('award'), fc.record({ ...money, isNegative: bit, isRate: bit, has: bit })).map(saved),
      ),
      contracts: rowsOf(
        fc
          .tuple(
            stamp('signed'),
            fc.record({ ...money, channel: fc.constantFrom('online' as const, 'paper' as const) }),
          )
          .map(flat),
      ),
      bonded: bonds,
      waivers: rowsOf(fc.tuple(stamp('waived'), fc.record(money)).map(flat)),
      sessions: rowsOf(
        fc.tuple(stamp('started'), fc.record({ sessionId: id('session', 3), mode, overnight: bit })).map(flat),
        ({ sessionId }) => sessionId,
      ),
      objections: rowsOf(fc.tuple(stamp('raised'), objection).map(objected)),
      loans: rowsOf(
        fc.tuple(stamp('granted'), fc.record({ supplier: fc.constantFrom('S-1', 'S-2', ''), ...money })).map(flat),
      ),
      competition: rowsOf(fc.tuple(stamp('opened'), fc.record({ bids: fc.nat(4) })).map(flat)),
      supervision: supervised,
      credited,
      lags: fc
        .array(
          fc.record({
            projectId: id('P', 4),
            type: fc.constantFrom('BidsOpened', 'ContractSigned'),
            stamp: stamp('event'),
            lagDays: fc.integer({ min: -1, max: 5 }),
          }),
          { maxLength: 14 },
        )
        .map((rows) =>
          rows.map(({ stamp, ...row }, index) => ({ ...row, ...stamp, key: `${index}`, recordedMs: stamp.occurredMs })),
        ),
    })
    .map(({ bonded, credited, ...tables }) => ({ ...tables, ...bonded, ...credited }))

const mode = fc.constantFrom('onsite' as const, 'remote' as const, 'distributed' as const)

const objection = fc.record({
  kind: fc.constantFrom('objection' as const, 'complaint' as const),
  about: fc.constantFrom('notice', 'documents', 'award'),
  channel: fc.constantFrom('online' as const, 'paper' as const),
  answer: or(fc.record({ after: fc.integer({ min: -2, max: 8 }), upheld: bit })),
})

type Stamped = { readonly eventId: string; readonly occurredMs: number; readonly occurredOn: number }

const flat = <T extends object>([stamp, row]: [Stamped, T]): Stamped & T => ({ ...stamp, ...row })

const awarded = ([stamp, { supplier, isRate, ...price }]: [
  Stamped,
  { supplier: string; isRate: 0 | 1; currency: string; amountMinor: bigint },
]) => ({ ...stamp, supplier, ...(isRate ? { currency: null, amountMinor: null } : price) })

const saved = ([stamp, { isRate, isNegative, has, currency, amountMinor }]: [
  Stamped,
  { isRate: 0 | 1; isNegative: 0 | 1; has: 0 | 1; currency: string; amountMinor: bigint },
]) => ({
  ...stamp,
  baseline: has ? ('known' as const) : ('none' as const),
  ratePriced: isRate,
  currency: has && !isRate ? currency : null,
  savedMinor: has && !isRate ? (isNegative ? -amountMinor : amountMinor) : null,
})

const objected = ([stamp, { answer, ...row }]: [
  Stamped,
  {
    kind: 'objection' | 'complaint'
    about: string
    channel: 'online' | 'paper'
    answer: { after: number; upheld: 0 | 1 } | null
  },
]) => {
  const answeredOn = answer && stamp.occurredOn + answer.after
  return {
    ...{ ...stamp, ...row, answeredOn, upheld: answer === null ? null : answer.upheld },
    ...{ answeredEvent: answer && 'answer', answeredMs: answeredOn && answeredOn * 86_400_000 },
  }
}

/** Days in the middle of the rows, as dates; their year before holds rows as well. */
export const arbitraryDay = day
