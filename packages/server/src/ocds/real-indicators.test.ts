import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { memory } from '@procurement-ledger/core/memory'
import { figure, type StatisticAnswer, statisticOf, statisticQuery } from '@procurement-ledger/projections'
import { beforeAll, describe, expect, test } from 'vitest'
import { openService } from '../service.ts'
import { importOcds } from './import-ocds.ts'

/**
 * Cycle times and the indicators of the Open Contracting Partnership over what real publishers published, held against
 * a few lines that read the same JSON and know neither import, events nor read models. The data is not part of the
 * repository, since it names officials; where it is absent these tests are skipped.
 */
const DATA = join(import.meta.dirname, '../../../../../shared/data/ocds/real')
const isAbsent = !existsSync(DATA)
if (isAbsent) console.info(`skipped: there is no published data at ${DATA}`)

/** As the files have it; each tells a whole process. */
interface Release {
  readonly date: string
  readonly tender?: {
    readonly status?: string
    readonly procurementMethod?: string
    readonly tenderPeriod?: Period
    readonly bidOpening?: { readonly date?: string }
  }
  readonly awards?: readonly Award[] | object
  readonly contracts?: readonly Contract[]
  readonly bids?: { readonly details?: readonly { readonly status?: string; readonly date?: string }[] }
}
interface Period {
  readonly startDate?: string
  readonly endDate?: string
}
interface Award {
  readonly id?: string
  readonly status?: string
  readonly date?: string
  readonly value?: { readonly amount?: unknown }
  readonly suppliers?: readonly unknown[]
}
interface Contract {
  readonly awardID?: string
  readonly status?: string
  readonly dateSigned?: string
  readonly period?: Period
  readonly value?: { readonly amount?: unknown }
}

const PUBLISHERS = ['ukraine', 'moldova', 'armenia', 'taiwan', 'colombia-2021'] as const

const releasesOf = (publisher: string): readonly Release[] =>
  readdirSync(join(DATA, publisher)).flatMap((name) => {
    const content = JSON.parse(readFileSync(join(DATA, publisher, name), 'utf8'))
    return content.releases ?? [content]
  })

/** Days since 1970 in UTC, in which data without a zone of its own is read. */
type Day = number | undefined
const dayOf = (text: string | undefined): Day => (text ? Math.floor(Date.parse(text) / 86_400_000) : undefined)
const known = (days: readonly Day[]): number[] => days.filter((day) => day !== undefined).sort((a, b) => a - b)
const hasAmount = ({ value }: Award | Contract): boolean => value?.amount !== undefined && value.amount !== null

const awardsOf = ({ awards }: Release): readonly Award[] =>
  (Array.isArray(awards) ? (awards as Award[]) : [])
    .filter(({ status = '' }) => !['pending', 'unsuccessful', 'cancelled'].includes(status))
    .filter((award) => award.id !== undefined && hasAmount(award) && award.suppliers?.length)

const contractsOf = ({ contracts = [] }: Release): readonly Contract[] =>
  contracts.filter(({ status = '' }) => !['pending', 'cancelled'].includes(status)).filter(hasAmount)

const tenderStart = ({ tender }: Release): Day => dayOf(tender?.tenderPeriod?.startDate)
const tenderEnd = ({ tender }: Release): Day => dayOf(tender?.tenderPeriod?.endDate)
const awardDate = (release: Release): Day => known(awardsOf(release).map(({ date }) => dayOf(date)))[0]
const droppedOn = ({ tender, date }: Release): Day =>
  ['unsuccessful', 'cancelled'].includes(tender?.status ?? '') ? dayOf(date) : undefined

/** Bids that stood are opened when the tender says so; offers are in when the last of them came. */
function openedOn({ tender, bids, date }: Release): Day {
  const stood = (bids?.details ?? []).filter(({ status = '' }) => !['invited', 'withdrawn'].includes(status))
  if (stood.length === 0) return undefined
  if (!['limited', 'direct'].includes(tender?.procurementMethod ?? '')) return dayOf(tender?.bidOpening?.date ?? date)
  return known(stood.map((bid) => dayOf(bid.date))).at(-1) ?? dayOf(date)
}

/** The start of a period that has both ends in their order. */
function contractStart({ period }: Contract): Day {
  const [start, end] = [dayOf(period?.startDate), dayOf(period?.endDate)]
  return start !== undefined && end !== undefined && start <= end ? start : undefined
}

interface Interval {
  readonly start: Day
  readonly end: Day
  readonly dropped: Day
}

const perProject =
  (start: (release: Release) => Day, end: (release: Release) => Day) =>
  (release: Release): readonly Interval[] => [{ start: start(release), end: end(release), dropped: droppedOn(release) }]

const perAward =
  (end: (contract: Contract) => Day) =>
  (release: Release): readonly Interval[] => {
    const awards = new Map(awardsOf(release).map(({ id, date }) => [id, dayOf(date)]))
    const contracts = contractsOf(release)
    return [...new Set([...awards.keys(), ...contracts.map(({ awardID }) => awardID)])].map((id) => ({
      start: awards.get(id),
      end: known(contracts.filter(({ awardID }) => awardID === id).map(end))[0],
      dropped: droppedOn(release),
    }))
  }

const never = (): Day => undefined

