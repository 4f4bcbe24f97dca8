import { EXPERT_POOL, inventedHash, MEDIA, someExperts } from '../cast.ts'
import { kindOf } from '../kinds.ts'
import { dateOf, dayAt, minuteOf, moment, stated } from '../moment.ts'
import type { Plot } from '../plots.ts'
import { seeded } from '../random.ts'
import type { Session } from '../sessions.ts'
import { type Bid, deadlineOf, fieldOf, organiser } from './cast-of-plot.ts'
import { type Chronicle, centre } from './chronicle.ts'
import { tellEvaluationObjection, tellOpeningObjection, tellUpheldComplaint } from './disputes.ts'

const MINUTE_MS = 60_000

const REJECTIONS = [
  'no valid qualification 资质证书不符合要求',
  'not signed 未按要求签章',
  'bids look alike 投标文件异常一致',
]

/** From the drawing of experts to the end of the publicity. */
export function tellEvaluation(chronicle: Chronicle, plot: Plot): void {
  const { days, session, sessionAgain, outline } = plot
  tellOpeningObjection(chronicle, plot)
  if (session === undefined) return
  const deadlineMs = deadlineOf(plot)
  const openedOn = dayAt(deadlineMs)
  const { evaluated = openedOn, publicFrom, publicUntil } = days.earlier ?? days
  tellDraw(chronicle, plot, session, openedOn)
  if (evaluated > openedOn) tellOvernight(chronicle, openedOn, evaluated)
  tellSession(chronicle, session, deadlineMs + 60 * MINUTE_MS, evaluated > openedOn)
  tellRejections(chronicle, plot, session, openedOn)
  if (outline.ending === 'failed') {
    chronicle.tell('TenderFailed', moment(openedOn, minuteOf('16:00')), organiser(plot), {
      reason: 'allRejected',
      ...(outline.retenderAs && { retenderAs: outline.retenderAs }),
    })
    return
  }

  const { ranked, rankedAtFirst } = fieldOf(plot)
  const first = sessionAgain === undefined ? ranked : rankedAtFirst
  tellReport(chronicle, plot, session, { ranked: first, day: evaluated, isOvernight: evaluated > openedOn })
  tellPublicity(chronicle, plot, first, publicFrom, publicUntil)
  tellEvaluationObjection(chronicle, plot)
  tellUpheldComplaint(chronicle, plot)
  if (sessionAgain === undefined || days.evaluated === undefined) return
  tellSession(chronicle, sessionAgain, moment(days.evaluated, minuteOf('9:30')), false)
  tellReport(chronicle, plot, sessionAgain, { ranked, day: days.evaluated, isOvernight: false })
  tellPublicity(chronicle, plot, ranked, days.publicFrom, days.publicUntil)
}

/** All of the committee are experts; one draw serves all sections of a session. */
function tellDraw(chronicle: Chronicle, plot: Plot, { sessionId }: Session, day: number): void {
  const drawn = seeded(`draw/${sessionId}`)
  const experts = someExperts(plot.seats, drawn)
  const drawId = 'draw-1'
  chronicle.tell('ExpertsDrawn', moment(day, minuteOf('8:10')), centre, {
    drawId,
    rule: `${plot.seats} experts at random 随机抽取`,
    pool: EXPERT_POOL,
    experts,
  })
  const [replaced] = experts
  if (replaced === undefined || !drawn.chance(0.15)) return
  const taken = new Set(experts.map(({ pseudonym }) => pseudonym))
  const by = someExperts(plot.seats + 1, drawn).find(({ pseudonym }) => !taken.has(pseudonym))
  if (by === undefined) return
  chronicle.tell('ExpertReplaced', moment(day, minuteOf('8:35')), centre, {
    drawId,
    replaced: replaced.pseudonym,
    by,
    reason: drawn.chance(0.5) ? 'recusal' : 'absence',
  })
}

