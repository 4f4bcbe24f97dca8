import type { AskOf, ProjectEventType } from '@procurement-ledger/core'
import { describe, expect, test } from 'vitest'
import { cny } from '../money.ts'
import { namedViolations, planCountyYear } from '../plan.ts'
import { breachesOf, CHECKED_RULES } from './breaches.ts'
import { type PlanFact, PlanFacts, ProjectFacts } from './plan-facts.ts'

/**
 * A check that cannot fail proves nothing. So each rule is shown a lawful project of the plan, and the same project with
 * one thing changed for the worse. Rules with a named violation have failed already.
 */
const projects = [...new PlanFacts(planCountyYear()).byProject.values()].filter(
  (project) => breachesOf(project).length === 0,
)

type Change = (facts: readonly PlanFact[]) => readonly PlanFact[]

const DAY_MS = 86_400_000

const later =
  (type: ProjectEventType, days: number): Change =>
  (facts) =>
    facts.map((fact) =>
      fact.type === type ? { ...fact, day: fact.day + days, occurredMs: fact.occurredMs + days * DAY_MS } : fact,
    )

const without =
  (type: ProjectEventType): Change =>
  (facts) =>
    facts.filter((fact) => fact.type !== type)

const edited =
  <Type extends ProjectEventType>(type: Type, edit: (data: AskOf<Type>) => AskOf<Type>): Change =>
  (facts) =>
    facts.map((fact) => (fact.type === type ? { ...fact, data: edit(fact.data as AskOf<Type>) } : fact))

/** What has to occur in a project that shows the rule, and what makes it unlawful. */
const worsened: {
  readonly [rule: string]: readonly (readonly [
    occurs: ProjectEventType | readonly ProjectEventType[],
    regime: string,
    change: Change,
  ])[]
} = {
  R02: [
    ['BidsOpened', 'TBL', edited('TenderNoticePublished', (data) => ({ ...data, documentsUntil: data.documentsFrom }))],
    ['BidsOpened', 'GPL', edited('TenderNoticePublished', (data) => ({ ...data, documentsUntil: data.documentsFrom }))],
  ],
  R04: [['DeadlineExtended', 'TBL', later('ClarificationIssued', 10)]],
  R05: [
    [['ObjectionRaised', 'DeadlineExtended'], 'TBL', later('ObjectionAnswered', 9)],
    [['ObjectionRaised', 'DeadlineExtended'], 'TBL', without('ProcedureSuspended')],
  ],
  R06: [['BidsOpened', 'TBL', later('BidsOpened', 1)]],
  R07: [['BidsOpened', 'TBL', later('BidSubmitted', 9)]],
  R08: [['BidsOpened', 'GPL', edited('BidsOpened', (data) => ({ ...data, bids: data.bids.slice(0, 2) }))]],
  R09: [['ExpertsDrawn', 'TBL', edited('ExpertsDrawn', (data) => ({ ...data, experts: data.experts.slice(1) }))]],
  R10: [['CandidatesPublicised', 'TBL', edited('AwardDecided', (data) => ({ ...data, bidId: 'bid-none' }))]],
  R13: [
    ['BidsEvaluated', 'GPL', later('AwardDecided', 20)],
    ['BidsEvaluated', 'GPL', later('EvaluationReportDelivered', 12)],
    ['BidsEvaluated', 'GPL', without('AwardResultPublished')],
  ],
  R18: [['ContractFiled', 'GPL', later('ContractFiled', 20)]],
  R19: [['BidBondLodged', 'TBL', edited('ProjectRegistered', (data) => ({ ...data, ceilingPrice: cny(100n) }))]],
  R21: [['BidBondLodged', 'GPL', later('BondReleased', 40)]],
  R22: [['BidWithdrawn', 'TBL', later('BidWithdrawn', -20)]],
  R23: [
    ['PerformanceBondLodged', 'TBL', edited('PerformanceBondLodged', (data) => ({ ...data, amount: cny(10n ** 13n) }))],
  ],
  R24: [['ContractAmended', 'TBL', edited('ContractAmended', (data) => ({ ...data, amount: cny(10n ** 13n) }))]],
  R25: [
    ['ComplaintFiled', 'TBL', later('ComplaintFiled', 30)],
    ['ComplaintDecided', 'TBL', later('ComplaintDecided', 90)],
  ],
  R26: [
    ['ComplaintFiled', 'GPL', later('ComplaintFiled', 60)],
    ['ComplaintFiled', 'GPL', later('ObjectionRaised', 30)],
    ['ComplaintDecided', 'GPL', without('ComplaintAccepted')],
  ],
  R27: [
    [
      'SingleSourcePublicised',
      'GPL',
      edited('SingleSourcePublicised', (data) => ({ ...data, publicUntil: data.publicFrom })),
    ],
  ],
  R28: [['ProjectArchived', 'TBL', edited('ProjectArchived', (data) => ({ ...data, retainUntil: '2025-01-01' }))]],
}

describe('the checks of the law can fail', () => {
  for (const [rule, cases] of Object.entries(worsened))
    for (const [index, [occurs, regime, change]] of cases.entries())
      test(`${rule}, example ${index + 1}`, () => {
        const lawful = projects.find(
          (project) => project.registered.regime === regime && [occurs].flat().every((type) => project.first(type)),
        )
        if (lawful === undefined) return expect.fail(`no project of regime ${regime} has ${occurs}`)
        const unlawful = new ProjectFacts(lawful.projectId, change(lawful.all))
        expect(breachesOf(unlawful)).toContain(rule)
      })

  test('no rule is left out', () => {
    const failed = new Set([...Object.keys(worsened), ...namedViolations().map(({ rule }) => rule)])
    expect([...failed].toSorted()).toEqual([...CHECKED_RULES].toSorted())
  })
})
