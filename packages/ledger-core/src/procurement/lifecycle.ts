/**
 * The whole procedure on one screen: what may follow which phase, where it leads, and who may state it.
 * `docs/lifecycle.md` is generated from this table.
 */

export const PHASES = [
  'registered',
  'accepted',
  'tendering',
  'opened',
  'evaluated',
  'awarded',
  'contracted',
  'completed',
  'failed',
  'cancelled',
] as const
export type Phase = (typeof PHASES)[number]

export const ROLES = ['buyer', 'agency', 'bidder', 'centre', 'committee', 'supervisor', 'bank', 'ledger'] as const
export type Role = (typeof ROLES)[number]

/** Conditions that some rows set on a phase; what they mean is in decider.ts. */
export type Condition = 'forAuctionOrListing' | 'forSingleSource' | 'withoutContract'

export interface Row {
  /** `none`: the stream's first event. A phase with a condition is allowed only where the condition holds. */
  readonly from: 'none' | 'any' | 'active' | readonly (Phase | readonly [Phase, Condition])[]
  /** `same`: the phase stays. A list: the step chooses, by what `toWhen` says. */
  readonly to: 'same' | Phase | readonly ('same' | Phase)[]
  readonly toWhen?: string
  /** Whatever `agency` may state, `buyer` may state too (自行招标). A role with phases may state it only there. */
  readonly by: readonly (Role | readonly [Role, readonly Phase[]])[]
  /** Whoever may state the event that it names as its target may state it too. */
  readonly orByTarget?: true
  /** May be recorded while the procedure is suspended. */
  readonly whileSuspended?: true
  /** May be recorded after ProjectArchived. */
  readonly afterArchive?: true
  /** Refused on an imported project as on any other: it acts here and now, and repeats nothing that a source says. */
  readonly isAct?: true
  /** Where OCDS keeps the same thing. */
  readonly ocds?: string
  /** The Chinese term. */
  readonly zh: string
}

const TENDERING = ['tendering'] as const
const OPENED = ['opened'] as const
const AFTER_AWARD = ['awarded', 'contracted'] as const
const AFTER_CONTRACT = ['contracted', 'completed'] as const