/** 隔夜评标: the committee stays in the centre until the next day. */
function tellOvernight(chronicle: Chronicle, openedOn: number, evaluated: number): void {
  chronicle.tell('VenueReserved', moment(openedOn, minuteOf('8:20')), centre, {
    reservationId: 'room-night',
    room: 'overnight rooms 隔夜评标区',
    purpose: 'overnight',
    fromAt: stated(moment(openedOn, minuteOf('18:00'))),
    untilAt: stated(moment(evaluated, minuteOf('9:00'))),
  })
}

function tellSession(chronicle: Chronicle, session: Session, atMs: number, overnight: boolean): void {
  const { sessionId, mode, sites } = session
  chronicle.tell('EvaluationStarted', atMs, committee(session), { sessionId, mode, overnight, sites: [...sites] })
}

function tellRejections(chronicle: Chronicle, plot: Plot, session: Session, day: number): void {
  for (const { bidId } of fieldOf(plot).rejected)
    chronicle.tell('BidRejected', chronicle.between(day, '13:00', '14:30'), committee(session), {
      bidId,
      reasons: [chronicle.random.pick(REJECTIONS)],
      ruleRef:
        kindOf(plot.outline.kind).regime === 'GPL'
          ? '政府采购货物和服务招标投标管理办法 art. 63'
          : '招标投标法实施条例 art. 51',
    })
}

interface Report {
  readonly ranked: readonly Bid[]
  readonly day: number
  readonly isOvernight: boolean
}

/** 评标完成/评标报告, and the report reaches the buyer the same day. */
function tellReport(chronicle: Chronicle, plot: Plot, session: Session, { ranked, day, isOvernight }: Report): void {
  const reportMs = isOvernight ? chronicle.between(day, '10:30', '11:30') : chronicle.between(day, '15:00', '16:30')
  const { projectId } = plot.outline
  chronicle.tell('BidsEvaluated', reportMs, committee(session), {
    scores: scoresOf(plot, session, ranked),
    dissent: [],
    report: {
      title: 'Evaluation report 评标报告 (invented)',
      sha256: inventedHash(`report/${projectId}/${session.sessionId}`),
    },
  })
  chronicle.tell('EvaluationReportDelivered', reportMs + chronicle.random.int(20, 60) * MINUTE_MS, centre, {
    to: plot.buyer.id,
  })
}

function scoresOf(plot: Plot, { sessionId }: Session, ranked: readonly Bid[]) {
  const random = seeded(`scores/${plot.outline.projectId}/${sessionId}`)
  // In hundredths of a point, so that sums are exact.
  let total = random.int(9000, 9700)
  return ranked.map(({ bidId }, index) => {
    const points = total
    total -= random.int(1, Math.max(1, Math.floor(3500 / ranked.length)))
    const price = Math.floor(points * 0.6)
    const technical = Math.floor(points * 0.3)
    const credit = points - price - technical
    const inPoints = (hundredths: number) => hundredths / 100
    return {
      bidId,
      price: inPoints(price),
      technical: inPoints(technical),
      credit: inPoints(credit),
      total: inPoints(points),
      rank: index + 1,
    }
  })
}

/** 中标候选人公示: at most three (TBR 53). */
function tellPublicity(
  chronicle: Chronicle,
  plot: Plot,
  ranked: readonly Bid[],
  from: number | undefined,
  until: number | undefined,
): void {
  if (from === undefined || until === undefined) return
  chronicle.tell('CandidatesPublicised', chronicle.between(from, '9:00', '11:00'), organiser(plot), {
    candidates: ranked.slice(0, 3).map(({ bidId }, index) => ({ bidId, rank: index + 1 })),
    publicFrom: dateOf(from),
    publicUntil: dateOf(until),
    media: [...MEDIA],
  })
}

const committee = ({ sessionId }: Session) => ({ id: `committee-${sessionId}`, role: 'committee' as const })
