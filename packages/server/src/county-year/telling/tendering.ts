import { inventedHash, MEDIA } from '../cast.ts'
import { kindOf } from '../kinds.ts'
import { dateOf, stated } from '../moment.ts'
import { cny } from '../money.ts'
import type { Plot } from '../plots.ts'
import { workingDayFrom, workingDaysAfter, workingDaysIn } from '../working-days.ts'
import { bidsOf, deadlineOf, organiser } from './cast-of-plot.ts'
import { asBidder, asBuyer, type Chronicle, centre } from './chronicle.ts'
import { tellDocumentsObjection } from './disputes.ts'

const MINUTE_MS = 60_000

/** So long before the deadline the last question is asked. */
const QUESTIONS_END_DAYS = 4

const QUESTIONS = [
  'Is an equivalent brand accepted? 是否接受同等档次品牌?',
  'May the site be visited? 是否组织现场踏勘?',
  'Is the bill of quantities complete? 工程量清单是否有遗漏?',
  'Which invoices are needed? 开票要求是什么?',
]
const ANSWERS = [
  'See the documents, chapter 2. 详见招标文件第二章。',
  'Yes, if all parameters are met. 满足全部参数即可。',
  'A corrected list is published. 已发布更正清单。',
]

/** 招标公告 to 投标截止: notice, documents, questions, clarifications. */
export function tellTender(chronicle: Chronicle, plot: Plot): void {
  const { outline, days } = plot
  const { course } = kindOf(outline.kind)
  if (days.noticed === undefined) return
  tellNotice(chronicle, plot, days.noticed)
  if (outline.ending === 'cancelled') {
    chronicle.tell(
      'ProjectCancelled',
      chronicle.between(days.ended ?? days.noticed, '14:00', '16:00'),
      asBuyer(plot.buyer),
      {
        reason: 'the plan of the project was changed 项目规划调整',
      },
    )
    return
  }
  if (days.objected === undefined && course !== 'sale') tellQuestions(chronicle, plot, days.noticed)
  tellDocumentsObjection(chronicle, plot)
  tellClarification(chronicle, plot)
}

function tellNotice(chronicle: Chronicle, plot: Plot, noticed: number): void {
  const { outline, bidding } = plot
  const { procedure, evaluationMethod } = kindOf(outline.kind)
  const noticeMs = chronicle.between(noticed, '15:00', '16:00')
  const deadlineAt = stated(deadlineOf(plot, 'first'))

  if (procedure === 'negotiation' || procedure === 'enquiry')
    chronicle.tell('InvitationIssued', noticeMs, organiser(plot), {
      invited: [...bidding.bidders],
      bidDeadlineAt: deadlineAt,
    })
  else
    chronicle.tell('TenderNoticePublished', noticeMs, organiser(plot), {
      media: [...MEDIA],
      documentsFrom: dateOf(noticed),
      documentsUntil: dateOf(documentsUntil(plot, noticed)),
      bidDeadlineAt: deadlineAt,
      // TBL 34: opened at the deadline's own time.
      openingAt: deadlineAt,
      bond: bondAsked(plot),
      evaluationMethod,
      consortiumAllowed: false,
    })
  tellDocuments(chronicle, plot, noticeMs + chronicle.random.int(3, 20) * MINUTE_MS, 1)
}

/** TBR 16: at least 5 days; GPR 31: at least 5 working days. */
const documentsUntil = ({ outline }: Plot, noticed: number): number =>
  kindOf(outline.kind).regime === 'GPL' ? workingDaysAfter(noticed, 5) : workingDayFrom(noticed + 5)

function bondAsked({ bidding: { bond } }: Plot) {
  if (bond === undefined) return { required: false, forms: [] }
  const forms = ['transfer', 'guarantee', 'insurance', 'cash', 'annual'] as const
  return { required: true, amount: cny(bond.amount), forms: [...forms] }
}

function tellDocuments(chronicle: Chronicle, plot: Plot, atMs: number, version: number): void {
  const { projectId } = plot.outline
  chronicle.tell('TenderDocumentsPublished', atMs, organiser(plot), {
    version,
    documents: [
      { title: 'Tender documents 招标文件 (invented)', sha256: inventedHash(`documents/${projectId}/${version}`) },
    ],
  })
}

function tellQuestions(chronicle: Chronicle, plot: Plot, noticed: number): void {
  const { random } = chronicle
  const bids = bidsOf(plot)
  const last = (plot.days.firstDeadline ?? noticed) - QUESTIONS_END_DAYS
  const possible = workingDaysIn(noticed + 1, last).filter((day) => workingDaysAfter(day, 1) <= last + 2)
  const count = possible.length === 0 || bids.length === 0 ? 0 : random.int(0, Math.min(4, bids.length))
  const days = Array.from({ length: count }, () => random.pick(possible)).sort((a, b) => a - b)
  for (const [i, day] of days.entries()) {
    const enquiryId = `enquiry-${i + 1}`
    const { bidder } = random.pick(bids)
    chronicle.tell('EnquiryReceived', chronicle.between(day, '9:00', '17:00'), asBidder(bidder), {
      enquiryId,
      text: random.pick(QUESTIONS),
    })
    chronicle.tell('EnquiryAnswered', chronicle.between(workingDaysAfter(day, 1), '9:00', '17:00'), organiser(plot), {
      enquiryId,
      text: random.pick(ANSWERS),
    })
  }
}

/** 澄清修改, 延期公告: less than 15 days before the deadline the deadline moves (TBL 23). */
function tellClarification(chronicle: Chronicle, plot: Plot): void {
  const { clarified, deadline, firstDeadline } = plot.days
  if (clarified === undefined || deadline === undefined || firstDeadline === undefined) return
  const isMoved = deadline > firstDeadline
  const affectsBids = isMoved || (firstDeadline - clarified >= 15 && chronicle.random.chance(0.5))
  chronicle.tell('ClarificationIssued', chronicle.between(clarified, '10:20', '10:30'), organiser(plot), {
    changes: ['A parameter of chapter 5 is changed. 第五章技术参数调整。'],
    affectsBids,
  })
  if (isMoved) {
    const deadlineAt = stated(deadlineOf(plot))
    chronicle.tell('DeadlineExtended', chronicle.between(clarified, '10:35', '10:50'), organiser(plot), {
      bidDeadlineAt: deadlineAt,
      openingAt: deadlineAt,
      reason: 'the clarification affects bids 澄清内容影响投标文件编制',
    })
    chronicle.tell('VenueReleased', chronicle.between(clarified, '13:30', '13:40'), centre, { reservationId: 'room-1' })
    chronicle.tell('VenueReserved', chronicle.between(clarified, '13:45', '13:55'), centre, {
      reservationId: 'room-1-moved',
      room: 'opening room 1 开标室',
      purpose: 'opening',
      fromAt: deadlineAt,
      untilAt: stated(deadlineOf(plot) + 60 * MINUTE_MS),
    })
  }
  if (affectsBids) tellDocuments(chronicle, plot, chronicle.between(clarified, '14:00', '14:30'), 2)
}
