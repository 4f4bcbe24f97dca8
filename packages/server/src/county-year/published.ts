import { type Money, toMinor } from '@procurement-ledger/core'
import { EARLIER_HISTORIC_BEFORE, HISTORIC_BEFORE } from './historic.ts'
import { growth, percent, type Ratio, ratio, whole } from './ratio.ts'

/**
 * What the county published about January to November 2023, digit for digit, and which statistic must give it again.
 * These digits stand here alone: no statistic knows them. The page truncates (152 of 157 is published as 96.81 %).
 */
export interface PublishedFigure {
  readonly label: string
  /** The county's own word. */
  readonly term: string
  readonly unit: string
  /** As published; its decimal places are those to which the replayed figure is truncated. */
  readonly published: string
  readonly statistic: StatisticCall
  readonly pick: (total: Total) => Ratio
}

/** A statistic and its query parameters, as HTTP and the command line take them. */
export interface StatisticCall {
  readonly id: string
  readonly query: { readonly [parameter: string]: string }
}

/** The `total` of a figure, as JSON; read by the path of a key. */
export interface Total {
  /** A whole number, such as `lodged.n`. */
  readonly count: (path: string) => number
  /** Money, such as `lodged.sum`, in fen. */
  readonly fen: (path: string) => bigint
}

const PERIOD = { from: '2023-01-01', to: '2023-11-30' } as const
const WORKS = { ...PERIOD, category: 'works' } as const
const PREVIOUS_YEAR = { compare: 'previous-year' } as const

/** 亿元 and 万元 in fen. */
const HUNDRED_MILLION_CNY = 10_000_000_000n
const TEN_THOUSAND_CNY = 1_000_000n

const turnover: StatisticCall = { id: 'turnover', query: PERIOD }
const works: StatisticCall = { id: 'turnover', query: { ...WORKS, ...PREVIOUS_YEAR } }
const publication: StatisticCall = { id: 'contract-publication-time', query: { ...PERIOD, ...PREVIOUS_YEAR } }
const contracts: StatisticCall = { id: 'contracts', query: PERIOD }
const bidBonds: StatisticCall = { id: 'bid-bonds', query: PERIOD }
const evaluations: StatisticCall = { id: 'evaluations', query: PERIOD }
const objections: StatisticCall = { id: 'objections', query: PERIOD }
const loans: StatisticCall = { id: 'award-financing', query: PERIOD }
const supervision: StatisticCall = { id: 'supervision', query: PERIOD }
const credit: StatisticCall = { id: 'credit', query: PERIOD }

const mean = (total: Total): Ratio => ratio(total.count('sum'), total.count('n'))
const inHundredMillions = (fen: bigint): Ratio => ratio(fen, HUNDRED_MILLION_CNY)
const inTenThousands = (fen: bigint): Ratio => ratio(fen, TEN_THOUSAND_CNY)

