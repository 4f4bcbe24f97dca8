import type { Crowd } from './cast.ts'

/** The kinds of projects of the county: what is registered about them, and which course they take. */

export interface Kind {
  /** In project ids. */
  readonly letter: string
  readonly category: 'works' | 'goods' | 'services' | 'land' | 'property' | 'other'
  readonly regime: 'TBL' | 'GPL' | 'other'
  readonly method: 'open' | 'limited' | 'direct'
  readonly procedure:
    | 'openTender'
    | 'negotiation'
    | 'consultation'
    | 'enquiry'
    | 'singleSource'
    | 'framework'
    | 'listing'
  readonly mandatory: boolean
  /** `candidates`: they are publicised before the award (TBL); `report`: the buyer decides on the report (GPL). */
  readonly course: 'candidates' | 'report' | 'direct' | 'sale'
  /** Days from the documents to the deadline, the law's least first: calendar days, or working days. */
  readonly period: { readonly days: readonly [number, number]; readonly working?: true }
  /** The least days from acceptance to the award. */
  readonly leastDays: number
  readonly buyers: 'building' | 'purchasing' | 'land' | 'property' | 'rural'
  readonly crowd: Crowd
  /** How many bid where nothing else decides. */
  readonly bids: readonly [number, number]
  readonly committee: 0 | 3 | 5
  readonly evaluationMethod: string
  readonly subjects: readonly (readonly [en: string, zh: string])[]
}

const COMPREHENSIVE = 'comprehensive scoring 综合评估法'
const LOWEST = 'lowest evaluated price 经评审的最低价法'

const building: Pick<
  Kind,
  | 'letter'
  | 'category'
  | 'regime'
  | 'method'
  | 'procedure'
  | 'course'
  | 'buyers'
  | 'crowd'
  | 'committee'
  | 'evaluationMethod'
> = {
  letter: 'W',
  category: 'works',
  regime: 'TBL',
  method: 'open',
  procedure: 'openTender',
  course: 'candidates',
  buyers: 'building',
  crowd: 'builders',
  committee: 5,
  evaluationMethod: COMPREHENSIVE,
}

const purchase: Pick<Kind, 'letter' | 'regime' | 'mandatory' | 'course' | 'buyers' | 'crowd'> = {
  letter: 'G',
  regime: 'GPL',
  mandatory: true,
  course: 'report',
  buyers: 'purchasing',
  crowd: 'suppliers',
}

const sale: Pick<Kind, 'regime' | 'method' | 'procedure' | 'course' | 'committee' | 'evaluationMethod'> = {
  regime: 'other',
  method: 'open',
  procedure: 'listing',
  course: 'sale',
  committee: 0,
  evaluationMethod: 'highest price 价高者得',
}

