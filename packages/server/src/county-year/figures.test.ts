import { type Money, toMinor } from '@procurement-ledger/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { EARLIER_HISTORIC_BEFORE, HISTORIC_BEFORE } from './historic.ts'
import { COUNTY_YEAR_SEED, planCountyYear } from './plan.ts'
import { PUBLISHED } from './published.ts'
import { growth, percent, type Ratio, ratio, truncated, whole } from './ratio.ts'
import { type PlanFact, PlanFacts, type ProjectFacts } from './testing/plan-facts.ts'
import { dayOf } from './working-days.ts'

/** The raw facts of a plan, counted by hand: no ledger, no read model, no statistic. */
let facts: PlanFacts
let projects: readonly ProjectFacts[]

const HUNDRED_MILLION = 10_000_000_000n
const TEN_THOUSAND = 1_000_000n

const isIn = (year: number) => (fact: PlanFact) =>
  fact.day >= dayOf(`${year}-01-01`) && fact.day <= dayOf(`${year}-11-30`)
const fen = (money: Money | undefined): bigint => (money === undefined ? 0n : toMinor(money))
const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n)

/** The digits that a label was published with; the table may have a label twice only with equal digits. */
const digitsOf = (label: string): string =>
  PUBLISHED.find((figure) => figure.label === label)?.published ?? 'no such label'

const counted = new Set<string>()

function expectPublished(label: string, value: Ratio): void {
  counted.add(label)
  const published = digitsOf(label)
  expect(truncated(value, published.split('.')[1]?.length ?? 0)).toBe(published)
}

const awardsOf = (year: number, isCounted: (project: ProjectFacts) => boolean = () => true) =>
  projects.filter(isCounted).flatMap((project) => project.liveAwards.filter(isIn(year)))
const isWorks = ({ registered }: ProjectFacts): boolean => registered.category === 'works'
const isPurchase = ({ registered }: ProjectFacts): boolean => registered.regime === 'GPL'
const turnover = (awards: readonly PlanFact<'AwardDecided'>[]) => total(awards.map(({ data }) => fen(data.amount)))
const distinct = (found: readonly { readonly projectId: string }[]) =>
  new Set(found.map(({ projectId }) => projectId)).size

function cyclesOf(year: number, isCounted: (project: ProjectFacts) => boolean): number[] {
  return projects.filter(isCounted).flatMap((project) => {
    const live = new Set(project.liveAwards.map(({ data }) => data.awardId))
    const notice = project.of('AwardNoticeIssued').find(({ data }) => live.has(data.awardId))
    const registered = project.first('ProjectRegistered')
    return notice !== undefined && registered !== undefined && isIn(year)(notice) ? [notice.day - registered.day] : []
  })
}

const meanOf = (days: readonly number[]): Ratio =>
  ratio(
    days.reduce((a, b) => a + b, 0),
    days.length,
  )

function publicationDaysOf(year: number): number[] {
  return projects.flatMap((project) =>
    project.of('ContractSigned').flatMap((signed) => {
      const published = project.of('ContractPublished').find(({ data }) => data.contractId === signed.data.contractId)
      return published !== undefined && isIn(year)(published) ? [published.day - signed.day] : []
    }),
  )
}