export const PUBLISHED: readonly PublishedFigure[] = [
  {
    label: 'Projects traded',
    term: '成交项目',
    unit: 'projects 个',
    published: '296',
    statistic: turnover,
    pick: (total) => whole(total.count('projects')),
  },
  {
    label: 'Turnover',
    term: '成交金额',
    unit: '100 million CNY 亿元',
    published: '22.06',
    statistic: turnover,
    pick: (total) => inHundredMillions(total.fen('sum')),
  },
  {
    label: 'Works tendered',
    term: '工程项目招标',
    unit: 'projects 个',
    published: '80',
    statistic: works,
    pick: (total) => whole(total.count('projects')),
  },
  {
    label: 'Works tendered, growth',
    term: '同比增长',
    unit: '%',
    published: '40.35',
    statistic: works,
    pick: (total) => growth(total.count('projects'), total.count('previous.projects')),
  },
  {
    label: 'Turnover of works',
    term: '工程成交金额',
    unit: '100 million CNY 亿元',
    published: '15.97',
    statistic: works,
    pick: (total) => inHundredMillions(total.fen('sum')),
  },
  {
    label: 'Turnover of works, growth',
    term: '同比增长',
    unit: '%',
    published: '20.44',
    statistic: works,
    pick: (total) => growth(total.fen('sum'), total.fen('previous.sum')),
  },
  {
    label: 'Savings and added revenue',
    term: '增收节资',
    unit: '100 million CNY 亿元',
    published: '2.95',
    statistic: { id: 'savings', query: PERIOD },
    pick: (total) => inHundredMillions(total.fen('sum')),
  },
  {
    label: 'Cycle time, works',
    term: '工程场内流转周期',
    unit: 'days 天',
    published: '28.27',
    statistic: { id: 'cycle-time', query: WORKS },
    pick: mean,
  },
  {
    label: 'Cycle time, government purchases',
    term: '政府采购场内流转周期',
    unit: 'days 天',
    published: '21',
    statistic: { id: 'cycle-time', query: { ...PERIOD, regime: 'GPL' } },
    pick: mean,
  },
  {
    label: 'Contract publication time',
    term: '合同公开平均时间',
    unit: 'days 天',
    published: '15.52',
    statistic: publication,
    pick: mean,
  },
  {
    label: 'Contract publication time, before',
    term: '缩减前',
    unit: 'days 天',
    published: '23.75',
    statistic: publication,
    pick: (total) => ratio(total.count('previous.sum'), total.count('previous.n')),
  },
  {
    label: 'Contracts signed online',
    term: '合同在线签订',
    unit: 'contracts 个',
    published: '152',
    statistic: contracts,
    pick: (total) => whole(total.count('online.n')),
  },
  {
    label: 'Contracts signed online, share',
    term: '占比',
    unit: '%',
    published: '96.81',
    statistic: contracts,
    pick: (total) => percent(total.count('online.n'), total.count('online.of')),
  },
  {
    label: 'Guarantees and insurances',
    term: '使用保函保险',
    unit: 'instruments 份',
    published: '7644',
    statistic: bidBonds,
    pick: (total) => whole(total.count('guaranteed.count.n')),
  },
  {
    label: 'Cash they freed',
    term: '释放沉淀资金',
    unit: '100 million CNY 亿元',
    published: '15.78',
    statistic: bidBonds,
    pick: (total) => inHundredMillions(total.fen('guaranteed.value.sum')),
  },
  {
    // The page does not say of what; so both readings are checked.
    label: 'Their share of all bid bonds, by number',
    term: '占比(份数)',
    unit: '%',
    published: '82.57',
    statistic: bidBonds,
    pick: (total) => percent(total.count('guaranteed.count.n'), total.count('guaranteed.count.of')),
  },
  {
    label: 'Their share of all bid bonds, by value',
    term: '占比(金额)',
    unit: '%',
    published: '82.57',
    statistic: bidBonds,
    pick: (total) => percent(total.fen('guaranteed.value.sum'), total.fen('guaranteed.value.of')),
  },
  {
    label: 'Projects without a bid bond',
    term: '免收投标担保项目',
    unit: 'projects 个',
    published: '31',
    statistic: bidBonds,
    pick: (total) => whole(total.count('waived.projects')),
  },
  {
    label: 'Bid bonds waived',
    term: '免收投标担保金额',
    unit: '100 million CNY 亿元',
    published: '2.52',
    statistic: bidBonds,
    pick: (total) => inHundredMillions(total.fen('waived.sum')),
  },
  {
    label: `Historic bonds cleared, lodged before ${HISTORIC_BEFORE.slice(0, 4)}`,
    term: '清退历史沉淀保证金',
    unit: '10 000 CNY 万元',
    published: '129.69',
    statistic: { id: 'historic-bonds', query: { ...PERIOD, lodgedBefore: HISTORIC_BEFORE } },
    pick: (total) => inTenThousands(total.fen('sum')),
  },
  {
    // On the same page. The two agree if they have different cut-offs.
    label: `Historic bonds cleared, lodged before ${EARLIER_HISTORIC_BEFORE.slice(0, 4)}`,
    term: '历史投标保证金清退',
    unit: '10 000 CNY 万元',
    published: '0.15',
    statistic: { id: 'historic-bonds', query: { ...PERIOD, lodgedBefore: EARLIER_HISTORIC_BEFORE } },
    pick: (total) => inTenThousands(total.fen('sum')),
  },
  {
    label: 'Objections and complaints online',
    term: '异议(投诉)在线提出',
    unit: 'times 次',
    published: '44',
    statistic: objections,
    pick: (total) => whole(total.count('online')),
  },
  {
    label: 'Complaints decided',
    term: '处理投诉',
    unit: 'complaints 起',
    published: '2',
    statistic: objections,
    pick: (total) => whole(total.count('complaints')),
  },
  {
    label: 'Remote evaluations',
    term: '远程异地评标',
    unit: 'sessions 场次',
    published: '139',
    statistic: evaluations,
    pick: (total) => whole(total.count('byMode.remote')),
  },
  {
    label: 'Distributed evaluations',
    term: '席位制分散评标',
    unit: 'sessions 次',
    published: '4',
    statistic: evaluations,
    pick: (total) => whole(total.count('byMode.distributed')),
  },
  {
    label: 'Enterprises with a loan on their award',
    term: '获得中标贷企业',
    unit: 'enterprises 家',
    published: '2',
    statistic: loans,
    pick: (total) => whole(total.count('suppliers')),
  },
  {
    label: 'Loans on awards',
    term: '中标贷授信',
    unit: '10 000 CNY 万元',
    published: '1300',
    statistic: loans,
    pick: (total) => inTenThousands(total.fen('sum')),
  },
  {
    label: 'Tender documents spot-checked',
    term: '抽查招标文件',
    unit: 'documents 份',
    published: '53',
    statistic: supervision,
    pick: (total) => whole(total.count('documentsChecked')),
  },
  {
    label: 'Supervisory opinions on them',
    term: '招标文件监督意见书',
    unit: 'opinions 份',
    published: '8',
    statistic: supervision,
    pick: (total) => whole(total.count('opinions')),
  },
  {
    label: 'Sites inspected',
    term: '检查在建工程',
    unit: 'projects 个',
    published: '34',
    statistic: supervision,
    pick: (total) => whole(total.count('sites')),
  },
  {
    label: 'Enterprises scored',
    term: '企业信用记分',
    unit: 'enterprises 家',
    published: '23',
    statistic: credit,
    pick: (total) => whole(total.count('bidders')),
  },
  {
    label: 'Enterprises whose score is disclosed',
    term: '信用披露',
    unit: 'enterprises 家',
    published: '12',
    statistic: credit,
    pick: (total) => whole(total.count('disclosed')),
  },
  {
    label: 'Agencies scored',
    term: '代理机构信用记分',
    unit: 'agencies 家',
    published: '6',
    statistic: credit,
    pick: (total) => whole(total.count('agencies')),
  },
  {
    label: 'Experts who lost points',
    term: '评审专家扣分',
    unit: 'experts 名',
    published: '5',
    statistic: credit,
    pick: (total) => whole(total.count('expertsPoints')),
  },
  {
    label: 'Experts removed from the pool',
    term: '专家清退出库',
    unit: 'experts 名',
    published: '1',
    statistic: credit,
    pick: (total) => whole(total.count('expertsRemoved')),
  },
  {
    label: 'Leads of data analysis verified',
    term: '大数据分析问题线索',
    unit: 'leads 条',
    published: '17',
    statistic: supervision,
    pick: (total) => whole(total.count('leads')),
  },
  {
    label: 'Hotline cases',
    term: '信访热线',
    unit: 'cases 件',
    published: '5',
    statistic: supervision,
    pick: (total) => whole(total.count('hotline')),
  },
]

/** Reads the `total` of a figure that arrived as JSON; a key that is missing is a mistake of ours or of the statistic. */
export function totalOf(figure: unknown, { id }: StatisticCall): Total {
  const read = (path: string): unknown =>
    `total.${path}`
      .split('.')
      .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], figure)

  return {
    count(path) {
      const value = read(path)
      if (typeof value !== 'number' || !Number.isSafeInteger(value))
        throw new TypeError(`${id} has no whole number at total.${path}`)
      return value
    },
    fen(path) {
      const value = read(path) as Money | undefined
      if (typeof value?.amount !== 'string' || value.currency !== 'CNY')
        throw new TypeError(`${id} has no amount in CNY at total.${path}`)
      return toMinor(value)
    },
  }
}
