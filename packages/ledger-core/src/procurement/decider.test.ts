import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instantMs, utcMillis } from '../kernel/calendar.ts'
import type { RefusalCode } from '../kernel/refusal.ts'
import { fact, given, lawful, replay, type Stated, TEST_NOW } from '../testing/given.ts'
import {
  accepted,
  awardDecided,
  awarded,
  bidderA,
  bidderB,
  bidSubmitted,
  bidsEvaluated,
  bidsOpened,
  completed,
  contracted,
  evaluated,
  imported,
  opened,
  projectRegistered,
  tendering,
  withBids,
} from '../testing/histories.ts'
import { sampleOf } from '../testing/samples.ts'
import { type AskedFact, decide, decideImported, evolve, isImported, isRestated } from './decider.ts'
import {
  type Condition,
  lifecycle,
  PHASES,
  type Phase,
  type ProjectEventType,
  ROLES,
  type Role,
  type Row,
} from './lifecycle.ts'
import { emptyProject, type Project } from './project.ts'
import { Procedure } from './shapes.ts'

const TYPES = Object.keys(lifecycle) as ProjectEventType[]
const FIRST = TYPES.filter((type) => lifecycle[type].from === 'none')
const LATER = TYPES.filter((type) => lifecycle[type].from !== 'none')
const NOW_MS = instantMs(TEST_NOW)

const rowOf = (type: ProjectEventType): Row => lifecycle[type]

/** The stored sample as a fact, by the first role that the table names. */
const sampleFact = (type: ProjectEventType, stated: { occurredAt?: string; role?: Role } = {}): AskedFact =>
  lawful(fact(type, sampleOf(type), stated))

const outcome = (project: Project, asked: AskedFact): RefusalCode | undefined => decide(project, asked, NOW_MS)?.code

// --- Every phase, in every procedure ---------------------------------------------------------------------------------

const cancelled = fact('ProjectCancelled', { reason: 'the funds were withdrawn' })
const suspended = fact('ProcedureSuspended', { cause: 'complaint' })
const archived = fact('ProjectArchived', { items: [], retainUntil: '2038-12-31' })
const closed = fact('ProjectClosed', { reason: 'other' })
const failed = fact('TenderFailed', { reason: 'tooFewBids' })

const lifeUpTo: { readonly [P in Phase]: (registered: object) => readonly Stated[] } = {
  registered: (registered) => [projectRegistered(registered)],
  accepted,
  tendering,
  opened,
  evaluated,
  awarded,
  contracted,
  completed: (registered) => [...contracted(registered), closed],
  failed: (registered) => [...tendering(registered), failed],
  cancelled: (registered) => [...tendering(registered), cancelled],
}

/** The signed contract stays when its award is cancelled, and a second award is decided. */
const awardedBesideContract = (registered: object): readonly Stated[] => [
  ...contracted(registered),
  fact('AwardCancelled', { awardId: 'award-1', reason: 'unlawful' }),
  awardDecided('award-2', 'bid-b', bidderB),
]

interface Scenario {
  readonly name: string
  readonly phase: Phase
  readonly holds: readonly Condition[]
  readonly project: Project
}

function scenario(phase: Phase, procedure: string | undefined, history: readonly Stated[]): Scenario {
  const project = replay(history)
  const holds: Condition[] = []
  if (procedure === 'auction' || procedure === 'listing') holds.push('forAuctionOrListing')
  if (procedure === 'singleSource') holds.push('forSingleSource')
  if (!history.some(({ type }) => type === 'ContractSigned')) holds.push('withoutContract')
  return { name: `${phase}, ${procedure}, ${holds.join(' ')}`, phase, holds, project }
}

const SCENARIOS: readonly Scenario[] = [...Procedure.options, undefined].flatMap((procedure) => [
  ...PHASES.map((phase) => scenario(phase, procedure, lifeUpTo[phase]({ procedure }))),
  scenario('awarded', procedure, awardedBesideContract({ procedure })),
])

const ENDS: readonly Phase[] = ['completed', 'failed', 'cancelled']

/** What the row says of a scenario, read without the decider. */
function isInSequence(type: ProjectEventType, { phase, holds }: Scenario): boolean {
  const { from } = rowOf(type)
  if (from === 'none') return false
  if (from === 'any') return true
  if (from === 'active') return !ENDS.includes(phase)
  return from.some((entry) =>
    typeof entry === 'string' ? entry === phase : entry[0] === phase && holds.includes(entry[1]),
  )
}

