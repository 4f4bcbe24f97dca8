import type { Year } from './census.ts'

/**
 * What the example's records must add up to, in days, pieces and fen (分, the hundredth of a yuan). What the county
 * published stands in published.ts; these are the exact amounts that were chosen to lie behind it.
 */
export interface Targets {
  /** From registration to award notice, of all works together. */
  readonly worksCycleDays: number | undefined
  /** The same of all government purchases. */
  readonly purchaseCycleDays: number | undefined
  /** From signing to publication, of all contracts together. */
  readonly publicationDays: number
  readonly paperContracts: number
  readonly awards: Amounts
  /** Ceiling or budget minus award; for sales, award minus reserve. */
  readonly savings: Omit<Amounts, 'rural'>
  /** Undefined where nothing was published, so chance decides. */
  readonly bonds: BondTargets | undefined
  /** 中标贷, one for each enterprise. */
  readonly loans: readonly bigint[]
  readonly sessions: { readonly remote: number; readonly distributed: number }
}

export interface BondTargets {
  /** Bid bonds lodged in the eleven months, and how many of them are guarantees or insurances. */
  readonly instruments: number
  readonly guaranteed: number
  /** The sums are met as nearly as round bonds allow. */
  readonly sum: bigint
  readonly guaranteedSum: bigint
  readonly waivedSum: bigint
}

export interface Amounts {
  readonly works: bigint
  readonly smallWorks: bigint
  readonly services: bigint
  readonly purchases: bigint
  readonly land: bigint
  readonly property: bigint
  readonly rural: bigint
}

export type AmountGroup = keyof Amounts

const yuan = (amount: string): bigint => BigInt(amount.replaceAll(',', '').replace('.', ''))

export const targets: { readonly [Y in Year]: Targets } = {
  2022: {
    worksCycleDays: undefined,
    purchaseCycleDays: undefined,
    publicationDays: 2660,
    paperContracts: 24,
    awards: {
      works: yuan('1,299,735,400.00'),
      smallWorks: yuan('26,412,807.36'),
      services: yuan('21,904,000.00'),
      purchases: yuan('98,376,500.00'),
      land: yuan('247,650,000.00'),
      property: yuan('41,218,300.00'),
      rural: yuan('22,507,900.00'),
    },
    savings: {
      works: yuan('149,870,300.00'),
      smallWorks: yuan('2,905,100.00'),
      services: yuan('2,410,000.00'),
      purchases: yuan('7,233,100.00'),
      land: yuan('39,180,000.00'),
      property: yuan('8,046,200.00'),
    },
    bonds: undefined,
    loans: [],
    sessions: { remote: 61, distributed: 0 },
  },
  2023: {
    worksCycleDays: 2_262,
    purchaseCycleDays: 2_039,
    publicationDays: 2_437,
    paperContracts: 5,
    awards: {
      works: yuan('1,551,870,808.22'),
      smallWorks: yuan('45,412,806.30'),
      services: yuan('26,350,000.00'),
      purchases: yuan('154,217,400.00'),
      land: yuan('318,240,000.00'),
      property: yuan('71,302,500.00'),
      rural: yuan('39,038,400.00'),
    },
    savings: {
      works: yuan('190,270,133.11'),
      smallWorks: yuan('5,242,305.16'),
      services: yuan('3,105,600.00'),
      purchases: yuan('12,640,300.00'),
      land: yuan('65,330,000.00'),
      property: yuan('18,862,500.00'),
    },
    bonds: {
      instruments: 9_257,
      guaranteed: 7_644,
      sum: yuan('1,911,230,000.00'),
      guaranteedSum: yuan('1,578,200,000.00'),
      waivedSum: yuan('252,400,000.00'),
    },
    loans: [yuan('8,000,000.00'), yuan('5,000,000.00')],
    sessions: { remote: 139, distributed: 4 },
  },
}

/** What the supervisor did in the eleven months of 2023. */
export const oversight = {
  documents: 53,
  opinions: 8,
  sites: 34,
  /** Sites count once, however often they are inspected. */
  inspectedTwice: 3,
  leads: 17,
  /** Flags that count for nothing: somebody reported something. */
  reports: 4,
  hotline: 5,
  bidders: 23,
  disclosed: 12,
  agencies: 6,
  expertsPoints: 5,
  expertsRemoved: 1,
} as const
