import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fromMinor, type LedgerEvent, toMinor } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { figure, type StatisticAnswer, statisticOf, statisticQuery } from '@procurement-ledger/projections'
import { beforeAll, describe, expect, test } from 'vitest'
import { openService } from '../service.ts'
import { eventsOf, facts, openTestLedger, withFiles } from './fixtures.ts'
import { importOcds } from './import-ocds.ts'
import type { ImportReport } from './report.ts'

/**
 * What real publishers published, held against what a few lines that know nothing of the import count in the same
 * files. The data is not part of the repository, since it names officials; where it is absent these tests are skipped.
 */
const DATA = join(import.meta.dirname, '../../../../../shared/data/ocds')
const isAbsent = !existsSync(DATA)
if (isAbsent) console.info(`skipped: there is no published data at ${DATA}`)

/** Releases as a script would see them, amounts as doubles. */
interface PlainRelease {
  readonly ocid: string
  readonly awards?: readonly PlainAward[] | object
  readonly contracts?: readonly PlainContract[]
  readonly tender?: {
    readonly status?: string
    readonly procurementMethod?: string
    readonly tenderPeriod?: { readonly startDate?: string; readonly endDate?: string }
    readonly tenderers?: readonly unknown[]
  }
}
interface PlainValue {
  readonly amount?: number | string | null | { readonly $numberLong: string }
  readonly currency?: string
}
interface PlainAward {
  readonly id?: string
  readonly status?: string
  readonly date?: string
  readonly value?: PlainValue
  readonly suppliers?: readonly unknown[]
}
interface PlainContract {
  readonly id?: string
  readonly awardID?: string
  readonly dateSigned?: string
  readonly status?: string
  readonly value?: PlainValue
}

const PUBLISHERS = ['ukraine', 'moldova', 'armenia', 'taiwan', 'colombia-2021'] as const

function releasesOf(publisher: string): readonly PlainRelease[] {
  const folder = join(DATA, 'real', publisher)
  return readdirSync(folder).flatMap((name) => {
    const content = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    return content.releases ?? [content]
  })
}

const amountOf = ({ amount }: PlainValue = {}): number | undefined => {
  if (typeof amount === 'object' && amount !== null) return Number(amount.$numberLong)
  return typeof amount === 'number' ? amount : undefined
}

/** Awards that were made (not proposed, not failed) and state an amount and a supplier; a later cancellation counts apart. */
const awardsOf = (releases: readonly PlainRelease[]) =>
  releases
    .flatMap(({ awards }) => (Array.isArray(awards) ? (awards as readonly PlainAward[]) : []))
    .filter(({ status = '' }) => status !== 'pending' && status !== 'unsuccessful')
    .filter(({ id, value, suppliers }) => id !== undefined && amountOf(value) !== undefined && suppliers?.length)

/** Contracts that were signed (not proposed, not cancelled before) and state an amount. */
const contractsOf = (releases: readonly PlainRelease[]) =>
  releases
    .flatMap(({ contracts = [] }) => contracts)
    .filter(({ status = '' }) => status !== 'pending' && status !== 'cancelled')
    .filter(({ id, value }) => id !== undefined && amountOf(value) !== undefined)

/** In cents, so that the sum of doubles is exact. */
function plainSums(values: readonly (PlainValue | undefined)[]): Record<string, bigint> {
  const sums: Record<string, bigint> = {}
  for (const value of values) {
    const currency = value?.currency?.toUpperCase() ?? ''
    sums[currency] = (sums[currency] ?? 0n) + BigInt(Math.round((amountOf(value) ?? 0) * 100))
  }
  return sums
}

function recordedSums(events: readonly LedgerEvent[]): Record<string, bigint> {
  const sums: Record<string, bigint> = {}
  for (const { data } of events) {
    const amount = data.amount as { amount: string; currency: string }
    sums[amount.currency] = (sums[amount.currency] ?? 0n) + toMinor(amount)
  }
  return sums
}