describe('phase', () => {
  test('every history leads to its phase', () => {
    expect(SCENARIOS.map(({ project }) => project.phase)).toEqual(SCENARIOS.map(({ phase }) => phase))
  })

  test.each(PHASES)('in phase %s an event is out of sequence exactly when its row says so', (phase) => {
    const surprises = SCENARIOS.filter((scene) => scene.phase === phase).flatMap((scene) =>
      LATER.filter(
        (type) => (outcome(scene.project, sampleFact(type)) === 'OUT_OF_SEQUENCE') === isInSequence(type, scene),
      ).map((type) => `${type} in ${scene.name}`),
    )
    expect(surprises).toEqual([])
  })

  test('each condition of the table holds somewhere, and fails somewhere', () => {
    const conditions: readonly Condition[] = ['forAuctionOrListing', 'forSingleSource', 'withoutContract']
    for (const condition of conditions) {
      expect(new Set(SCENARIOS.map(({ holds }) => holds.includes(condition)))).toEqual(new Set([true, false]))
    }
  })

  test('what asks for a first event finds none, and a first event finds a project', () => {
    for (const type of LATER) expect(outcome(emptyProject('P-1'), sampleFact(type))).toBe('PROJECT_UNKNOWN')
    for (const type of FIRST) expect(outcome(emptyProject('P-1'), sampleFact(type))).toBeUndefined()
    for (const type of FIRST)
      for (const { project } of SCENARIOS) expect(outcome(project, sampleFact(type))).toBe('PROJECT_EXISTS')
  })

  test('judging changes nothing', () => {
    for (const { project } of SCENARIOS) {
      const before = structuredClone(project)
      for (const type of TYPES) decide(project, sampleFact(type), NOW_MS)
      expect(project).toEqual(before)
    }
  })
})

// --- Suspension ------------------------------------------------------------------------------------------------------

/** Part B of the catalogue: what supervises and corrects. */
const PART_B: readonly ProjectEventType[] = [
  'DocumentsSpotChecked',
  'SupervisoryOpinionIssued',
  'SupervisoryOpinionAnswered',
  'SiteInspected',
  'FlagRaised',
  'FlagResolved',
  'HotlineCaseHandled',
  'EventCorrected',
  'EventAnnulled',
  'PersonalDataErased',
]

/** As the catalogue lists them. */
const WHILE_SUSPENDED: readonly ProjectEventType[] = [
  'EnquiryAnswered',
  'ClarificationIssued',
  'DeadlineExtended',
  'BidWithdrawn',
  'ObjectionRaised',
  'ObjectionAnswered',
  'ComplaintFiled',
  'ComplaintAccepted',
  'ComplaintRefused',
  'ComplaintDecided',
  'ComplaintWithdrawn',
  'ReEvaluationOrdered',
  'AwardCancelled',
  'BondReleased',
  'VenueReleased',
  'ProcedureResumed',
  'TenderFailed',
  'ProjectCancelled',
  ...PART_B,
]

describe('suspension', () => {
  test('what follows the phase waits while the procedure is suspended, but for what the catalogue lists', () => {
    const surprises: string[] = []
    for (const scene of SCENARIOS.filter(({ phase }) => !ENDS.includes(phase))) {
      const project = structuredClone(scene.project)
      evolve(project, lawful(suspended))
      for (const type of LATER.filter((later) => isInSequence(later, scene))) {
        const isSuspended = outcome(project, sampleFact(type)) === 'SUSPENDED'
        if (isSuspended === WHILE_SUSPENDED.includes(type)) surprises.push(`${type} in ${scene.name}`)
      }
    }
    expect(surprises).toEqual([])
  })

  test('a procedure is suspended once', () => {
    given(...tendering(), suspended)
      .when(suspended)
      .thenRefused('SUSPENDED')
  })

  test('an end ends the suspension', () => {
    given(...tendering(), suspended)
      .when(failed)
      .then(({ suspension }) => expect(suspension).toBeUndefined())
  })

  test('an end cannot be suspended', () => {
    given(...completed())
      .when(suspended)
      .thenRefused('OUT_OF_SEQUENCE')
  })
})

// --- Roles -----------------------------------------------------------------------------------------------------------

/**
 * What the row says of a role, read without the decider. Whatever an agency may state, a buyer may state too. The target
 * of a correction is unknown here, so that no role is refused for it: event-corrected.test.ts asks with targets.
 */
