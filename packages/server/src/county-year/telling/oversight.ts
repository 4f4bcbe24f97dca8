import { dateOf } from '../moment.ts'
import type { Plot } from '../plots.ts'
import { workingDaysAfter } from '../working-days.ts'
import { organiser } from './cast-of-plot.ts'
import { type Chronicle, itself, supervisor } from './chronicle.ts'

/** 监督, 信用: what the supervisor states of projects, enterprises and experts. */

const FLAWS = [
  'a brand is named without an equivalent 招标文件指定品牌',
  'a local office is asked for 要求在本地设有机构',
  'points for a capital that the works do not need 以注册资本作为加分条件',
] as const

/** How the county's plan came upon it: most are drawn (双随机). */
const selectionOf = ({ random }: Chronicle) => random.pick(['random', 'random', 'routine', 'lead'] as const)

/** 抽查招标文件. */
export function tellCheck(chronicle: Chronicle, day: number, isFlawed: boolean): void {
  chronicle.tell('DocumentsSpotChecked', chronicle.between(day, '9:00', '11:30'), supervisor, {
    selection: selectionOf(chronicle),
    found: isFlawed ? [chronicle.random.pick(FLAWS)] : [],
  })
}

/** 监督意见书 on what was found that day, and the answer within its time. */
export function tellOpinion(chronicle: Chronicle, plot: Plot, found: number): void {
  const opinionId = 'opinion-1'
  const issued = workingDaysAfter(found, 1)
  chronicle.tell('SupervisoryOpinionIssued', chronicle.between(issued, '9:00', '11:30'), supervisor, {
    opinionId,
    text: 'What was found restricts competition and is to be put right. 请予以整改。',
    dueOn: dateOf(workingDaysAfter(issued, 5)) as never,
  })
  const answered = workingDaysAfter(issued, chronicle.random.int(1, 4))
  chronicle.tell('SupervisoryOpinionAnswered', chronicle.between(answered, '14:30', '16:30'), organiser(plot), {
    opinionId,
    text: 'It is put right, and every bidder was told. 已整改并告知各潜在投标人。',
  })
}

/** 检查在建工程. */
export function tellInspection(chronicle: Chronicle, day: number): void {
  const isFlawed = chronicle.random.chance(0.3)
  chronicle.tell('SiteInspected', chronicle.between(day, '9:30', '16:00'), supervisor, {
    selection: selectionOf(chronicle),
    result: isFlawed ? 'to be put right 限期整改' : 'in order 未发现问题',
    found: isFlawed ? ['the works manager was absent 项目经理未到岗'] : [],
  })
}

/** A lead of an analysis: the ledger raises it, and the supervisor looks into it. */
export const tellLead = (chronicle: Chronicle, day: number): void => tellFlag(chronicle, day, 'analytics')

/** What somebody reported. */
export const tellReport = (chronicle: Chronicle, day: number): void => tellFlag(chronicle, day, 'report')

function tellFlag(chronicle: Chronicle, day: number, origin: 'analytics' | 'report'): void {
  const { random } = chronicle
  const flagId = `${origin}-1`
  const by = origin === 'analytics' ? itself : supervisor
  chronicle.tell('FlagRaised', chronicle.between(day, '9:00', '11:30'), by, {
    ...{ flagId, origin, level: random.pick(['green', 'yellow', 'yellow', 'red'] as const) },
    events: [],
  })
  const resolved = workingDaysAfter(day, random.int(3, 12))
  chronicle.tell('FlagResolved', chronicle.between(resolved, '14:30', '16:30'), supervisor, {
    flagId,
    outcome: random.pick(['unfounded', 'unfounded', 'remedied', 'confirmed'] as const),
    text: 'Files and bidders were asked. 已核查。',
  })
}

/** 信访热线. */
export function tellCase(chronicle: Chronicle, caseId: string, day: number): void {
  chronicle.tell('HotlineCaseHandled', chronicle.between(day, '9:30', '16:30'), supervisor, {
    caseId,
    outcome: 'explained to the caller 已答复来电人',
  })
}

const REASONS = {
  bidder: [
    'withdrew after the deadline 投标截止后撤销投标',
    'late with the performance bond 逾期提交履约担保',
    'the works manager was absent 项目经理未到岗',
  ],
  agency: ['documents with errors 招标文件编制错误', 'an answer to bidders came late 答疑不及时'],
} as const

/** 信用记分; `months` is how long it is shown (披露期). */
export function tellScore(
  chronicle: Chronicle,
  subject: 'bidder' | 'agency',
  day: number,
  projectId: string,
  months: number | undefined,
): void {
  const { random } = chronicle
  chronicle.tell('CreditScored', chronicle.between(day, '9:30', '16:30'), supervisor, {
    subject,
    points: -random.int(1, 10),
    reason: `${random.pick<string>(REASONS[subject])} (invented)`,
    projectId,
    ...(months !== undefined && { disclosureMonths: months }),
  })
}

/** 行政处罚: one decision, two penalties. */
export function tellPenalty(chronicle: Chronicle, day: number, projectId: string): void {
  const decided = chronicle.between(workingDaysAfter(day, 1), '9:30', '16:30')
  const decisionNo = 'Example decision 2023-1 示例罚决〔2023〕1号 (invented)'
  const amount = { amount: '20000.00', currency: 'CNY' } as const
  chronicle.tell('PenaltyImposed', decided, supervisor, { decisionNo, kind: 'fine', amount, projectId })
  chronicle.tell('PenaltyImposed', decided, supervisor, {
    ...{ decisionNo, kind: 'ban', projectId },
    untilOn: dateOf(day + 365) as never,
  })
}

/** 专家扣分, 清退. */
export function tellSanction(chronicle: Chronicle, day: number, kind: 'points' | 'removal'): void {
  chronicle.tell('ExpertSanctioned', chronicle.between(day, '9:30', '16:30'), supervisor, {
    kind,
    ...(kind === 'points' && { points: -chronicle.random.int(1, 6) }),
    reason:
      kind === 'points' ? 'late for an evaluation 评标迟到 (invented)' : 'told of a ranking 泄露评审情况 (invented)',
  })
}