describe.skipIf(isAbsent).each(PUBLISHERS)('what %s published', (publisher) => {
  let report: ImportReport
  let events: readonly LedgerEvent[]
  let releases: readonly PlainRelease[]
  const recorded = (type: string) => events.filter((event) => event.type === type)

  beforeAll(async () => {
    await using ledger = await openTestLedger()
    report = await importOcds(ledger, [join(DATA, 'real', publisher)])
    events = await eventsOf(ledger)
    releases = releasesOf(publisher)
  })

  test('is read whole', () => {
    expect(report).toMatchObject({ filesRefused: [], filesIgnored: [], changed: [], releases: releases.length })
  })

  test('is a project for every ocid', () => {
    const ocids = new Set(releases.map(({ ocid }) => ocid))
    expect(report.projects).toBe(ocids.size)
    expect(new Set(recorded('ProjectImported').map(({ data }) => data.ocid))).toEqual(ocids)
  })

  test('is an AwardDecided for every award that was made, with the same sums', () => {
    const awards = awardsOf(releases)
    expect(recorded('AwardDecided')).toHaveLength(awards.length)
    expect(recordedSums(recorded('AwardDecided'))).toEqual(plainSums(awards.map(({ value }) => value)))
  })

  test('is an AwardCancelled for every award that was cancelled', () => {
    const cancelled = awardsOf(releases).filter(({ status }) => status === 'cancelled')
    expect(recorded('AwardCancelled')).toHaveLength(cancelled.length)
  })

  test('is a ContractSigned for every contract that was signed, with the same sums', () => {
    const contracts = contractsOf(releases)
    expect(recorded('ContractSigned')).toHaveLength(contracts.length)
    expect(recordedSums(recorded('ContractSigned'))).toEqual(plainSums(contracts.map(({ value }) => value)))
  })

  test('reports every award and contract that it does not record', () => {
    const all = releases.flatMap(({ awards }) => (Array.isArray(awards) ? awards : [])).length
    const left = report.notRecorded.filter(({ path }) => path === 'awards[]').reduce((sum, { count }) => sum + count, 0)
    expect(recorded('AwardDecided').length + left).toBe(all)
    const contracts = releases.flatMap(({ contracts = [] }) => contracts).length
    const open = report.notRecorded
      .filter(({ path }) => path === 'contracts[]')
      .reduce((sum, { count }) => sum + count, 0)
    expect(recorded('ContractSigned').length + open).toBe(contracts)
  })
})

/** Days from one date to another in UTC, either of which may not be stated; of what has failed, `isDropped`. */
interface PlainInterval {
  readonly start: number | undefined
  readonly end: number | undefined
  readonly isDropped: boolean
}

const DAY_MS = 86_400_000
const dayOf = (text: string | undefined): number | undefined =>
  text ? Math.floor(Date.parse(text) / DAY_MS) : undefined
const earliest = (days: readonly (number | undefined)[]): number | undefined =>
  days.filter((day) => day !== undefined).sort((a, b) => a - b)[0]

const hasFailed = ({ tender }: PlainRelease): boolean => ['unsuccessful', 'cancelled'].includes(tender?.status ?? '')

/** Of releases that each tell a whole process, as all of these do. */
const liveAwardsOf = (release: PlainRelease) => awardsOf([release]).filter(({ status }) => status !== 'cancelled')

const noticeToAward = (release: PlainRelease): readonly PlainInterval[] => [
  {
    start: dayOf(release.tender?.tenderPeriod?.startDate),
    end: earliest(liveAwardsOf(release).map(({ date }) => dayOf(date))),
    isDropped: hasFailed(release),
  },
]

function awardToContract(release: PlainRelease): readonly PlainInterval[] {
  const contracts = contractsOf([release])
  const awards = new Map(liveAwardsOf(release).map(({ id, date }) => [id, dayOf(date)]))
  return [...new Set([...awards.keys(), ...contracts.map(({ awardID }) => awardID)])].map((awardId) => ({
    start: awards.get(awardId),
    end: earliest(contracts.filter(({ awardID }) => awardID === awardId).map(({ dateSigned }) => dayOf(dateSigned))),
    isDropped: hasFailed(release),
  }))
}

function plainFigure(intervals: readonly PlainInterval[]) {
  const days = intervals.flatMap(({ start, end }) => (start === undefined || end === undefined ? [] : [end - start]))
  const counted = days.filter((length) => length >= 0)
  return {
    n: counted.length,
    sum: counted.reduce((sum, length) => sum + length, 0),
    excluded: {
      open: intervals.filter(({ start, end, isDropped }) => start !== undefined && end === undefined && !isDropped)
        .length,
      negative: days.length - counted.length,
      noStart: intervals.filter(({ start, end }) => start === undefined && end !== undefined).length,
    },
  }
}

