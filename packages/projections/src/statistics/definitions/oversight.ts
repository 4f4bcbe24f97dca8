import { by, count, type Definition, DIMENSIONS, distinct, is, PERIODS } from '../definition.ts'

/** Statistics of oversight: what was supervised, and who was scored, sanctioned and penalised. */

const LEVELS = ['green', 'yellow', 'red'] as const

const stamp = { event: { id: 'eventId', ms: 'occurredMs' } } as const
const isScored = is('kind', 'score')
const isBidder = is('subject', 'bidder')

export const oversight: readonly Definition[] = [
  {
    id: 'supervision',
    version: 1,
    title: 'Supervision',
    term: '监督检查',
    description:
      'documentsChecked: DocumentsSpotChecked in the period; opinions: SupervisoryOpinionIssued; sites: distinct projects with SiteInspected; flags: FlagRaised, by level; leads: FlagResolved whose flag has the origin analytics; hotline: HotlineCaseHandled, of projects and of enterprises. A case of an enterprise is about no project: its dimensions are unknown, and its day is that of the text in which it was stated.',
    unit: 'number',
    options: [],
    groupBy: [...DIMENSIONS, ...PERIODS],
    facts: { facts: { table: 'supervision', placed: { on: 'occurredOn' }, item: stamp } },
    figure: {
      documentsChecked: count('facts', is('kind', 'documents')),
      opinions: count('facts', is('kind', 'opinion')),
      sites: distinct('facts', 'projectId', is('kind', 'site')),
      flags: by('level', LEVELS, (level) => count('facts', is('kind', 'flag'), level)),
      leads: count('facts', is('kind', 'resolution'), is('origin', 'analytics')),
      hotline: count('facts', is('kind', 'hotline')),
    },
    excluded: {},
    population: 'documentsChecked',
  },
  {
    id: 'credit',
    version: 1,
    title: 'Credit',
    term: '信用管理',
    description:
      'Distinct enterprises with CreditScored in the period, as bidders and as agencies; disclosed: bidders with a score that states disclosureMonths; expertsPoints and expertsRemoved: distinct experts with ExpertSanctioned; penalties: PenaltyImposed. Dimensions are those of the project that a score or a penalty names, unknown where it names none; the day is that of the text in which it was stated.',
    unit: 'number',
    options: [],
    groupBy: [...DIMENSIONS, ...PERIODS],
    facts: { facts: { table: 'credit', placed: { on: 'occurredOn' }, item: stamp } },
    figure: {
      bidders: distinct('facts', 'stream', isScored, isBidder),
      agencies: distinct('facts', 'stream', isScored, is('subject', 'agency')),
      disclosed: distinct('facts', 'stream', isScored, isBidder, is('disclosed', 1)),
      expertsPoints: distinct('facts', 'stream', is('kind', 'points')),
      expertsRemoved: distinct('facts', 'stream', is('kind', 'removal')),
      penalties: count('facts', is('kind', 'penalty')),
    },
    excluded: {},
    population: 'bidders',
  },
]