const mayState = (type: ProjectEventType, role: Role, phase: Phase | 'none'): boolean =>
  rowOf(type).orByTarget ||
  rowOf(type).by.some((entry) => {
    const [allowed, phases]: readonly [Role, (readonly Phase[])?] = typeof entry === 'string' ? [entry] : entry
    const names = allowed === 'agency' ? ['agency', 'buyer'] : [allowed]
    return names.includes(role) && (phases === undefined || (phases as readonly string[]).includes(phase))
  })

describe('roles', () => {
  test.each(ROLES)('%s states what its rows allow, and nothing else', (role) => {
    const surprises: string[] = []
    const nothing = { phase: 'none', name: 'nothing', project: emptyProject('P-1') } as const
    const places = [
      ...FIRST.map((type) => ({ type, ...nothing })),
      ...SCENARIOS.flatMap((scene) =>
        LATER.filter((type) => isInSequence(type, scene)).map((type) => ({ type, ...scene })),
      ),
    ]
    for (const { type, phase, project, name } of places) {
      const isRefused = outcome(project, sampleFact(type, { role })) === 'ROLE_NOT_ALLOWED'
      if (isRefused === mayState(type, role, phase)) surprises.push(`${type} in ${name}`)
    }
    expect(surprises).toEqual([])
  })

  test('every event is stated by somebody, and every role states something', () => {
    for (const type of TYPES) expect(rowOf(type).by).not.toEqual([])
    const stated = new Set(
      TYPES.flatMap((type) => rowOf(type).by.map((entry) => (typeof entry === 'string' ? entry : entry[0]))),
    )
    expect(stated).toEqual(new Set(ROLES))
  })

  test('the centre cancels a project before the tender, and not after', () => {
    const byCentre = fact('ProjectCancelled', { reason: 'not traded' }, { role: 'centre' })
    given(...accepted())
      .when(byCentre)
      .then(({ phase }) => expect(phase).toBe('cancelled'))
    given(...tendering())
      .when(byCentre)
      .thenRefused('ROLE_NOT_ALLOWED')
  })
})

// --- The clock -------------------------------------------------------------------------------------------------------

const FIVE_MINUTES_MS = 300_000

describe('the clock', () => {
  const reservedAt = (ms: number) => sampleFact('VenueReserved', { occurredAt: utcMillis(ms) })
  const project = replay(accepted())

  test('a fact may lie five minutes after the clock of the ledger', () => {
    expect(outcome(project, reservedAt(NOW_MS + FIVE_MINUTES_MS))).toBeUndefined()
  })

  test('a fact does not lie a millisecond more after it', () => {
    expect(outcome(project, reservedAt(NOW_MS + FIVE_MINUTES_MS + 1))).toBe('OCCURRED_IN_FUTURE')
  })

  test('a fact may be earlier than one that is recorded already', () => {
    expect(outcome(project, reservedAt(instantMs('2001-01-01T00:00:00Z')))).toBeUndefined()
  })
})

// --- The order of the checks -----------------------------------------------------------------------------------------

const FUTURE = '2024-06-01T09:00:00+08:00'

describe('the first check that says no is heard', () => {
  const late = bidSubmitted('bid-a', bidderA, FUTURE)

  test('existence before the archive', () => {
    given(...completed(), archived)
      .when(projectRegistered())
      .thenRefused('PROJECT_EXISTS')
  })

  test('the archive before the phase', () => {
    given(...completed(), archived)
      .when(late)
      .thenRefused('PROJECT_ARCHIVED')
  })

  test('the phase before the suspension', () => {
    given(...opened(), suspended)
      .when(late)
      .thenRefused('OUT_OF_SEQUENCE')
  })

  test('the suspension before the role', () => {
    given(...tendering(), suspended)
      .when({ ...late, role: 'bank' })
      .thenRefused('SUSPENDED')
  })

  test('the role before the clock', () => {
    given(...tendering())
      .when({ ...late, role: 'bank' })
      .thenRefused('ROLE_NOT_ALLOWED')
  })

  test('the clock before the step', () => {
    given(...tendering())
      .when(late)
      .thenRefused('OCCURRED_IN_FUTURE')
  })

  test('the step at last', () => {
    given(...tendering())
      .when({ ...late, occurredAt: TEST_NOW })
      .thenRefused('DEADLINE_PASSED')
  })

  test('an imported project records them all, in this order', () => {
    const scored = { ...bidsEvaluated(), role: 'bank', occurredAt: FUTURE } as const
    given(imported(), suspended, archived)
      .when(scored)
      .thenFound(
        'PROJECT_ARCHIVED',
        'OUT_OF_SEQUENCE',
        'SUSPENDED',
        'ROLE_NOT_ALLOWED',
        'OCCURRED_IN_FUTURE',
        'BID_UNKNOWN',
      )
  })
})