export const kinds = {
  works: {
    ...building,
    mandatory: true,
    period: { days: [20, 21] },
    leastDays: 25,
    bids: [30, 80],
    subjects: [
      ['Rural road upgrade', '农村公路提升工程'],
      ['River regulation', '河道治理工程'],
      ['School building', '学校教学楼工程'],
      ['Sewage network', '污水管网工程'],
      ['Bridge renewal', '危桥改造工程'],
      ['Industrial park infrastructure', '园区基础设施工程'],
      ['High-standard farmland', '高标准农田建设工程'],
      ['Old residential quarter renewal', '老旧小区改造工程'],
    ],
  },
  smallWorks: {
    ...building,
    // Below the threshold of mandatory tendering (必须招标的工程项目规定), so the 20 days of TBL 24 do not apply.
    mandatory: false,
    period: { days: [10, 12] },
    leastDays: 15,
    bids: [12, 45],
    subjects: [
      ['Village square', '村民文化广场工程'],
      ['Street lighting', '路灯安装工程'],
      ['Clinic renovation', '卫生室修缮工程'],
      ['Irrigation ditch', '灌溉渠修复工程'],
    ],
  },
  services: {
    ...building,
    letter: 'S',
    category: 'services',
    mandatory: true,
    period: { days: [20, 22] },
    leastDays: 25,
    bids: [8, 26],
    subjects: [
      ['Supervision of works', '工程监理'],
      ['Survey and design', '勘察设计'],
      ['Full-process engineering consulting', '全过程工程咨询'],
    ],
  },
  tender: {
    ...purchase,
    category: 'goods',
    method: 'open',
    procedure: 'openTender',
    period: { days: [20, 21] },
    leastDays: 21,
    bids: [3, 8],
    committee: 5,
    evaluationMethod: COMPREHENSIVE,
    subjects: [
      ['Medical equipment', '医疗设备采购'],
      ['School desks', '课桌椅采购'],
      ['Computers', '计算机采购'],
      ['Fire engines', '消防车采购'],
      ['Laboratory equipment', '实验室设备采购'],
    ],
  },
  framework: {
    ...purchase,
    category: 'services',
    method: 'open',
    procedure: 'framework',
    period: { days: [20, 21] },
    leastDays: 21,
    bids: [6, 12],
    committee: 5,
    evaluationMethod: COMPREHENSIVE,
    subjects: [
      ['Framework for printing', '印刷服务框架协议'],
      ['Framework for vehicle repair', '公务车维修框架协议'],
      ['Framework for property insurance', '财产保险框架协议'],
    ],
  },
  consultation: {
    ...purchase,
    category: 'services',
    method: 'limited',
    procedure: 'consultation',
    period: { days: [10, 12] },
    leastDays: 12,
    bids: [3, 6],
    committee: 3,
    evaluationMethod: COMPREHENSIVE,
    subjects: [
      ['Cleaning of offices', '物业保洁服务'],
      ['Information system', '信息系统开发服务'],
      ['School meals', '学校食堂配送服务'],
      ['Forest survey', '森林资源调查服务'],
    ],
  },
  negotiation: {
    ...purchase,
    category: 'goods',
    method: 'limited',
    procedure: 'negotiation',
    period: { days: [5, 7], working: true },
    leastDays: 8,
    bids: [3, 4],
    committee: 3,
    evaluationMethod: LOWEST,
    subjects: [
      ['Emergency supplies', '应急物资采购'],
      ['Special software', '专用软件采购'],
    ],
  },
  enquiry: {
    ...purchase,
    category: 'goods',
    method: 'limited',
    procedure: 'enquiry',
    period: { days: [4, 6], working: true },
    leastDays: 6,
    bids: [3, 5],
    committee: 3,
    evaluationMethod: LOWEST,
    subjects: [
      ['Office paper', '办公用纸采购'],
      ['Air conditioners', '空调采购'],
    ],
  },
  singleSource: {
    ...purchase,
    category: 'services',
    method: 'direct',
    procedure: 'singleSource',
    course: 'direct',
    period: { days: [5, 5], working: true },
    leastDays: 8,
    bids: [1, 1],
    committee: 0,
    evaluationMethod: 'negotiated 协商',
    subjects: [
      ['Upkeep of the existing system', '原有系统运维服务'],
      ['Supplement to the existing equipment', '原有设备添购'],
    ],
  },
  land: {
    ...sale,
    letter: 'L',
    category: 'land',
    mandatory: true,
    period: { days: [20, 22] },
    leastDays: 20,
    buyers: 'land',
    crowd: 'developers',
    bids: [2, 5],
    subjects: [
      ['Right to use industrial land', '工业用地使用权出让'],
      ['Right to use commercial land', '商业用地使用权出让'],
      ['Right to use residential land', '住宅用地使用权出让'],
    ],
  },
  property: {
    ...sale,
    letter: 'P',
    category: 'property',
    mandatory: true,
    period: { days: [10, 14] },
    leastDays: 10,
    buyers: 'property',
    crowd: 'tenants',
    bids: [2, 5],
    subjects: [
      ['Lease of a shop', '门面房招租'],
      ['Sale of used vehicles', '公务用车处置'],
      ['Lease of a market hall', '农贸市场摊位招租'],
      ['Sale of an old plant', '闲置厂房转让'],
    ],
  },
  rural: {
    ...sale,
    letter: 'R',
    category: 'other',
    mandatory: false,
    period: { days: [7, 10] },
    leastDays: 7,
    buyers: 'rural',
    crowd: 'tenants',
    bids: [1, 4],
    subjects: [
      ['Lease of collective forest land', '集体林地经营权流转'],
      ['Lease of a village pond', '村集体水塘承包'],
      ['Lease of a photovoltaic roof', '集体屋顶光伏出租'],
    ],
  },
} as const satisfies { readonly [name: string]: Kind }

export type KindName = keyof typeof kinds

export const kindOf = (name: KindName): Kind => kinds[name]
