import type { Plot } from '../plots.ts'
import { deadlineOf, fieldOf, organiser } from './cast-of-plot.ts'
import { asBidder, type Chronicle, supervisor } from './chronicle.ts'

const MINUTE_MS = 60_000

/** 异议, 质疑, 投诉: who objects, to what, and what becomes of it. */

const OBJECTION = 'objection-1'
const COMPLAINT = 'complaint-1'

/** The third bidder in rank objects, or the last of all where nobody is ranked. */
function objectorOf(plot: Plot) {
  const { ranked, staying } = fieldOf(plot)
  const objector = ranked[2] ?? ranked.at(-1) ?? staying.at(-1)
  if (objector === undefined) throw new RangeError(`${plot.outline.projectId} has nobody who could object`)
  return asBidder(objector.bidder)
}

/** To notice or documents, at least 10 days before the deadline; under TBL the tender rests until the answer (TBR 22). */
export function tellDocumentsObjection(chronicle: Chronicle, plot: Plot): void {
  const { story } = plot.outline
  const { objected, answered } = plot.days
  if (objected === undefined || answered === undefined) return
  const isQuery = story === 'documentsQuery'
  if (!isQuery && story !== 'documentsObjection' && story !== 'upheldDocumentsObjection' && story !== 'paperObjection')
    return

  chronicle.tell('ObjectionRaised', chronicle.between(objected, '9:30', '14:30'), objectorOf(plot), {
    objectionId: OBJECTION,
    about: 'documents',
    channel: story === 'paperObjection' ? 'paper' : 'online',
    text: 'A parameter of the documents points to one maker. 招标文件某参数具有倾向性。',
  })
  if (!isQuery) tellPause(chronicle, plot, objected)
  tellAnswer(chronicle, plot, answered, story === 'upheldDocumentsObjection')
  if (!isQuery) tellResumption(chronicle, plot, answered)
}

/** On the spot, and answered on the spot (TBR 44). */
export function tellOpeningObjection(chronicle: Chronicle, plot: Plot): void {
  if (plot.outline.story !== 'openingObjection') return
  const openedMs = deadlineOf(plot)
  chronicle.tell('ObjectionRaised', openedMs + 10 * MINUTE_MS, objectorOf(plot), {
    objectionId: OBJECTION,
    about: 'opening',
    channel: 'online',
    text: 'The price read out has one digit too many. 唱标价格有误。',
  })
  chronicle.tell('ObjectionAnswered', openedMs + 25 * MINUTE_MS, organiser(plot), {
    objectionId: OBJECTION,
    answer: 'The price on the screen is the one of the bid. 以投标文件报价为准。',
    upheld: false,
  })
}

/** To the evaluation, within the publicity; answered within 3 days, and until then the procedure rests (TBR 54). */
export function tellEvaluationObjection(chronicle: Chronicle, plot: Plot): void {
  const { story } = plot.outline
  const { objected, answered } = plot.days
  if (objected === undefined || answered === undefined) return
  if (story !== 'evaluationObjection' && story !== 'overlongAnswer' && story !== 'upheldComplaint') return
  chronicle.tell('ObjectionRaised', chronicle.between(objected, '11:30', '14:30'), objectorOf(plot), {
    objectionId: OBJECTION,
    about: 'evaluation',
    channel: 'online',
    text: 'The first candidate lacks a reference project. 第一中标候选人业绩不符合要求。',
  })
  tellPause(chronicle, plot, objected)
  tellAnswer(chronicle, plot, answered, false)
  tellResumption(chronicle, plot, answered)
}

