import { ObjectionSubject } from '@procurement-ledger/core'
import { atLeast, below, by, count, type Definition, DIMENSIONS, is, PERIODS, share, spread } from '../definition.ts'

/** Statistics of conduct: how evaluations, objections, competition and the record itself were. */

/** 招标投标法实施条例 art. 22 and 54: an objection is answered within 3 days of its receipt. */
const ANSWER_DAYS = 3

const MODES = ['onsite', 'remote', 'distributed'] as const

const stamp = { event: { id: 'eventId', ms: 'occurredMs' } } as const
const isObjection = is('kind', 'objection')
const objectionEvents = {
  subject: 'key',
  start: { id: 'eventId', ms: 'occurredMs' },
  end: { id: 'answeredEvent', ms: 'answeredMs' },
  value: 'days',
} as const
const daysToAnswer = { days: { days: ['occurredOn', 'answeredOn'] } } as const

export const conduct: readonly Definition[] = [
  {
    id: 'evaluations',
    version: 1,
    title: 'Evaluation sessions',
    term: '评标场次与远程异地评标',
    description:
      'EvaluationStarted in the period, distinct by venue and sessionId: one remote session may evaluate several sections.',
    unit: 'number',
    options: [],
    groupBy: [...DIMENSIONS, ...PERIODS],
    facts: {
      sessions: {
        table: 'sessions',
        placed: { on: 'occurredOn' },
        oneBy: ['venue', 'sessionId'],
        item: { subject: 'sessionId', ...stamp },
      },
    },
    figure: {
      n: count('sessions'),
      byMode: by('mode', MODES, (ofMode) => count('sessions', ofMode)),
      overnight: count('sessions', is('overnight', 1)),
    },
    excluded: {},
    population: 'n',
  },
  {
    id: 'objections',
    version: 1,
    title: 'Objections and complaints',
    term: '异议与投诉',
    description:
      'raised and byAbout: ObjectionRaised in the period; online: those, and ComplaintFiled, through the channel online; answered, upheld and medianDaysToAnswer: ObjectionAnswered in the period; complaints: ComplaintDecided in the period. late: of the objections raised in the period under regime TBL, those answered more than 3 calendar days later, or not by the end of to though more than 3 days had passed (without to, only those answered); the deadlines of other regimes are in working days and wait for the rules of law.',
    unit: 'number',
    options: [],
    groupBy: [...DIMENSIONS, ...PERIODS],
    facts: {
      received: {
        table: 'objections',
        placed: { on: 'occurredOn' },
        computed: {
          ...daysToAnswer,
          late: { late: { due: 'occurredOn', plus: ANSWER_DAYS, done: 'answeredOn' } },
        },
        item: objectionEvents,
      },
      concluded: {
        table: 'objections',
        placed: { on: 'answeredOn' },
        computed: daysToAnswer,
        item: objectionEvents,
      },
    },
    figure: {
      raised: count('received', isObjection),
      online: count('received', is('channel', 'online')),
      answered: count('concluded', isObjection),
      upheld: count('concluded', isObjection, is('upheld', 1)),
      medianDaysToAnswer: spread('median', 'concluded', 'days', isObjection, atLeast('days', 0)),
      late: count('received', isObjection, is('regime', 'TBL'), is('late', 1)),
      complaints: count('concluded', is('kind', 'complaint')),
      byAbout: by('about', ObjectionSubject.options, (about) => count('received', isObjection, about)),
    },
    excluded: { negative: count('concluded', isObjection, below('days', 0)) },
    population: 'raised',
  },
  {
    id: 'competition',
    version: 1,
    title: 'Competition',
    term: '竞争程度',
    description: 'Bids opened or offers received per project, placed by the opening. single is of projects with one.',
    unit: 'number',
    options: [],
    groupBy: [...DIMENSIONS, ...PERIODS],
    facts: {
      openings: { table: 'competition', placed: { on: 'occurredOn' }, item: { ...stamp, value: 'bids' } },
    },
    figure: {
      n: count('openings'),
      mean: spread('mean', 'openings', 'bids'),
      median: spread('median', 'openings', 'bids'),
      single: share('openings', is('bids', 1)),
    },
    excluded: {},
    population: 'n',
  },
  {
    id: 'backdating',
    version: 1,
    title: 'Backdating',
    term: '补录延迟',
    description:
      'recordedAt minus occurredAt of every event of a project, in civil days, by event type. Placed by the occurrence.',
    unit: 'day',
    options: [],
    groupBy: ['type'],
    facts: {
      events: { table: 'lags', placed: { on: 'occurredOn' }, item: { ...stamp, value: 'lagDays' } },
    },
    figure: {
      n: count('events', atLeast('lagDays', 0)),
      median: spread('median', 'events', 'lagDays', atLeast('lagDays', 0)),
      p90: spread('p90', 'events', 'lagDays', atLeast('lagDays', 0)),
      max: spread('max', 'events', 'lagDays', atLeast('lagDays', 0)),
      overOneDay: share('events', atLeast('lagDays', 2), atLeast('lagDays', 0)),
    },
    excluded: { negative: count('events', below('lagDays', 0)) },
    population: 'n',
  },
]
