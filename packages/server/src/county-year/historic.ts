import { bidders, VENUE } from './cast.ts'
import type { Outline } from './outlines.ts'
import { dressed, type Plot } from './plots.ts'
import { seeded } from './random.ts'
import { scheduleFrom } from './schedule.ts'
import { dayOf, workingDayFrom, workingDaysAfter } from './working-days.ts'

/**
 * Earlier tenders whose bonds nobody asked for (历史沉淀保证金). They were entered from paper when the ledger began, and
 * were cleared in 2023: 1 296 900.00 yuan of bonds lodged before 2022, of it 1 500.00 lodged before 2016. So the two
 * figures that the county published side by side differ by their cut-off.
 */
interface Historic {
  readonly acceptedOn: string
  readonly kind: 'works' | 'smallWorks'
  /** In fen. */
  readonly ceiling: bigint
  readonly bond: bigint
  readonly unclaimed: number
  readonly clearedOn: string
}

const yuan = (amount: number): bigint => BigInt(amount) * 100n

const historic: readonly Historic[] = [
  {
    acceptedOn: '2015-08-10',
    kind: 'smallWorks',
    ceiling: yuan(75_000),
    bond: yuan(1_500),
    unclaimed: 1,
    clearedOn: '2023-02-14',
  },
  {
    acceptedOn: '2016-07-11',
    kind: 'works',
    ceiling: yuan(5_600_000),
    bond: yuan(98_000),
    unclaimed: 1,
    clearedOn: '2023-03-09',
  },
  {
    acceptedOn: '2017-03-13',
    kind: 'works',
    ceiling: yuan(12_400_000),
    bond: yuan(200_000),
    unclaimed: 2,
    clearedOn: '2023-03-09',
  },
  {
    acceptedOn: '2018-07-09',
    kind: 'works',
    ceiling: yuan(8_900_000),
    bond: yuan(150_000),
    unclaimed: 3,
    clearedOn: '2023-05-18',
  },
  {
    acceptedOn: '2019-11-04',
    kind: 'works',
    ceiling: yuan(7_150_000),
    bond: yuan(120_000),
    unclaimed: 2,
    clearedOn: '2023-07-06',
  },
  {
    acceptedOn: '2020-08-10',
    kind: 'works',
    ceiling: yuan(6_020_000),
    bond: yuan(107_400),
    unclaimed: 1,
    clearedOn: '2023-09-12',
  },
]

/** Before these days bonds count as historic: all of the above, and the first of them alone. */
export const HISTORIC_BEFORE = '2022-01-01'
export const EARLIER_HISTORIC_BEFORE = '2016-01-01'

const BIDDERS = 6
const COMMITTEE = 5

export const historicPlots = (seed: string): readonly Plot[] => historic.map((record, i) => plotOf(seed, record, i))

function plotOf(
  seed: string,
  { acceptedOn, kind, ceiling, bond, unclaimed, clearedOn }: Historic,
  index: number,
): Plot {
  const year = Number(acceptedOn.slice(0, 4))
  const projectId = `EX-${year}-H${String(index + 1).padStart(3, '0')}`
  const outline: Outline = {
    projectId,
    kind,
    year,
    ending: 'contract',
    story: 'historicBond',
    position: 0.5,
    programme: undefined,
    retenderOf: undefined,
    retenderAs: undefined,
  }
  const days = scheduleFrom(outline, workingDayFrom(dayOf(acceptedOn)), seeded(`${seed}/schedule/${projectId}`))
  const random = seeded(`${seed}/historic/${projectId}`)
  return {
    outline,
    days,
    price: { baseline: ceiling, award: (ceiling * 9n) / 10n },
    bidding: {
      bidders: random.shuffle(bidders.builders).slice(0, BIDDERS),
      bond: { amount: bond, forms: Array.from({ length: BIDDERS }, () => 'transfer' as const) },
      waived: undefined,
    },
    ...dressed(seed, outline),
    seats: COMMITTEE,
    session: {
      sessionId: `session-${projectId}`,
      mode: 'onsite',
      sites: [{ role: 'main', venue: VENUE, seats: COMMITTEE }],
    },
    sessionAgain: undefined,
    loan: undefined,
    channel: 'paper',
    published: workingDaysAfter(days.signed ?? days.accepted, 10),
    unclaimed: { bonds: unclaimed, clearedOn: dayOf(clearedOn) },
  }
}