/** The supervisor finds for the complainant: the bids are evaluated again. Told up to the resumption. */
export function tellUpheldComplaint(chronicle: Chronicle, plot: Plot): void {
  const { story } = plot.outline
  const { complaint } = plot.days
  if (story !== 'upheldComplaint' || complaint === undefined) return
  const complaintId = COMPLAINT
  chronicle.tell('ComplaintFiled', chronicle.between(complaint.filed, '9:00', '10:00'), objectorOf(plot), {
    complaintId,
    about: 'evaluation',
    objectionId: OBJECTION,
    channel: 'online',
    text: 'The answer does not meet the objection. 异议答复未解决问题。',
  })
  chronicle.tell('ComplaintAccepted', chronicle.between(complaint.accepted, '10:30', '10:50'), supervisor, {
    complaintId,
  })
  chronicle.tell('ProcedureSuspended', chronicle.between(complaint.accepted, '11:00', '11:30'), supervisor, {
    cause: 'complaint under investigation 投诉调查期间暂停',
    causeRef: complaintId,
  })
  chronicle.tell('ComplaintDecided', chronicle.between(complaint.ended, '15:00', '15:10'), supervisor, {
    complaintId,
    upheld: true,
    measures: ['the bids are evaluated again 责令重新评标'],
  })
  chronicle.tell('ReEvaluationOrdered', chronicle.between(complaint.ended, '15:20', '15:30'), supervisor, {
    reason: 'a reference project was counted wrongly 业绩评审错误',
    complaintId,
  })
  chronicle.tell('ProcedureResumed', chronicle.between(complaint.ended, '15:40', '15:50'), supervisor, {
    cause: 'complaint decided 投诉已处理',
    causeRef: complaintId,
  })
}

/** After the award: a query (质疑), and in some cases a complaint that is dismissed, withdrawn or not taken up. */
export function tellAwardDisputes(chronicle: Chronicle, plot: Plot): void {
  const { story } = plot.outline
  const { objected, answered, complaint } = plot.days
  const isDispute = story === 'awardQuery' || story === 'dismissedComplaint' || story === 'withdrawnComplaint'
  if (isDispute && objected !== undefined && answered !== undefined) {
    chronicle.tell('ObjectionRaised', chronicle.between(objected, '9:30', '16:30'), objectorOf(plot), {
      objectionId: OBJECTION,
      about: 'award',
      channel: 'online',
      text: 'The winner does not meet a parameter. 中标产品参数不符。',
    })
    tellAnswer(chronicle, plot, answered, false)
  }
  if (complaint === undefined || story === 'upheldComplaint') return

  const complaintId = COMPLAINT
  const isRefused = story === 'refusedComplaint'
  chronicle.tell('ComplaintFiled', chronicle.between(complaint.filed, '9:00', '10:00'), objectorOf(plot), {
    complaintId,
    about: 'award',
    ...(!isRefused && { objectionId: OBJECTION }),
    channel: isRefused ? 'paper' : 'online',
    text: 'The award is not right. 对中标结果不服。',
  })
  if (isRefused) {
    chronicle.tell('ComplaintRefused', chronicle.between(complaint.ended, '14:00', '16:00'), supervisor, {
      complaintId,
      reason: 'no facts are stated 没有明确的请求和必要的证明材料',
    })
    return
  }
  chronicle.tell('ComplaintAccepted', chronicle.between(complaint.accepted, '14:00', '16:00'), supervisor, {
    complaintId,
  })
  if (story === 'withdrawnComplaint')
    chronicle.tell('ComplaintWithdrawn', chronicle.between(complaint.ended, '14:00', '16:00'), objectorOf(plot), {
      complaintId,
    })
  else
    chronicle.tell('ComplaintDecided', chronicle.between(complaint.ended, '14:00', '16:00'), supervisor, {
      complaintId,
      upheld: false,
      measures: ['the complaint is dismissed 投诉事项不成立'],
    })
}

function tellPause(chronicle: Chronicle, plot: Plot, day: number): void {
  chronicle.tell('ProcedureSuspended', chronicle.between(day, '15:00', '15:40'), organiser(plot), {
    cause: 'until the objection is answered 作出答复前暂停招标投标活动',
    causeRef: OBJECTION,
  })
}

function tellAnswer(chronicle: Chronicle, plot: Plot, day: number, upheld: boolean): void {
  chronicle.tell('ObjectionAnswered', chronicle.between(day, '9:30', '10:10'), organiser(plot), {
    objectionId: OBJECTION,
    answer: upheld
      ? 'The parameter is changed. 已修改相关参数。'
      : 'The documents were followed. 经核实,评审符合招标文件。',
    upheld,
  })
}

function tellResumption(chronicle: Chronicle, plot: Plot, day: number): void {
  chronicle.tell('ProcedureResumed', chronicle.between(day, '11:00', '11:20'), organiser(plot), {
    cause: 'objection answered 异议已答复',
    causeRef: OBJECTION,
  })
}
