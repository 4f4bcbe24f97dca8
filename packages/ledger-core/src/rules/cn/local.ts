import { type PackData, parsePack } from '../pack.ts'
import { cnCode } from './code.ts'
import { tests } from './scopes.ts'

/** Packs of two cities: a ledger applies one of them because it stands there. */

const base = { version: 1, severity: 'warn', scope: {}, binds: 'buyer (trading); trading centre (ending)' } as const

const counted = (period: string, demand: string): string =>
  `From RegistrationAccepted, ${period} to begin trading: a notice, an invitation, the publicity of a single source, an opening, offers or an award. Past it the centre demands it (DemandIssued), and ${demand} after the demand, though never before the first period is over, the project is to be ended. Due is the end of the first period, since the demand that of the second. Days of suspension do not count. Whether it was for a reason of the project's own is for people to say.`

const silent = 'The registration is not accepted.'

const ningbo: PackData = {
  id: 'cn-ningbo',
  version: 1,
  name: { en: 'Public resource trading regulation of Ningbo', zh: '宁波市公共资源交易管理条例' },
  rules: [
    {
      ...base,
      id: 'R29',
      effectiveFrom: '2020-08-11',
      article: '宁波市公共资源交易管理条例 art. 26',
      name: { en: 'accepted, and traded or ended', zh: '受理后未交易的终止' },
      counted: counted('3 months', '10 calendar days'),
      silent,
      unverified:
        'Its first day. The copy that was read ends with art. 32 and lacks the article that says it; it was approved on 2020-07-31, and its collection dates it 2020-08-11. It may be in force since a later day.',
      parts: [
        {
          subject: 'project',
          check: 'function',
          name: 'tradedOrEnded',
          given: { count: 3, unit: 'months', demandDays: 10 },
        },
      ],
    },
  ],
}

const puyang: PackData = {
  id: 'cn-puyang',
  version: 1,
  name: { en: 'Public resource trading regulation of Puyang', zh: '濮阳市公共资源交易管理条例' },
  rules: [
    {
      ...base,
      id: 'R29',
      effectiveFrom: '2021-10-01',
      article: '濮阳市公共资源交易管理条例 art. 22',
      name: { en: 'accepted, and traded or ended', zh: '受理后未交易的终止' },
      counted: counted('90 calendar days', '7 calendar days'),
      silent,
      parts: [
        {
          subject: 'project',
          check: 'function',
          name: 'tradedOrEnded',
          given: { count: 90, unit: 'calendarDays', demandDays: 7 },
        },
      ],
    },
    {
      ...base,
      id: 'R25',
      effectiveFrom: '2021-10-01',
      scope: { regimes: ['other'] },
      binds: 'supervisor',
      article: '濮阳市公共资源交易管理条例 art. 32',
      name: { en: 'complaints about other trades', zh: '投诉处理' },
      counted:
        'Where neither national law speaks: accepted or refused within 3 working days of filing, ruled within 30 working days of acceptance, where the days of tests do not count.',
      silent: 'A withdrawn complaint need not be ruled.',
      parts: [
        {
          subject: 'complaint',
          check: 'within',
          from: { event: 'ComplaintFiled' },
          act: { named: 'complaintTaken' },
          period: { count: 3, unit: 'workingDays' },
          endedBy: [{ event: 'ComplaintWithdrawn' }],
        },
        {
          subject: 'complaint',
          check: 'within',
          from: { event: 'ComplaintAccepted' },
          act: { event: 'ComplaintDecided' },
          period: { count: 30, unit: 'workingDays' },
          stops: tests,
          endedBy: [{ event: 'ComplaintWithdrawn' }, { event: 'ComplaintRefused' }],
        },
      ],
    },
  ],
}

export const cnNingbo = parsePack(ningbo, cnCode)
export const cnPuyang = parsePack(puyang, cnCode)