// biome-ignore format: one row a line, so that the procedure reads as a table.
export const lifecycle = {
  // Registration
  ProjectRegistered:         { from: 'none',         to: 'registered', by: ['agency'], ocds: 'planning; buyer; tender', zh: '项目登记' },
  RegistrationReturned:      { from: ['registered'], to: 'same',       by: ['centre'], zh: '审核退回(一次性告知)' },
  RegistrationAccepted:      { from: ['registered'], to: 'accepted',   by: ['centre'], zh: '受理, 绿色通道, 容缺受理+信用承诺' },
  DeferredMaterialSupplied:  { from: 'active',       to: 'same',       by: ['agency'], zh: '容缺补正' },
  DemandIssued:              { from: ['accepted'],   to: 'same',       by: ['centre'], zh: '催告' },
  VenueReserved:             { from: 'active',       to: 'same',       by: ['centre'], zh: '场地预约' },
  VenueReleased:             { from: 'active',       to: 'same',       by: ['centre'], whileSuspended: true, zh: '场地取消' },

  // Invitation
  TenderPlanPublished:       { from: ['accepted'],   to: 'same',       by: ['buyer'],  ocds: 'planning', zh: '招标计划/采购意向公开' },
  SingleSourcePublicised:    { from: ['accepted'],   to: 'same',       by: ['agency'], ocds: 'planning', zh: '单一来源公示' },
  TenderNoticePublished:     { from: ['accepted'],   to: 'tendering',  by: ['agency'], ocds: 'tender; tenderPeriod', zh: '招标公告' },
  InvitationIssued:          { from: ['accepted'],   to: 'tendering',  by: ['agency'], ocds: 'tender', zh: '投标邀请/谈判邀请' },
  TenderDocumentsPublished:  { from: TENDERING,      to: 'same',       by: ['agency'], ocds: 'tender.documents', zh: '招标文件发布' },
  EnquiryReceived:           { from: TENDERING,      to: 'same',       by: ['bidder', 'agency'], ocds: 'tender.enquiries', zh: '提问' },
  EnquiryAnswered:           { from: TENDERING,      to: 'same',       by: ['agency'], whileSuspended: true, ocds: 'tender.enquiries', zh: '答疑' },
  ClarificationIssued:       { from: TENDERING,      to: 'same',       by: ['agency'], whileSuspended: true, ocds: 'tenderAmendment', zh: '澄清修改' },
  DeadlineExtended:          { from: TENDERING,      to: 'same',       by: ['agency'], whileSuspended: true, ocds: 'tenderAmendment', zh: '延期公告' },

  // Bids and bid bonds
  BidBondLodged:             { from: TENDERING,      to: 'same',       by: ['bidder', 'bank', 'centre'], ocds: 'guarantees', zh: '投标保证金/电子保函' },
  BidBondWaived:             { from: ['accepted', 'tendering', 'opened'], to: 'same', by: ['centre', 'buyer'], zh: '免收投标担保' },
  BidSubmitted:              { from: TENDERING,      to: 'same',       by: ['bidder', 'centre'], ocds: 'bids.details', zh: '投标文件递交' },
  BidReplaced:               { from: TENDERING,      to: 'same',       by: ['bidder', 'centre'], ocds: 'bids.details', zh: '替换' },
  BidWithdrawn:              { from: TENDERING,      to: 'same',       by: ['bidder', 'centre'], whileSuspended: true, ocds: 'bids.details', zh: '撤回' },
  SubmissionClosed:          { from: TENDERING,      to: 'same',       by: ['ledger', 'centre'], zh: '投标截止' },
  BidsOpened:                { from: TENDERING,      to: 'opened',     by: ['centre', 'agency'], ocds: 'bidOpening; bids', zh: '开标' },
  OffersReceived:            { from: TENDERING,      to: 'opened',     by: ['centre', 'agency'], ocds: 'bids', zh: '报价/竞价' },

  // Evaluation
  ExpertsDrawn:              { from: ['tendering', 'opened'], to: 'same', by: ['centre'], zh: '评标专家抽取' },
  ExpertReplaced:            { from: ['tendering', 'opened'], to: 'same', by: ['centre'], zh: '回避/补抽' },
  EvaluationStarted:         { from: OPENED,         to: 'same',       by: ['committee', 'centre'], zh: '评标开始, 远程异地评标, 席位制分散评标, 隔夜评标' },
  BidRejected:               { from: OPENED,         to: 'same',       by: ['committee'], ocds: 'bids.status', zh: '否决投标' },
  BidsEvaluated:             { from: OPENED,         to: 'evaluated',  by: ['committee'], ocds: 'bids.rank; evaluationReports', zh: '评标完成/评标报告' },
  EvaluationReportDelivered: { from: ['evaluated'],  to: 'same',       by: ['agency', 'centre'], zh: '评审报告送交' },
  CandidatesPublicised:      { from: ['evaluated'],  to: 'same',       by: ['agency'], ocds: 'award', zh: '中标候选人公示' },
  ReEvaluationOrdered:       { from: ['evaluated', 'awarded'], to: 'opened', by: ['supervisor', 'buyer'], whileSuspended: true, ocds: 'awardUpdate', zh: '重新评标' },

  // Objections, complaints, suspension
  ObjectionRaised:           { from: 'any',          to: 'same',       by: ['bidder'], whileSuspended: true, ocds: 'complaints ext.', zh: '异议' },
  ObjectionAnswered:         { from: 'any',          to: 'same',       by: ['agency'], whileSuspended: true, ocds: 'complaints ext.', zh: '异议答复' },
  ComplaintFiled:            { from: 'any',          to: 'same',       by: ['bidder'], whileSuspended: true, ocds: 'complaints ext.', zh: '投诉' },
  ComplaintAccepted:         { from: 'any',          to: 'same',       by: ['supervisor'], whileSuspended: true, ocds: 'complaints ext.', zh: '投诉受理' },
  ComplaintRefused:          { from: 'any',          to: 'same',       by: ['supervisor'], whileSuspended: true, ocds: 'complaints ext.', zh: '不予受理' },
  ComplaintDecided:          { from: 'any',          to: 'same',       by: ['supervisor'], whileSuspended: true, ocds: 'complaints ext.', zh: '投诉处理决定' },
  ComplaintWithdrawn:        { from: 'any',          to: 'same',       by: ['bidder'], whileSuspended: true, ocds: 'complaints ext.', zh: '撤回投诉' },
  ProcedureSuspended:        { from: 'active',       to: 'same',       by: ['supervisor', 'agency'], ocds: 'tenderUpdate', zh: '暂停' },
  ProcedureResumed:          { from: 'active',       to: 'same',       by: ['supervisor', 'agency'], whileSuspended: true, ocds: 'tenderUpdate', zh: '恢复' },

  // Award
  AwardDecided:              { from: ['evaluated', 'awarded', ['opened', 'forAuctionOrListing'], ['accepted', 'forSingleSource']], to: 'awarded', by: ['buyer'], ocds: 'award', zh: '定标' },
  AwardCancelled:            { from: AFTER_AWARD,    to: ['evaluated', 'same'], toWhen: 'evaluated if no live award is left', by: ['buyer', 'supervisor'], whileSuspended: true, ocds: 'awardCancellation', zh: '取消中标' },
  AwardResultPublished:      { from: AFTER_AWARD,    to: 'same',       by: ['agency'], ocds: 'awards.datePublished', zh: '中标结果公告' },
  AwardNoticeIssued:         { from: AFTER_AWARD,    to: 'same',       by: ['agency'], ocds: 'awards.date', zh: '中标通知书' },
  TenderReportSubmitted:     { from: AFTER_AWARD,    to: 'same',       by: ['buyer'],  zh: '招标投标情况书面报告' },
  AwardFinancingGranted:     { from: AFTER_AWARD,    to: 'same',       by: ['bank'],   zh: '中标贷' },
  PerformanceBondLodged:     { from: ['awarded', 'contracted', 'completed'], to: 'same', by: ['bidder', 'bank', 'buyer'], ocds: 'contracts.guarantees', zh: '履约保证金' },

  // Contract
  ContractSigned:            { from: AFTER_AWARD,    to: 'contracted', by: ['buyer'],  ocds: 'contract; dateSigned', zh: '合同签订' },
  ContractPublished:         { from: AFTER_CONTRACT, to: 'same',       by: ['agency'], ocds: 'contractUpdate', zh: '合同公开' },
  ContractFiled:             { from: AFTER_CONTRACT, to: 'same',       by: ['agency'], zh: '合同备案' },
  ContractAmended:           { from: ['contracted'], to: 'same',       by: ['buyer'],  ocds: 'contractAmendment', zh: '合同变更' },
  MilestoneMet:              { from: AFTER_CONTRACT, to: 'same',       by: ['buyer'],  ocds: 'implementation', zh: '里程碑' },
  PaymentMade:               { from: AFTER_CONTRACT, to: 'same',       by: ['buyer'],  ocds: 'implementation', zh: '支付' },
  AcceptanceRecorded:        { from: AFTER_CONTRACT, to: 'same',       by: ['buyer'],  ocds: 'implementation', zh: '验收' },
  PerformanceRated:          { from: AFTER_CONTRACT, to: 'same',       by: ['buyer'],  ocds: 'implementation', zh: '履约评价' },
  ContractCompleted:         { from: ['contracted'], to: ['completed', 'same'], toWhen: 'completed if every live award has a contract, every contract has ended and procedure is not framework', by: ['buyer'], ocds: 'contractUpdate', zh: '合同完成' },
  ContractTerminated:        { from: ['contracted'], to: ['completed', 'same'], toWhen: 'as ContractCompleted', by: ['buyer'], ocds: 'contractTermination', zh: '合同终止' },
  ProjectClosed:             { from: AFTER_AWARD,    to: 'completed',  by: ['centre'], zh: '办结' },

  // Bonds back, ends
  BondReleased:              { from: 'any',          to: 'same',       by: ['centre', 'bank', 'buyer', 'ledger'], whileSuspended: true, zh: '保证金退还, 免申即退' },
  BondForfeited:             { from: 'any',          to: 'same',       by: ['buyer'],  zh: '不予退还' },
  GuaranteeClaimed:          { from: 'any',          to: 'same',       by: ['buyer'],  zh: '保函索赔' },
  TenderFailed:              { from: ['tendering', 'opened', 'evaluated', ['awarded', 'withoutContract']], to: 'failed', by: ['agency', 'centre'], whileSuspended: true, ocds: 'unsuccessful', zh: '流标' },
  ProjectCancelled:          { from: 'active',       to: 'cancelled',  by: ['buyer', 'supervisor', ['centre', ['registered', 'accepted']]], whileSuspended: true, ocds: 'tenderCancellation', zh: '终止' },
  ProjectArchived:           { from: ['completed', 'failed', 'cancelled'], to: 'same', by: ['centre'], zh: '电子档案归集' },

  // Supervision, credit, correction
  DocumentsSpotChecked:      { from: 'any',          to: 'same',       by: ['supervisor'], whileSuspended: true, afterArchive: true, zh: '抽查招标文件' },
  SupervisoryOpinionIssued:  { from: 'any',          to: 'same',       by: ['supervisor'], whileSuspended: true, afterArchive: true, zh: '监督意见书' },
  SupervisoryOpinionAnswered: { from: 'any',         to: 'same',       by: ['agency'], whileSuspended: true, afterArchive: true, zh: '意见反馈' },
  SiteInspected:             { from: 'any',          to: 'same',       by: ['supervisor'], whileSuspended: true, afterArchive: true, zh: '标后监督检查, 双随机' },
  FlagRaised:                { from: 'any',          to: 'same',       by: ['ledger', 'supervisor'], whileSuspended: true, afterArchive: true, isAct: true, zh: '监督点预警, 问题线索' },
  FlagResolved:              { from: 'any',          to: 'same',       by: ['ledger', 'supervisor'], whileSuspended: true, afterArchive: true, isAct: true, zh: '线索核查' },
  HotlineCaseHandled:        { from: 'any',          to: 'same',       by: ['supervisor'], whileSuspended: true, afterArchive: true, zh: '信访热线' },
  EventCorrected:            { from: 'any',          to: 'same',       by: ['supervisor'], orByTarget: true, whileSuspended: true, afterArchive: true, isAct: true, zh: '更正' },
  EventAnnulled:             { from: 'any',          to: 'same',       by: ['supervisor'], whileSuspended: true, afterArchive: true, isAct: true, zh: '作废' },
  PersonalDataErased:        { from: 'any',          to: 'same',       by: ['centre'], whileSuspended: true, afterArchive: true, isAct: true, zh: '个人信息删除' },

  // Imported histories: what the table or a step would refuse is recorded with its finding instead
  ProjectImported:           { from: 'none',         to: 'accepted',   by: ['ledger'], zh: '历史数据导入' },
} as const satisfies Record<string, Row>