const INTERVALS: readonly (readonly [
  id: string,
  variant: string | undefined,
  of: (release: Release) => readonly Interval[],
])[] = [
  // Nobody registers or accepts what is imported, and OCDS states neither documents' versions nor a publicity.
  ['cycle-time', 'registered-to-award-notice', perProject(never, awardDate)],
  ['cycle-time', 'accepted-to-award-notice', perProject(never, awardDate)],
  ['cycle-time', 'notice-to-award-notice', perProject(tenderStart, awardDate)],
  ['cycle-time', 'documents-to-publicity-end', perProject(never, never)],
  ['cycle-time', 'opening-to-award-notice', perProject(openedOn, awardDate)],
  ['award-to-contract-time', 'award-notice-to-contract', perAward(({ dateSigned }) => dayOf(dateSigned))],
  ['ocp-U059', undefined, perProject(tenderStart, tenderEnd)],
  ['ocp-U060', undefined, perProject(tenderEnd, awardDate)],
  ['ocp-U061', undefined, perAward(contractStart)],
  ['ocp-U062', undefined, perProject(tenderStart, awardDate)],
]

function plainTimes(intervals: readonly Interval[], to: number) {
  const by = (day: Day): boolean => day !== undefined && day <= to
  const ended = intervals.filter(({ end }) => by(end))
  const days = ended.flatMap(({ start, end }) => (start === undefined ? [] : (end as number) - start))
  const counted = days.filter((length) => length >= 0).sort((a, b) => a - b)
  const n = counted.length
  const sum = counted.reduce((total, length) => total + length, 0)
  const at = (share: number): number | null => {
    if (n === 0) return null
    const [low, high] = [Math.floor((n - 1) * share), Math.ceil((n - 1) * share)].map((i) => counted[i] as number)
    const between = (n - 1) * share - Math.floor((n - 1) * share)
    return Number(((low as number) + ((high as number) - (low as number)) * between).toFixed(2))
  }
  return {
    ...{ n, sum, mean: n === 0 ? null : sum / n, median: at(0.5), p90: at(0.9) },
    ...{ min: counted[0] ?? null, max: counted.at(-1) ?? null },
    excluded: {
      open: intervals.filter(({ start, end, dropped }) => by(start) && !by(end) && !by(dropped)).length,
      negative: days.length - n,
      noStart: ended.filter(({ start }) => start === undefined).length,
    },
  }
}

const WAITING: readonly (readonly [id: string, of: (release: Release) => readonly Interval[]])[] = [
  [
    'ocp-U049',
    // An award that states no date is there from the release on that tells of it.
    perProject(tenderEnd, (release) => known(awardsOf(release).map(({ date }) => dayOf(date || release.date)))[0]),
  ],
  ['ocp-U050', perAward(({ dateSigned }) => dayOf(dateSigned))],
]

function plainShare(intervals: readonly Interval[], to: number) {
  const by = (day: Day): boolean => day !== undefined && day <= to
  const begun = intervals.filter(({ start }) => by(start))
  const long = begun.filter(({ start }) => to - (start as number) > 30)
  const counted = long.filter(({ dropped }) => !by(dropped))
  const n = counted.filter(({ end }) => !by(end)).length
  return {
    ...{ n, of: counted.length, share: counted.length === 0 ? null : n / counted.length },
    excluded: { recent: begun.length - long.length, failed: long.length - counted.length },
  }
}

/** Before, among and after the dates of the files. */
const ENDS = ['2016-07-10', '2017-05-31', '2019-06-30', '2021-03-31', '2030-12-31'] as const

describe.skipIf(isAbsent).each(PUBLISHERS)('over what %s published', (publisher) => {
  let releases: readonly Release[]
  let ask: (id: string, query: object) => Promise<StatisticAnswer['total']>

  beforeAll(async () => {
    const service = await openService({ store: memory() })
    await importOcds(service.ledger, [join(DATA, publisher)])
    await service.catchUp()
    releases = releasesOf(publisher)
    ask = async (id, query) => {
      const definition = statisticOf(id)
      if (definition === undefined) return expect.fail(`${id} is no statistic`)
      return (await figure(service.models, definition, statisticQuery(definition).parse(query))).total
    }
    return () => service.close()
  })

  test.each(INTERVALS)('%s, %s, is what the files say', async (id, variant, of) => {
    const intervals = releases.flatMap(of)
    for (const to of ENDS)
      expect([to, await ask(id, { variant, to })]).toEqual([to, plainTimes(intervals, dayOf(to) as number)])
    expect(await ask(id, { variant })).toEqual(plainTimes(intervals, Number.POSITIVE_INFINITY))
  })

  test.each(WAITING)('%s is what the files say', async (id, of) => {
    const intervals = releases.flatMap(of)
    for (const to of ENDS) expect([to, await ask(id, { to })]).toEqual([to, plainShare(intervals, dayOf(to) as number)])
  })
})

test.skipIf(isAbsent)('the files have what the indicators are about', () => {
  const all = PUBLISHERS.flatMap(releasesOf)
  const numbers = INTERVALS.filter(([id]) => id.startsWith('ocp')).map(([id, , of]) => [
    id,
    plainTimes(all.flatMap(of), Number.POSITIVE_INFINITY).n,
  ])
  for (const [id, n] of numbers) expect([id, Number(n) > 10]).toEqual([id, true])
  const waiting = WAITING.map(([, of]) => plainShare(all.flatMap(of), dayOf('2021-03-31') as number).of)
  expect(Math.min(...waiting)).toBeGreaterThan(10)
})