describe.each([COUNTY_YEAR_SEED, 'another county'])(
  'the facts of the plan, counted by hand, give the published figures: seed %s',
  (seed) => {
    beforeAll(() => {
      facts = new PlanFacts(planCountyYear(seed))
      projects = [...facts.byProject.values()]
    })

    test('turnover', () => {
      expectPublished('Projects traded', whole(distinct(awardsOf(2023))))
      expectPublished('Turnover', ratio(turnover(awardsOf(2023)), HUNDRED_MILLION))
    })

    test('works and their growth', () => {
      const now = awardsOf(2023, isWorks)
      const before = awardsOf(2022, isWorks)
      expect(distinct(before)).toBe(57)
      expectPublished('Works tendered', whole(distinct(now)))
      expectPublished('Works tendered, growth', growth(distinct(now), distinct(before)))
      expectPublished('Turnover of works', ratio(turnover(now), HUNDRED_MILLION))
      expectPublished('Turnover of works, growth', growth(turnover(now), turnover(before)))
    })

    test('savings and added revenue', () => {
      const savings = projects.flatMap((project) => {
        const { registered, liveAwards } = project
        const [first] = liveAwards
        if (first === undefined || !isIn(2023)(first)) return []
        const awarded = turnover(liveAwards)
        if (registered.category === 'land' || registered.category === 'property')
          return registered.reservePrice === undefined ? [] : [awarded - fen(registered.reservePrice)]
        const baseline = registered.ceilingPrice ?? registered.budget
        return baseline === undefined ? [] : [fen(baseline) - awarded]
      })
      expect(savings.every((saving) => saving >= 0n)).toBe(true)
      expectPublished('Savings and added revenue', ratio(total(savings), HUNDRED_MILLION))
    })

    test('cycle times', () => {
      const works = cyclesOf(2023, isWorks)
      expect(works).toHaveLength(80)
      expectPublished('Cycle time, works', meanOf(works))
      expectPublished('Cycle time, government purchases', meanOf(cyclesOf(2023, isPurchase)))
    })

    test('contract publication', () => {
      expect(publicationDaysOf(2023)).toHaveLength(157)
      expectPublished('Contract publication time', meanOf(publicationDaysOf(2023)))
      expectPublished('Contract publication time, before', meanOf(publicationDaysOf(2022)))
    })

    test('contracts: 80 of works and 77 others; everything else is closed without one here', () => {
      const signed = facts.of('ContractSigned').filter(isIn(2023))
      const online = signed.filter(({ data }) => data.channel === 'online').length
      expect(signed.filter(({ projectId }) => isWorks(facts.byProject.get(projectId) as ProjectFacts))).toHaveLength(80)
      expectPublished('Contracts signed online', whole(online))
      expectPublished('Contracts signed online, share', percent(online, signed.length))

      const traded = new Set(awardsOf(2023).map(({ projectId }) => projectId))
      const closed = facts.of('ProjectClosed').filter(({ projectId }) => traded.has(projectId))
      expect(closed).toHaveLength(296 - 157)
    })

    test('bid bonds', () => {
      const lodged = facts.of('BidBondLodged').filter(isIn(2023))
      const guaranteed = lodged.filter(({ data }) => data.form === 'guarantee' || data.form === 'insurance')
      const sum = total(lodged.map(({ data }) => fen(data.amount)))
      const freed = total(guaranteed.map(({ data }) => fen(data.amount)))
      expectPublished('Guarantees and insurances', whole(guaranteed.length))
      expectPublished('Cash they freed', ratio(freed, HUNDRED_MILLION))
      expectPublished('Their share of all bid bonds, by number', percent(guaranteed.length, lodged.length))
      expectPublished('Their share of all bid bonds, by value', percent(freed, sum))

      const waived = facts.of('BidBondWaived').filter(isIn(2023))
      expectPublished('Projects without a bid bond', whole(distinct(waived)))
      expectPublished(
        'Bid bonds waived',
        ratio(total(waived.map(({ data }) => fen(data.amountWaived))), HUNDRED_MILLION),
      )
    })

    test('historic bonds: two figures on one page, because of two cut-offs', () => {
      const cleared = (before: string) =>
        projects.flatMap((project) => {
          const lodgedOn = new Map(
            [...project.of('BidBondLodged'), ...project.of('PerformanceBondLodged')].map(({ data, day }) => [
              data.bondId,
              day,
            ]),
          )
          return project
            .of('BondReleased')
            .filter(isIn(2023))
            .filter(({ data }) => (lodgedOn.get(data.bondId) ?? Number.POSITIVE_INFINITY) < dayOf(before))
            .map(({ data }) => fen(data.principal))
        })
      expectPublished(
        'Historic bonds cleared, lodged before 2022',
        ratio(total(cleared(HISTORIC_BEFORE)), TEN_THOUSAND),
      )
      expectPublished(
        'Historic bonds cleared, lodged before 2016',
        ratio(total(cleared(EARLIER_HISTORIC_BEFORE)), TEN_THOUSAND),
      )
      expect(total(cleared(HISTORIC_BEFORE))).toBe(129_690_000n)
      expect(total(cleared(EARLIER_HISTORIC_BEFORE))).toBe(150_000n)
    })

    test('the earlier projects are in no other figure', () => {
      const historic = facts.all.filter(({ projectId }) => projectId.includes('-H'))
      const inBothYears = historic.filter((fact) => fact.day >= dayOf(HISTORIC_BEFORE))
      expect(new Set(inBothYears.map(({ type }) => type))).toEqual(new Set(['BondReleased', 'ProjectArchived']))
    })

    test('objections, complaints, evaluations and loans', () => {
      const online = [...facts.of('ObjectionRaised'), ...facts.of('ComplaintFiled')].filter(
        (fact) => isIn(2023)(fact) && fact.data.channel === 'online',
      )
      expectPublished('Objections and complaints online', whole(online.length))
      expectPublished('Complaints decided', whole(facts.of('ComplaintDecided').filter(isIn(2023)).length))

      const started = facts.of('EvaluationStarted').filter(isIn(2023))
      const sessions = new Map(started.map(({ data }) => [data.sessionId, data.mode]))
      const inMode = (mode: string) => whole([...sessions.values()].filter((one) => one === mode).length)
      expect(started.length).toBeGreaterThan(sessions.size)
      expectPublished('Remote evaluations', inMode('remote'))
      expectPublished('Distributed evaluations', inMode('distributed'))

      const loans = facts.of('AwardFinancingGranted').filter(isIn(2023))
      const suppliers = loans.map(({ projectId, data }) => {
        const awards = facts.byProject.get(projectId)?.of('AwardDecided') ?? []
        return awards.find((award) => award.data.awardId === data.awardId)?.data.supplier.id
      })
      expectPublished('Enterprises with a loan on their award', whole(new Set(suppliers).size))
      expectPublished('Loans on awards', ratio(total(loans.map(({ data }) => fen(data.amount))), TEN_THOUSAND))
    })

    test('supervision: a site counts once, and a lead is a flag of an analysis that was resolved', () => {
      const checked = facts.of('DocumentsSpotChecked').filter(isIn(2023))
      expectPublished('Tender documents spot-checked', whole(checked.length))
      const opinions = facts.of('SupervisoryOpinionIssued').filter(isIn(2023))
      expectPublished('Supervisory opinions on them', whole(opinions.length))
      expect(opinions.every(({ projectId }) => checked.some((check) => check.projectId === projectId))).toBe(true)

      const inspected = facts.of('SiteInspected').filter(isIn(2023))
      expect(inspected.length).toBeGreaterThan(34)
      expectPublished('Sites inspected', whole(distinct(inspected)))

      const flags = facts.of('FlagRaised')
      const origins = facts
        .of('FlagResolved')
        .filter(isIn(2023))
        .map(({ projectId, data }) => {
          const own = flags.filter((flag) => flag.projectId === projectId)
          return own.find((flag) => flag.data.flagId === data.flagId)?.data.origin
        })
      expect(new Set(origins)).toEqual(new Set(['analytics', 'report']))
      expectPublished('Leads of data analysis verified', whole(origins.filter((one) => one === 'analytics').length))

      const cases = facts.of('HotlineCaseHandled').filter(isIn(2023))
      expect(new Set(cases.map(({ projectId }) => projectId.startsWith('party-')))).toEqual(new Set([true, false]))
      expectPublished('Hotline cases', whole(cases.length))
    })

    test('credit: an enterprise or an expert counts once', () => {
      const scored = facts.of('CreditScored').filter(isIn(2023))
      const bidders = scored.filter(({ data }) => data.subject === 'bidder')
      const disclosed = bidders.filter(({ data }) => data.disclosureMonths !== undefined)
      expectPublished('Enterprises scored', whole(distinct(bidders)))
      expectPublished('Enterprises whose score is disclosed', whole(distinct(disclosed)))
      const months = disclosed.map(({ data }) => data.disclosureMonths ?? 0)
      expect([Math.min(...months), Math.max(...months)]).toEqual([3, 12])
      expectPublished('Agencies scored', whole(distinct(scored.filter(({ data }) => data.subject === 'agency'))))
      for (const { data } of scored) expect(facts.byProject.has(data.projectId ?? '')).toBe(true)

      const sanctioned = facts.of('ExpertSanctioned').filter(isIn(2023))
      expectPublished(
        'Experts who lost points',
        whole(distinct(sanctioned.filter(({ data }) => data.kind === 'points'))),
      )
      expectPublished(
        'Experts removed from the pool',
        whole(distinct(sanctioned.filter(({ data }) => data.kind === 'removal'))),
      )
    })

    test('no published figure is left uncounted', () => {
      expect(PUBLISHED.map(({ label }) => label).filter((label) => !counted.has(label))).toEqual([])
    })
  },
)