export type ProjectEventType = keyof typeof lifecycle

/** A row of a stream without phases: what it has may be stated at any time. */
export interface PlainRow {
  readonly by: readonly Role[]
  /** As in `Row`. */
  readonly orByTarget?: true
  readonly zh: string
}

/** What is recorded of an enterprise, in `party-<id>`. */
// biome-ignore format: a table.
export const partyLifecycle = {
  CreditScored:       { by: ['supervisor'], zh: '信用记分, 披露期' },
  PenaltyImposed:     { by: ['supervisor'], zh: '行政处罚' },
  HotlineCaseHandled: { by: ['supervisor'], zh: '信访热线' },
  EventCorrected:     { by: ['supervisor'], orByTarget: true, zh: '更正' },
  EventAnnulled:      { by: ['supervisor'], zh: '作废' },
  PersonalDataErased: { by: ['centre'],     zh: '个人信息删除' },
} as const satisfies Record<string, PlainRow>

/** What is recorded of an expert, in `expert-<id>`. */
// biome-ignore format: a table.
export const expertLifecycle = {
  ExpertSanctioned:   { by: ['supervisor'], zh: '专家扣分/清退' },
  PenaltyImposed:     { by: ['supervisor'], zh: '行政处罚' },
  EventCorrected:     { by: ['supervisor'], orByTarget: true, zh: '更正' },
  EventAnnulled:      { by: ['supervisor'], zh: '作废' },
  PersonalDataErased: { by: ['centre'],     zh: '个人信息删除' },
} as const satisfies Record<string, PlainRow>

export type PartyEventType = keyof typeof partyLifecycle
export type ExpertEventType = keyof typeof expertLifecycle
/** Whatever somebody may state, of whatever. */
export type StatedEventType = ProjectEventType | PartyEventType | ExpertEventType

/** What facts are stated of, each with a table of its own. */
export const tables = { project: lifecycle, party: partyLifecycle, expert: expertLifecycle } as const
export type SubjectKind = keyof typeof tables

export const isStatedOf = (kind: SubjectKind, type: unknown): type is StatedEventType =>
  typeof type === 'string' && Object.hasOwn(tables[kind], type)

/** The ledger's own stream, `ledger`: its identity and its keys. */
// biome-ignore format: a table.
export const ledgerLifecycle = {
  LedgerOpened:  { by: ['ledger'], zh: '账本启用' },
  LogKeyRotated: { by: ['ledger'], zh: '日志密钥轮换' },
} as const satisfies Record<string, PlainRow>

export type LedgerEventType = keyof typeof ledgerLifecycle
export type EventType = StatedEventType | LedgerEventType