// --- The archive -----------------------------------------------------------------------------------------------------

const OF_THE_PROCEDURE = LATER.filter((type) => !PART_B.includes(type))

describe('the archive', () => {
  test('nothing of the procedure follows it, whatever the end was', () => {
    for (const phase of ENDS) {
      const project = replay([...lifeUpTo[phase]({}), archived])
      for (const type of OF_THE_PROCEDURE) expect(outcome(project, sampleFact(type))).toBe('PROJECT_ARCHIVED')
    }
  })

  test('what supervises and corrects may follow it', () => {
    for (const phase of ENDS) {
      const project = replay([...lifeUpTo[phase]({}), archived])
      for (const type of PART_B) expect(outcome(project, sampleFact(type))).not.toBe('PROJECT_ARCHIVED')
    }
  })

  test('an archived project keeps its end', () => {
    for (const phase of ENDS) {
      given(...lifeUpTo[phase]({}))
        .when(archived)
        .then((project) => {
          expect(project.phase).toBe(phase)
          expect(project.archived).toBe(true)
        })
    }
  })
})

// --- Imported histories ----------------------------------------------------------------------------------------------

/** Printed in the name of the property; FC_SEED repeats it. */
const SEED = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31))

/** From the earliest phase to the ends. */
const rank = ({ phase }: Project): number => PHASES.indexOf(phase as Phase)

describe('an imported history', () => {
  test('is recorded as the source states it, with what the table says of it', () => {
    given(imported()).when(awardDecided()).thenFound('OUT_OF_SEQUENCE', 'BID_UNKNOWN')
  })

  test('moves on with a fact that comes too early', () => {
    expect(replay([imported(), awardDecided()]).phase).toBe('awarded')
  })

  test('does not move back with a fact that comes too late', () => {
    const history = [imported(), awardDecided(), bidsOpened(), ...tendering().slice(2)]
    expect(replay(history).phase).toBe('awarded')
    expect(replay(history).bids.get('bid-a')?.status).toBe('valid')
  })

  test('moves back where the table itself does', () => {
    const reEvaluated = fact('ReEvaluationOrdered', { reason: 'a criterion was misread' })
    expect(replay([imported(), ...withBids().slice(2), bidsOpened(), bidsEvaluated(), reEvaluated]).phase).toBe(
      'opened',
    )
  })

  test('begins in order and has no findings', () => {
    given(imported(), ...withBids().slice(2), bidsOpened())
      .when(bidsEvaluated())
      .thenFound()
  })

  test('is repeated by the ledger, whoever stated it', () => {
    const restated = LATER.filter((type) => isRestated(replay([imported()]), type))
    const byLedger = restated.map((type) => sampleFact(type, { role: 'ledger' }))
    const findings = byLedger.flatMap((asked) => decideImported(replay([imported()]), asked, NOW_MS))
    expect(findings.map(({ code }) => code)).not.toContain('ROLE_NOT_ALLOWED')
    given(imported())
      .when({ ...suspended, role: 'bidder' })
      .thenFound('ROLE_NOT_ALLOWED')
  })

  test(`in any order never fails, and goes back only where the table does (seed ${SEED})`, () => {
    const stated = fc.record({
      type: fc.constantFrom(...TYPES),
      role: fc.constantFrom(...ROLES),
      occurredMs: fc.integer({ min: instantMs('2023-03-01T00:00:00Z'), max: instantMs('2023-05-01T00:00:00Z') }),
    })
    const samples = new Map(TYPES.map((type) => [type, sampleFact(type).data]))
    fc.assert(
      fc.property(fc.array(stated, { maxLength: 120, size: 'max' }), (facts) => {
        const project = replay([imported()])
        for (const { type, role, occurredMs } of facts) {
          const data = samples.get(type) as object
          const asked = { type, role, occurredMs, data, actorId: 'actor-1', personalPartOf: () => undefined }
          const codes = decideImported(project, asked, NOW_MS).map(({ code }) => code)
          const before = rank(project)
          evolve(project, asked)
          if (codes.includes('OUT_OF_SEQUENCE')) expect(rank(project)).toBeGreaterThanOrEqual(before)
          expect(isImported(project)).toBe(true)
        }
      }),
      { seed: SEED, numRuns: 300 },
    )
  })
})