describe.skipIf(isAbsent).each(PUBLISHERS)('statistics over what %s published', (publisher) => {
  let releases: readonly PlainRelease[]
  let ask: (id: string, query: object) => Promise<StatisticAnswer['total']>

  beforeAll(async () => {
    const service = await openService({ store: memory() })
    await importOcds(service.ledger, [join(DATA, 'real', publisher)])
    await service.catchUp()
    releases = releasesOf(publisher)
    ask = async (id, query) => {
      const definition = statisticOf(id)
      if (definition === undefined) return expect.fail(`${id} is no statistic`)
      return (await figure(service.models, definition, statisticQuery(definition).parse(query))).total
    }
    return () => service.close()
  })

  test('exclude and count intervals that are negative, open or without a start', async () => {
    expect(await ask('cycle-time', { variant: 'notice-to-award-notice' })).toMatchObject(
      plainFigure(releases.flatMap(noticeToAward)),
    )
    expect(await ask('award-to-contract-time', {})).toMatchObject(plainFigure(releases.flatMap(awardToContract)))
  })

  test('sum awards that were not cancelled, and contracts, in each of their currencies', async () => {
    const awards = releases.flatMap(liveAwardsOf).map(({ value }) => value)
    const contracts = contractsOf(releases).map(({ value }) => value)
    for (const [currency, minor] of Object.entries(plainSums(awards)))
      expect(await ask('turnover', { currency })).toMatchObject({ sum: fromMinor(minor, currency) })
    for (const [currency, minor] of Object.entries(plainSums(contracts)))
      expect(await ask('contracts', { currency })).toMatchObject({ sum: fromMinor(minor, currency) })
    expect(await ask('turnover', { currency: 'CNY' })).toMatchObject({
      awards: 0,
      excluded: { otherCurrency: awards.length },
    })
  })
})

describe.skipIf(isAbsent)('the published data', () => {
  test('imported again adds nothing', async () => {
    await using ledger = await openTestLedger()
    const first = await importOcds(ledger, [join(DATA, 'real')])
    const again = await importOcds(ledger, [join(DATA, 'real')])
    expect(again).toMatchObject({ events: 0, repeated: first.events, changed: [] })
    expect(await eventsOf(ledger)).toHaveLength(first.events)
  })

  test('shows the tender periods of Armenia that end before they start', async () => {
    await using ledger = await openTestLedger()
    await importOcds(ledger, [join(DATA, 'real/armenia')])
    const recorded = (await eventsOf(ledger)).filter(
      ({ type }) => type === 'TenderNoticePublished' || type === 'InvitationIssued',
    )
    const negative = recorded.filter(
      ({ occurredAt, data }) => Date.parse(String(data.bidDeadlineAt)) < Date.parse(occurredAt),
    )

    const periods = releasesOf('armenia').filter(({ tender }) => tender?.tenderPeriod?.endDate !== undefined)
    const isNegative = ({ tender }: PlainRelease) =>
      Date.parse(tender?.tenderPeriod?.endDate ?? '') < Date.parse(tender?.tenderPeriod?.startDate ?? '')
    expect([periods.length, periods.filter(isNegative).length]).toEqual([27, 13])
    expect([recorded.length, negative.length]).toEqual([27, 13])
  })

  test('the ISO-8859-1 file is refused by the name of its flaw', async () => {
    await using ledger = await openTestLedger()
    const file = join(DATA, 'ocdskit/tests/fixtures/realdata/release-package_encoding-iso-8859-1.json')
    const { filesRefused, events } = await importOcds(ledger, [file])
    expect(filesRefused).toMatchObject([{ code: 'ENCODING', reason: expect.stringContaining('ISO-8859-1') }])
    expect(events).toBe(0)
  })

  test('every folder of it, whatever it holds, ends with a report', async () => {
    await using ledger = await openTestLedger()
    const { filesRefused, projects } = await importOcds(ledger, [DATA])
    expect(projects).toBeGreaterThan(242)
    const readable = filesRefused.filter(({ code }) => code !== 'NOT_OCDS').map(({ file }) => basename(file))
    expect(readable).toEqual([
      // A schema with a key that stands twice.
      'release-schema-1__0__3.json',
      'release-package_encoding-iso-8859-1.json',
      // Several indented values, one after another.
      'release-packages.jsonl',
    ])
  })

  test('the versioned record of the change history gives what its releases give', async () => {
    const folder = join(DATA, 'standard/docs/examples/change_history')
    const steps = ['tender', 'tenderUpdate', 'award', 'contract', 'implementation', 'contractAmendment']
    const summary = (events: readonly LedgerEvent[]) =>
      facts(events).map(({ type, occurredAt, data }) => ({ type, occurredAt, data }))
    await using released = await openTestLedger()
    await importOcds(
      released,
      steps.map((step) => join(folder, `${step}.json`)),
    )

    await using record = await openTestLedger()
    const versioned = JSON.parse(readFileSync(join(folder, 'records/contractAmendment.json'), 'utf8'))
    for (const one of versioned.records) for (const key of ['releases', 'compiledRelease']) delete one[key]
    await withFiles([{ name: 'r.json', content: versioned }], (paths) => importOcds(record, paths))
    const withoutSource = (events: readonly LedgerEvent[]) =>
      summary(events).filter(({ type }) => type !== 'ProjectImported')
    expect(withoutSource(await eventsOf(record))).toEqual(withoutSource(await eventsOf(released)))
  })
})
